"""Operations on 128-bit integers, each as two i64 with the low half first.

Source: the wide-arithmetic proposal
"""

from __future__ import annotations

from interpreter.numerics.bits import Table
from interpreter.numerics.ints import to_signed

_LOW = (1 << 64) - 1
_signed = to_signed(64)


def _halves(i: int) -> tuple[int, int]:
    return i & _LOW, i >> 64 & _LOW


def add128(low1: int, high1: int, low2: int, high2: int) -> tuple[int, int]:
    """The sum, modulo 2**128."""
    return _halves((high1 + high2 << 64) + low1 + low2)


def sub128(low1: int, high1: int, low2: int, high2: int) -> tuple[int, int]:
    """The difference, modulo 2**128."""
    return _halves((high1 - high2 << 64) + low1 - low2)


def mul_wide_u(i: int, j: int) -> tuple[int, int]:
    """The product of two unsigned i64."""
    return _halves(i * j)


def mul_wide_s(i: int, j: int) -> tuple[int, int]:
    """The product of two signed i64."""
    return _halves(_signed(i) * _signed(j))


OPS: Table = {
    "i64.add128": add128,
    "i64.sub128": sub128,
    "i64.mul_wide_u": mul_wide_u,
    "i64.mul_wide_s": mul_wide_s,
}
