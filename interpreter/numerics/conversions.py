"""Conversions between the number types.

Spec: §4.3.4 (convert-ops)
"""

from __future__ import annotations

from collections.abc import Callable

from interpreter.numerics.bits import Table, f32_from_bits, f32_to_bits, f64_from_bits, f64_to_bits, round32
from interpreter.numerics.errors import integer_overflow, invalid_conversion
from interpreter.numerics.ints import bounds, extend_s, to_signed

_EXACT = 1 << 53  # f64 can represent every integer up to here


def trunc(bits: int, sign: str) -> Callable[[float], int]:
    """The function that drops the fraction of a number.

    That function raises OverflowError when the result is out of range, and ValueError for a NaN.

    Spec: §4.3.4 (op-trunc)
    """
    low, high = bounds(bits, sign)
    mask = (1 << bits) - 1

    def function(x: float) -> int:
        try:
            i = int(x)
        except ValueError:
            raise invalid_conversion() from None
        except OverflowError:  # an infinity
            raise integer_overflow() from None
        if low <= i <= high:
            return i & mask
        raise integer_overflow()

    return function


def trunc_sat(bits: int, sign: str) -> Callable[[float], int]:
    """The function that drops the fraction of a number; out of range it gives the nearest integer, for a NaN zero.

    Spec: §4.3.4 (op-trunc_sat)
    """
    low, high = bounds(bits, sign)
    mask = (1 << bits) - 1

    def function(x: float) -> int:
        if low <= x <= high:  # exact: Python compares an int and a float without converting either
            return int(x) & mask
        if x != x:
            return 0
        return (high if x > 0 else low) & mask

    return function


def _to_f32(i: int) -> float:
    if -_EXACT <= i <= _EXACT:
        return round32(float(i))
    # Rounding to f64 and then to f32 could round a tie twice. So the bits that f64 has no room for are cut off, and the
    # lowest bit that is left is set if any of them was: round to odd, then to nearest.
    return round32(float((i >> 11 | (i & 0x7FF != 0)) << 11))


def _convert(type_: str, bits: int, sign: str) -> Callable[[int], float]:
    to_float: Callable[[int], float] = _to_f32 if (type_, bits) == ("f32", 64) else round32 if type_ == "f32" else float
    if sign == "u":
        return to_float
    signed = to_signed(bits)
    return lambda i: to_float(signed(i))


def _quiet(x: float) -> float:
    return x * 1.0  # makes a NaN quiet; x + 0.0 would turn -0 into +0


_INTS, _FLOATS, _SIGNS = (32, 64), ("f32", "f64"), "su"

OPS: Table = {
    "i32.wrap_i64": lambda i: i & 0xFFFF_FFFF,
    "i64.extend_i32_s": extend_s(32, 64),
    "i64.extend_i32_u": int,
    "f32.demote_f64": round32,
    "f64.promote_f32": _quiet,
    "i32.reinterpret_f32": f32_to_bits,
    "i64.reinterpret_f64": f64_to_bits,
    "f32.reinterpret_i32": f32_from_bits,
    "f64.reinterpret_i64": f64_from_bits,
    **{f"i{n}.trunc_{f}_{s}": trunc(n, s) for n in _INTS for f in _FLOATS for s in _SIGNS},
    **{f"i{n}.trunc_sat_{f}_{s}": trunc_sat(n, s) for n in _INTS for f in _FLOATS for s in _SIGNS},
    **{f"{f}.convert_i{n}_{s}": _convert(f, n, s) for n in _INTS for f in _FLOATS for s in _SIGNS},
}
