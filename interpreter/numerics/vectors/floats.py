"""Operations on the floating-point lanes of vectors.

Lanes of f32 are computed as f64 and rounded when they are put back.

Spec: §4.3.3 (float-ops)
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from struct import Struct
from typing import Any

from interpreter.numerics.bits import Table, round32
from interpreter.numerics.floats import F64
from interpreter.numerics.vectors.lanes import Vector, unary

_F32X4 = Struct("<4f")


def pack_f32x4(*lanes: float) -> Vector:
    """A vector of the f32 nearest to these numbers; a signalling NaN may become quiet."""
    try:
        return _F32X4.pack(*lanes)
    except OverflowError:
        return _F32X4.pack(*map(round32, lanes))


def _shape(bits: int, unpack: Callable[[Vector], tuple[Any, ...]], pack: Callable[..., Vector]) -> Table:
    def lanewise1(function: Callable[[float], float]) -> Callable[[Vector], Vector]:
        return lambda v: pack(*map(function, unpack(v)))

    def lanewise2(function: Callable[[float, float], float]) -> Callable[[Vector, Vector], Vector]:
        return lambda v, w: pack(*map(function, unpack(v), unpack(w)))

    masks = Struct("<4i" if bits == 32 else "<2q").pack

    def comparison(function: Callable[[float, float], bool]) -> Callable[[Vector, Vector], Vector]:
        return lambda v, w: masks(*[-x for x in map(function, unpack(v), unpack(w))])

    raw = Struct("<4s4s4s4s" if bits == 32 else "<8s8s").unpack

    def second_if(function: Callable[[float, float], bool]) -> Callable[[Vector, Vector], Vector]:
        def choose(v: Vector, w: Vector) -> Vector:
            lanes = zip(map(function, unpack(w), unpack(v)), raw(v), raw(w), strict=True)
            return b"".join([second if chosen else first for chosen, first, second in lanes])

        return choose

    signs = sum(1 << i for i in range(bits - 1, 128, bits))
    return {
        **{name: lanewise1(F64[name]) for name in ("ceil", "floor", "trunc", "nearest", "sqrt")},
        **{name: lanewise2(F64[name]) for name in ("add", "sub", "mul", "div", "min", "max")},
        **{name: comparison(F64[name]) for name in ("eq", "ne", "lt", "gt", "le", "ge")},
        "neg": unary(lambda i: i ^ signs),
        "abs": unary(lambda i: i & ~signs),
        "pmin": second_if(operator.lt),
        "pmax": second_if(operator.gt),
    }


_F64X2 = Struct("<2d")

OPS: Table = {
    **{f"f32x4.{name}": function for name, function in _shape(32, _F32X4.unpack, pack_f32x4).items()},
    **{f"f64x2.{name}": function for name, function in _shape(64, _F64X2.unpack, _F64X2.pack).items()},
}
