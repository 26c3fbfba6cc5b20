"""Relaxed operations, always with the results of the deterministic profile.

- A relaxed operation with a strict counterpart does the same: out-of-range indices of `relaxed_swizzle` give zero,
  `relaxed_trunc` saturates, `relaxed_min` and `relaxed_max` treat NaNs and zeros like `min` and `max`,
  `relaxed_q15mulr` saturates, `relaxed_laneselect` selects single bits.
- `relaxed_madd` and `relaxed_nmadd` round twice: after the multiplication and after the addition.
- `relaxed_dot` reads the lanes of both operands as signed, and its sums saturate.

Spec: §4.3.6 (relaxed-ops)
"""

from __future__ import annotations

from collections.abc import Callable

from interpreter.numerics.bits import Table
from interpreter.numerics.vectors import conversions, floats, ints, lanes, widths
from interpreter.numerics.vectors.lanes import Vector

_Ternary = Callable[[Vector, Vector, Vector], Vector]


def _madd(shape: str) -> _Ternary:
    mul, add = floats.OPS[f"{shape}.mul"], floats.OPS[f"{shape}.add"]
    return lambda v, w, addend: add(mul(v, w), addend)


def _nmadd(shape: str) -> _Ternary:
    neg, madd = floats.OPS[f"{shape}.neg"], _madd(shape)
    return lambda v, w, addend: madd(neg(v), w, addend)


_dot_bytes = widths.dot(8)
_extadd_pairwise_s = widths.extadd_pairwise(16, "s")


def _dot_s(v: Vector, w: Vector) -> Vector:
    return widths.pack_saturated(_dot_bytes(v, w))


def _dot_add_s(v: Vector, w: Vector, addend: Vector) -> Vector:
    return ints.OPS["i32x4.add"](_extadd_pairwise_s(_dot_s(v, w)), addend)  # type: ignore[no-any-return]


OPS: Table = {
    "i8x16.relaxed_swizzle": lanes.swizzle,
    "i16x8.relaxed_q15mulr_s": widths.q15mulr_sat_s,
    "i16x8.relaxed_dot_i8x16_i7x16_s": _dot_s,
    "i32x4.relaxed_dot_i8x16_i7x16_add_s": _dot_add_s,
    **{f"i{n}x{128 // n}.relaxed_laneselect": lanes.bitselect for n in (8, 16, 32, 64)},
    **{name.replace("trunc_sat", "relaxed_trunc"): f for name, f in conversions.OPS.items() if "trunc_sat" in name},
    **{
        f"{shape}.relaxed_{name}": floats.OPS[f"{shape}.{name}"]
        for shape in ("f32x4", "f64x2")
        for name in ("min", "max")
    },
    **{f"{shape}.relaxed_madd": _madd(shape) for shape in ("f32x4", "f64x2")},
    **{f"{shape}.relaxed_nmadd": _nmadd(shape) for shape in ("f32x4", "f64x2")},
}
