"""Conversions between lanes of integers and of floating-point numbers.

Spec: §4.3.5 (op-vcvtop)
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct

from interpreter.numerics.bits import Table, round32
from interpreter.numerics.conversions import OPS as SCALAR
from interpreter.numerics.vectors.lanes import Vector

# The layouts of vectors. In those called `low_...` only the lower half has lanes: the upper half is written as zero and
# not read.
_FORMS = {
    name: Struct(form)
    for name, form in {
        "f32x4": "<4f",
        "f64x2": "<2d",
        "low_f32x4": "<2f8x",
        "i32x4_s": "<4i",
        "i32x4_u": "<4I",
        "low_i32x4_s": "<2i8x",
        "low_i32x4_u": "<2I8x",
    }.items()
}


def _lanewise(source: str, function: Callable[..., float], target: str) -> Callable[[Vector], Vector]:
    unpack, pack = _FORMS[source].unpack, _FORMS[target].pack
    return lambda v: pack(*map(function, unpack(v)))


OPS: Table = {
    "f32x4.demote_f64x2_zero": _lanewise("f64x2", round32, "low_f32x4"),
    "f64x2.promote_low_f32x4": _lanewise("low_f32x4", SCALAR["f64.promote_f32"], "f64x2"),
    "f32x4.convert_i32x4_s": _lanewise("i32x4_s", round32, "f32x4"),
    "f32x4.convert_i32x4_u": _lanewise("i32x4_u", round32, "f32x4"),
    "f64x2.convert_low_i32x4_s": _lanewise("low_i32x4_s", float, "f64x2"),
    "f64x2.convert_low_i32x4_u": _lanewise("low_i32x4_u", float, "f64x2"),
    "i32x4.trunc_sat_f32x4_s": _lanewise("f32x4", SCALAR["i32.trunc_sat_f32_s"], "i32x4_u"),
    "i32x4.trunc_sat_f32x4_u": _lanewise("f32x4", SCALAR["i32.trunc_sat_f32_u"], "i32x4_u"),
    "i32x4.trunc_sat_f64x2_s_zero": _lanewise("f64x2", SCALAR["i32.trunc_sat_f64_s"], "low_i32x4_u"),
    "i32x4.trunc_sat_f64x2_u_zero": _lanewise("f64x2", SCALAR["i32.trunc_sat_f64_u"], "low_i32x4_u"),
}
