"""Operations on floating-point numbers.

An operation on f32 is computed as f64 and rounded to f32. That gives the right result, although it rounds twice, since
f64 has more than twice the digits of f32. A result that is NaN is what the machine makes of the operands: quiet,
canonical if all NaNs among the operands are canonical, of either sign.

Spec: §4.3.3 (float-ops)
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from math import copysign

from interpreter.numerics.bits import Table, round32

CANONICAL_NAN = math.nan
"""The NaN whose payload has only its top bit, as f32 and as f64."""
_INTEGERS_ONLY = 2.0**52  # all floats from here on are integers


def div(x: float, y: float) -> float:
    """The quotient; a division by zero gives an infinity or a NaN. Spec: §4.3.3 (op-fdiv)"""
    try:
        return x / y
    except ZeroDivisionError:
        return x * copysign(math.inf, y)


def sqrt(x: float) -> float:
    """The square root; a NaN for numbers below zero. Spec: §4.3.3 (op-fsqrt)"""
    try:
        return math.sqrt(x)
    except ValueError:
        return CANONICAL_NAN


def fmin(x: float, y: float) -> float:
    """The smaller number, where -0 is below +0; a NaN if either is a NaN. Spec: §4.3.3 (op-fmin)"""
    if x < y:
        return x
    if y < x:
        return y
    if x == y:
        return x if x or copysign(1.0, x) < 0.0 else y
    return x + y


def fmax(x: float, y: float) -> float:
    """The larger number, where -0 is below +0; a NaN if either is a NaN. Spec: §4.3.3 (op-fmax)"""
    if x > y:
        return x
    if y > x:
        return y
    if x == y:
        return x if x or copysign(1.0, x) > 0.0 else y
    return x + y


def _to_integer(function: Callable[[float], int]) -> Callable[[float], float]:
    # Python's functions give an int, which has no -0; adding zero makes a NaN quiet and changes nothing else
    return lambda x: copysign(function(x), x) if -_INTEGERS_ONLY < x < _INTEGERS_ONLY else x + 0.0


# The operations that never round are the same for both types.
_EXACT: Table = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "gt": operator.gt,
    "le": operator.le,
    "ge": operator.ge,
    "abs": operator.abs,
    "neg": operator.neg,
    "copysign": copysign,
    "min": fmin,
    "max": fmax,
    "ceil": _to_integer(math.ceil),
    "floor": _to_integer(math.floor),
    "trunc": _to_integer(math.trunc),
    "nearest": _to_integer(round),
}

F32: Table = {
    **_EXACT,
    "add": lambda x, y: round32(x + y),
    "sub": lambda x, y: round32(x - y),
    "mul": lambda x, y: round32(x * y),
    "div": lambda x, y: round32(div(x, y)),
    "sqrt": lambda x: round32(sqrt(x)),
}
"""The operations on f32, by the part of the mnemonic after the type."""
F64: Table = {
    **_EXACT,
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": div,
    "sqrt": sqrt,
}
"""The operations on f64, by the part of the mnemonic after the type."""

OPS: Table = {
    f"{type_}.{name}": function for type_, ops in (("f32", F32), ("f64", F64)) for name, function in ops.items()
}
