"""Operations on the integer lanes of vectors that keep the width of the lanes.

All lanes are computed at once, in one int of 128 bits. A carry must not get from one lane into the next. So the highest
bit of each lane, its sign, is left out of a sum, where it takes up the carry, and added by exclusive or afterwards. A
*set of lanes* is an int with the sign bits of these lanes.

Spec: §4.3.2 (int-ops)
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from struct import Struct
from typing import TypeAlias

from interpreter.numerics.bits import Table
from interpreter.numerics.vectors.lanes import Vector, binary, to_int, unary

_All: TypeAlias = Callable[[int, int], int]
_ALL = (1 << 128) - 1
_POPCNT = bytes(i.bit_count() for i in range(256))
_SIGN_DIGITS = b"0" * 128 + b"1" * 128


class Lanes:
    """The arithmetic of integer lanes of one width."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.lane = (1 << bits) - 1
        self.ones = _ALL // self.lane
        """1 in each lane."""
        self.signs = self.ones << (bits - 1)
        self.rest = _ALL ^ self.signs

    def add(self, i: int, j: int) -> int:
        """The sum of each pair of lanes. Spec: §4.3.2 (op-iadd)"""
        rest = self.rest
        return (i & rest) + (j & rest) ^ (i ^ j) & self.signs

    def sub(self, i: int, j: int) -> int:
        """The difference of each pair of lanes. Spec: §4.3.2 (op-isub)"""
        signs = self.signs
        return (i | signs) - (j & self.rest) ^ (i ^ ~j) & signs

    def fill(self, lanes: int) -> int:
        """An int with ones in all bits of a set of lanes."""
        return (lanes >> (self.bits - 1)) * self.lane

    def ne(self, i: int, j: int) -> int:
        """The set of lanes that differ."""
        difference = i ^ j
        return ((difference & self.rest) + self.rest | difference) & self.signs

    def lt_u(self, i: int, j: int) -> int:
        """The set of lanes of `i` that are less, unsigned: where the subtraction borrows."""
        return (~i & j | ~(i ^ j) & self.sub(i, j)) & self.signs

    def lt_s(self, i: int, j: int) -> int:
        """The set of lanes of `i` that are less, signed."""
        return self.lt_u(i ^ self.signs, j ^ self.signs)

    def saturated(self, result: int, overflow: int, i: int) -> int:
        """The result, but in lanes that overflow the smallest or largest integer, by the sign of the lane of `i`."""
        filled = self.fill(overflow)
        limit = self.rest + (i >> (self.bits - 1) & self.ones)
        return result ^ (result ^ limit) & filled


def _relations(lanes: Lanes, signs: str) -> Table:
    fill, ne = lanes.fill, lanes.ne
    table: Table = {
        "eq": binary(lambda i, j: _ALL ^ fill(ne(i, j))),
        "ne": binary(lambda i, j: fill(ne(i, j))),
    }
    for sign in signs:
        table.update({f"{name}_{sign}": f for name, f in _orders(lanes, lanes.lt_s if sign == "s" else lanes.lt_u)})
    return table


def _orders(lanes: Lanes, lt: _All) -> list[tuple[str, Callable[[Vector, Vector], Vector]]]:
    fill = lanes.fill
    return [
        ("lt", binary(lambda i, j: fill(lt(i, j)))),
        ("gt", binary(lambda i, j: fill(lt(j, i)))),
        ("le", binary(lambda i, j: _ALL ^ fill(lt(j, i)))),
        ("ge", binary(lambda i, j: _ALL ^ fill(lt(i, j)))),
    ]


def _arithmetic(lanes: Lanes) -> Table:
    def absolute(i: int) -> int:
        filled = lanes.fill(i & lanes.signs)
        return lanes.sub(i ^ filled, filled)

    return {
        "add": binary(lanes.add),
        "sub": binary(lanes.sub),
        "neg": unary(lambda i: lanes.sub(0, i)),
        "abs": unary(absolute),
    }


