"""The atomic read-modify-write instructions: `function(loaded, operand)` gives the value that is stored.

The result of the instruction is the loaded value. A narrow instruction wraps all its operands, including the expected
value of a `cmpxchg`.

Source: the threads proposal
"""

from __future__ import annotations

from collections.abc import Callable

from interpreter.numerics.bits import Table
from interpreter.numerics.ints import int_ops


def _wrapped(function: Callable[[int, int], int], mask: int) -> Callable[[int, int], int]:
    return lambda loaded, operand: function(loaded, operand & mask)


def _xchg(mask: int) -> Callable[[int, int], int]:
    return lambda loaded, operand: operand & mask


def _cmpxchg(mask: int) -> Callable[[int, int, int], int]:
    return lambda loaded, expected, replacement: replacement & mask if loaded == expected & mask else loaded


def _rmw(bits: int) -> Table:
    mask, ops = (1 << bits) - 1, int_ops(bits)
    return {
        **{name: _wrapped(ops[name], mask) for name in ("add", "sub", "and", "or", "xor")},
        "xchg": _xchg(mask),
        "cmpxchg": _cmpxchg(mask),
    }


OPS: Table = {
    **{f"i{bits}.atomic.rmw.{name}": function for bits in (32, 64) for name, function in _rmw(bits).items()},
    **{
        f"i{bits}.atomic.rmw{narrow}.{name}_u": function
        for bits in (32, 64)
        for narrow in (8, 16, 32)
        if narrow < bits
        for name, function in _rmw(narrow).items()
    },
}
