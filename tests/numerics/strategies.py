"""Numbers that are awkward, and any others."""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import Literal, TypeAlias

from hypothesis import strategies as st

from interpreter.numerics import f32_from_bits, f64_from_bits

Bits: TypeAlias = Literal[32, 64]
"""How many bits a float has."""


def ints(bits: int) -> st.SearchStrategy[int]:
    """Integers of so many bits, unsigned."""
    return st.sampled_from(_edges(bits)) | st.integers(0, (1 << bits) - 1)


def floats(bits: Bits) -> st.SearchStrategy[float]:
    """Floats of so many bits, NaNs of all kinds among them."""
    from_bits = f32_from_bits if bits == 32 else f64_from_bits
    return st.floats(width=bits, allow_nan=False) | ints(bits).map(from_bits) | nans(bits)


def nans(bits: int) -> st.SearchStrategy[float]:
    """NaNs of so many bits: quiet and signalling, of both signs."""
    digits, from_bits = (23, f32_from_bits) if bits == 32 else (52, f64_from_bits)
    exponent = (1 << (bits - 1 - digits)) - 1 << digits
    payloads = st.sampled_from([1, 1 << (digits - 1)]) | st.integers(1, (1 << digits) - 1)
    return st.builds(lambda sign, n: from_bits(sign << (bits - 1) | exponent | n), st.integers(0, 1), payloads)


def vectors(bits: int, *, floats: bool = False) -> st.SearchStrategy[bytes]:
    """Vectors whose lanes of so many bits are awkward, and any others."""
    edges = [i.to_bytes(bits // 8, "little") for i in (_float_edges(bits) if floats else _edges(bits))]
    lanes = st.lists(st.sampled_from(edges), min_size=128 // bits, max_size=128 // bits)
    return lanes.map(b"".join) | st.binary(min_size=16, max_size=16)


def _edges(bits: int) -> list[int]:
    sign = 1 << (bits - 1)
    return [0, 1, sign - 1, sign, sign + 1, 2 * sign - 1]


def _float_edges(bits: int) -> list[int]:
    """Zero, the least, one, a half, the largest, infinity, NaNs: signalling, canonical, other; with both signs."""
    digits, sign = (23, 1 << 31) if bits == 32 else (52, 1 << 63)
    infinity, quiet = sign - (1 << digits), 1 << (digits - 1)
    one = sign // 2 - (1 << digits)
    edges = [0, 1, one, one - (1 << digits), infinity - 1, infinity, infinity + 1, infinity + quiet, sign - 1]
    return edges + [edge | sign for edge in edges]


def nearest(value: Fraction, bits: int) -> float:
    """The float nearest to an exact number, ties to even; for one that rounds to zero, the sign is lost."""
    digits, lowest, largest = (24, -149, 2**128) if bits == 32 else (53, -1074, 2**1024)
    if not value:
        return 0.0
    exponent = abs(value.numerator).bit_length() - value.denominator.bit_length()
    if abs(value) < Fraction(2) ** exponent:
        exponent -= 1
    unit = Fraction(2) ** max(exponent - digits + 1, lowest)
    rounded = round(value / unit) * unit
    if abs(rounded) >= largest:
        return float("inf") if value > 0 else float("-inf")
    return float(rounded)


def same(x: float, y: float) -> bool:
    """Whether two floats have the same bits."""
    return struct.pack("<d", x) == struct.pack("<d", y)
