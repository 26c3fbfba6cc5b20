"""Operations on integers.

Spec: §4.3.2 (int-ops)
"""

from __future__ import annotations

import operator
from collections.abc import Callable

from interpreter.numerics.bits import Table
from interpreter.numerics.errors import integer_overflow


def to_signed(bits: int) -> Callable[[int], int]:
    """The function from an unsigned integer of so many bits to the signed one with the same bits.

    Spec: §4.3.2 (aux-signed)
    """
    sign = 1 << (bits - 1)
    return lambda i: (i ^ sign) - sign


def bounds(bits: int, sign: str) -> tuple[int, int]:
    """The smallest and the largest integer of so many bits; `sign` is "s" or "u"."""
    return (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if sign == "s" else (0, (1 << bits) - 1)


def int_ops(bits: int) -> Table:
    """The operations on integers of this width, by the part of the mnemonic after the type."""
    return {**_tests(bits), **_counts(bits), **_arithmetic(bits), **_divisions(bits), **_shifts(bits), **_extends(bits)}


def _tests(bits: int) -> Table:
    sign = 1 << (bits - 1)  # with this bit flipped in both operands, unsigned order is signed order
    return {
        "eqz": operator.not_,
        "eq": operator.eq,
        "ne": operator.ne,
        "lt_u": operator.lt,
        "gt_u": operator.gt,
        "le_u": operator.le,
        "ge_u": operator.ge,
        "lt_s": lambda i, j: (i ^ sign) < (j ^ sign),
        "gt_s": lambda i, j: (i ^ sign) > (j ^ sign),
        "le_s": lambda i, j: (i ^ sign) <= (j ^ sign),
        "ge_s": lambda i, j: (i ^ sign) >= (j ^ sign),
    }


def _counts(bits: int) -> Table:
    return {
        "clz": lambda i: bits - i.bit_length(),
        "ctz": lambda i: (i & -i).bit_length() - 1 if i else bits,
        "popcnt": int.bit_count,
    }


def _arithmetic(bits: int) -> Table:
    mask = (1 << bits) - 1
    return {
        "add": lambda i, j: i + j & mask,
        "sub": lambda i, j: i - j & mask,
        "mul": lambda i, j: i * j & mask,
        "and": operator.and_,
        "or": operator.or_,
        "xor": operator.xor,
    }


def _divisions(bits: int) -> Table:
    mask, sign = (1 << bits) - 1, 1 << (bits - 1)

    def div_s(i: int, j: int) -> int:
        # Python rounds down and WebAssembly towards zero, so divide the absolute values
        i, j = (i ^ sign) - sign, (j ^ sign) - sign
        quotient = abs(i) // abs(j)
        if (i < 0) is (j < 0):
            if quotient == sign:
                raise integer_overflow()
            return quotient
        return -quotient & mask

    def rem_s(i: int, j: int) -> int:
        i, j = (i ^ sign) - sign, (j ^ sign) - sign
        return i % abs(j) if i >= 0 else -(-i % abs(j)) & mask

    return {"div_u": operator.floordiv, "rem_u": operator.mod, "div_s": div_s, "rem_s": rem_s}


def _shifts(bits: int) -> Table:
    mask, sign, last = (1 << bits) - 1, 1 << (bits - 1), bits - 1

    def rotl(i: int, j: int) -> int:
        return (i << (j & last) | i >> (-j & last)) & mask

    def rotr(i: int, j: int) -> int:
        return (i >> (j & last) | i << (-j & last)) & mask

    return {
        "shl": lambda i, j: i << (j & last) & mask,
        "shr_u": lambda i, j: i >> (j & last),
        "shr_s": lambda i, j: (i ^ sign) - sign >> (j & last) & mask,
        "rotl": rotl,
        "rotr": rotr,
    }


def _extends(bits: int) -> Table:
    return {f"extend{narrow}_s": extend_s(narrow, bits) for narrow in (8, 16, 32) if narrow < bits}


def extend_s(narrow: int, bits: int) -> Callable[[int], int]:
    """The function that sign-extends the low `narrow` bits of an integer to `bits` bits.

    Spec: §4.3.4 (op-extend)
    """
    low, sign, mask = (1 << narrow) - 1, 1 << (narrow - 1), (1 << bits) - 1
    return lambda i: ((i & low) ^ sign) - sign & mask


OPS: Table = {f"i{bits}.{name}": function for bits in (32, 64) for name, function in int_ops(bits).items()}
