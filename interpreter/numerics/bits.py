"""How the values of each number type are represented, and their bits.

- i32 and i64: an int, not negative: `0 <= x < 2**N`. Where one is the result of a test it may be a bool.
- f64: a float with the same bits, whatever NaN it is.
- f32: a float with the same value. The 23 bits of a NaN's payload are the top 23 of the 52 that a float has, so that
  a signalling NaN stays one and each f32 has exactly one float.
- v128: 16 bytes, the lowest lane first.

Spec: §4.3.1 (aux-bits)
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Any, TypeAlias

Table: TypeAlias = dict[str, Callable[..., Any]]
"""Functions by mnemonic, or by the part of the mnemonic that follows the type."""

_U32, _U64, _F32, _F64 = Struct("<I"), Struct("<Q"), Struct("<f"), Struct("<d")

# Only the native form rounds what is too large to infinity: the others raise OverflowError.
_NATIVE = Struct("f")
_pack_native, _unpack_native = _NATIVE.pack, _NATIVE.unpack


def round32(x: float) -> float:
    """The f32 nearest to this number, ties to even. A NaN keeps the upper bits of its payload, and becomes quiet.

    Spec: §4.3.3 (aux-ieee)
    """
    return _unpack_native(_pack_native(x))[0]  # type: ignore[no-any-return]


def f64_from_bits(bits: int) -> float:
    """The f64 with these 64 bits. Spec: §4.3.1 (aux-fbits)"""
    return _F64.unpack(_U64.pack(bits))[0]  # type: ignore[no-any-return]


def f64_to_bits(x: float) -> int:
    """The 64 bits of an f64. Spec: §4.3.1 (aux-fbits)"""
    return _U64.unpack(_F64.pack(x))[0]  # type: ignore[no-any-return]


def f32_from_bits(bits: int) -> float:
    """The f32 with these 32 bits. Spec: §4.3.1 (aux-fbits)"""
    x: float = _F32.unpack(_U32.pack(bits))[0]
    return x if x == x else _widened(bits)


def f32_to_bits(x: float) -> int:
    """The 32 bits of an f32. Spec: §4.3.1 (aux-fbits)"""
    return _U32.unpack(_F32.pack(x))[0] if x == x else _narrowed(x)


def load_f32(buffer: Any, offset: int) -> float:
    """The f32 at an offset of a buffer; raises struct.error if it is not within the buffer."""
    x: float = _F32.unpack_from(buffer, offset)[0]
    return x if x == x else _widened(_U32.unpack_from(buffer, offset)[0])


def store_f32(buffer: Any, offset: int, x: float) -> None:
    """Write an f32 at an offset of a buffer; raises struct.error if it is not within the buffer."""
    if x == x:
        _F32.pack_into(buffer, offset, x)
    else:
        _U32.pack_into(buffer, offset, _narrowed(x))


# The machine's conversions between f32 and f64 make every NaN quiet. These two keep a signalling one.


def _widened(bits: int) -> float:
    return f64_from_bits((bits & 0x8000_0000) << 32 | 0x7FF0_0000_0000_0000 | (bits & 0x7F_FFFF) << 29)


def _narrowed(nan: float) -> int:
    bits = f64_to_bits(nan)
    return bits >> 32 & 0x8000_0000 | 0x7F80_0000 | bits >> 29 & 0x7F_FFFF