def _mul(bits: int) -> Table:
    struct, lane = Struct("<8H" if bits == 16 else "<4I" if bits == 32 else "<2Q"), (1 << bits) - 1
    pack, unpack = struct.pack, struct.unpack
    return {"mul": lambda v, w: pack(*[i & lane for i in map(operator.mul, unpack(v), unpack(w))])}


def _min_max(lanes: Lanes) -> Table:
    def chosen(lt: _All, smaller: bool) -> Callable[[int, int], int]:
        def function(i: int, j: int) -> int:
            filled = lanes.fill(lt(i, j) if smaller else lt(j, i))
            return j ^ (i ^ j) & filled

        return function

    return {
        "min_s": binary(chosen(lanes.lt_s, True)),
        "min_u": binary(chosen(lanes.lt_u, True)),
        "max_s": binary(chosen(lanes.lt_s, False)),
        "max_u": binary(chosen(lanes.lt_u, False)),
    }


def _saturating(lanes: Lanes) -> Table:
    def add_sat_u(i: int, j: int) -> int:
        total = lanes.add(i, j)
        return total | lanes.fill((i & j | (i | j) & ~total) & lanes.signs)

    def sub_sat_u(i: int, j: int) -> int:
        return lanes.sub(i, j) & ~lanes.fill(lanes.lt_u(i, j))

    def add_sat_s(i: int, j: int) -> int:
        total = lanes.add(i, j)
        return lanes.saturated(total, (i ^ total) & (j ^ total) & lanes.signs, i)

    def sub_sat_s(i: int, j: int) -> int:
        difference = lanes.sub(i, j)
        return lanes.saturated(difference, (i ^ j) & (i ^ difference) & lanes.signs, i)

    def avgr_u(i: int, j: int) -> int:
        return (i | j) - ((i ^ j) >> 1 & lanes.rest)

    return {
        "add_sat_u": binary(add_sat_u),
        "sub_sat_u": binary(sub_sat_u),
        "add_sat_s": binary(add_sat_s),
        "sub_sat_s": binary(sub_sat_s),
        "avgr_u": binary(avgr_u),
    }


def _tests(lanes: Lanes) -> Table:
    size = lanes.bits // 8

    def bitmask(v: Vector) -> int:
        # the bytes with the signs, the highest first, as the digits of a number
        return int(v[::-size].translate(_SIGN_DIGITS), 2)

    def all_true(v: Vector) -> bool:
        return lanes.ne(to_int(v), 0) == lanes.signs

    return {"bitmask": bitmask, "all_true": all_true}


def _shifts(lanes: Lanes) -> Table:
    last, lane, ones = lanes.bits - 1, lanes.lane, lanes.ones

    def shl(v: Vector, count: int) -> Vector:
        k = count & last
        return (to_int(v) << k & ones * (lane << k & lane)).to_bytes(16, "little")

    def shr_u(v: Vector, count: int) -> Vector:
        k = count & last
        return (to_int(v) >> k & ones * (lane >> k)).to_bytes(16, "little")

    def shr_s(v: Vector, count: int) -> Vector:
        k = count & last
        i, kept = to_int(v), lane >> k
        return (i >> k & ones * kept | (i >> last & ones) * (lane ^ kept)).to_bytes(16, "little")

    return {"shl": shl, "shr_u": shr_u, "shr_s": shr_s}


def _shape(bits: int) -> Table:
    lanes = Lanes(bits)
    return {
        **_relations(lanes, "su" if bits < 64 else "s"),
        **_arithmetic(lanes),
        **_tests(lanes),
        **_shifts(lanes),
        **(_mul(bits) if bits > 8 else {"popcnt": lambda v: v.translate(_POPCNT)}),
        **(_min_max(lanes) if bits < 64 else {}),
        **(_saturating(lanes) if bits < 32 else {}),
    }


OPS: Table = {f"i{n}x{128 // n}.{name}": function for n in (8, 16, 32, 64) for name, function in _shape(n).items()}
