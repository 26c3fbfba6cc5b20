"""Operations on integer lanes whose result, or an intermediate result, has lanes of another width.

Spec: §4.3.5 (op-vec)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import add, mul
from struct import Struct

from interpreter.numerics.bits import Table
from interpreter.numerics.ints import bounds
from interpreter.numerics.vectors.lanes import Vector

_LETTERS = {(8, "s"): "b", (16, "s"): "h", (32, "s"): "i", (64, "s"): "q"}
_LETTERS |= {(bits, "u"): letter.upper() for (bits, _), letter in _LETTERS.items()}


def struct_of(bits: int, sign: str) -> Struct:
    """The layout of a vector of integers of so many bits; `sign` is "s" or "u"."""
    return Struct(f"<{128 // bits}{_LETTERS[bits, sign]}")


def _half(bits: int, sign: str, half: str) -> Struct:
    count = 64 // bits
    return Struct(f"<{count}{_LETTERS[bits, sign]}8x" if half == "low" else f"<8x{count}{_LETTERS[bits, sign]}")


def _extend(bits: int, sign: str, half: str) -> Callable[[Vector], Vector]:
    pack, unpack = struct_of(2 * bits, sign).pack, _half(bits, sign, half).unpack
    return lambda v: pack(*unpack(v))


def _extmul(bits: int, sign: str, half: str) -> Callable[[Vector, Vector], Vector]:
    pack, unpack = struct_of(2 * bits, sign).pack, _half(bits, sign, half).unpack
    return lambda v, w: pack(*map(mul, unpack(v), unpack(w)))


def extadd_pairwise(bits: int, sign: str) -> Callable[[Vector], Vector]:
    """The function that adds each two neighbouring lanes of this width. Spec: §4.3.5 (op-ivadd_pairwise)"""
    pack, unpack = struct_of(2 * bits, sign).pack, struct_of(bits, sign).unpack

    def function(v: Vector) -> Vector:
        lanes = unpack(v)
        return pack(*map(add, lanes[::2], lanes[1::2]))

    return function


def _narrow(bits: int, sign: str) -> Callable[[Vector, Vector], Vector]:
    pack, unpack = struct_of(bits // 2, sign).pack, struct_of(bits, "s").unpack
    low, high = bounds(bits // 2, sign)
    return lambda v, w: pack(*[i if low <= i <= high else low if i < low else high for i in unpack(v) + unpack(w)])


def dot(bits: int) -> Callable[[Vector, Vector], Iterable[int]]:
    """The function that multiplies signed lanes and adds neighbouring products; the sums are not wrapped.

    Spec: §4.3.5 (op-ivdot)
    """
    unpack = struct_of(bits, "s").unpack

    def function(v: Vector, w: Vector) -> Iterable[int]:
        products = list(map(mul, unpack(v), unpack(w)))
        return map(add, products[::2], products[1::2])

    return function


_dot_shorts = dot(16)
_pack_ints = struct_of(32, "u").pack


def _dot_i16x8_s(v: Vector, w: Vector) -> Vector:
    return _pack_ints(*[i & 0xFFFF_FFFF for i in _dot_shorts(v, w)])


_SHORTS = struct_of(16, "s")


def q15mulr_sat_s(v: Vector, w: Vector) -> Vector:
    """The rounded products of fixed-point numbers with 15 binary digits after the point.

    Spec: §4.3.6 (op-irelaxed_q15mulr_s)
    """
    products = map(mul, _SHORTS.unpack(v), _SHORTS.unpack(w))
    return pack_saturated([i + 0x4000 >> 15 for i in products])


def pack_saturated(lanes: Iterable[int]) -> Vector:
    """A vector of signed 16-bit integers. One that is 2**15 becomes 2**15 - 1; none may be larger."""
    return _SHORTS.pack(*[i - (i == 0x8000) for i in lanes])


def _name(bits: int) -> str:
    return f"i{bits}x{128 // bits}"


OPS: Table = {
    **{
        f"{_name(2 * n)}.{kind}_{half}_{_name(n)}_{sign}": make(n, sign, half)
        for kind, make in (("extend", _extend), ("extmul", _extmul))
        for n in (8, 16, 32)
        for half in ("low", "high")
        for sign in "su"
    },
    **{f"{_name(2 * n)}.extadd_pairwise_{_name(n)}_{sign}": extadd_pairwise(n, sign) for n in (8, 16) for sign in "su"},
    **{f"{_name(n // 2)}.narrow_{_name(n)}_{sign}": _narrow(n, sign) for n in (16, 32) for sign in "su"},
    "i32x4.dot_i16x8_s": _dot_i16x8_s,
    "i16x8.q15mulr_sat_s": q15mulr_sat_s,
}
