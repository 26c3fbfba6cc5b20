"""Vector instructions on floating-point lanes.

Spec: §2.4.9 (syntax-instr-vec)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    # Comparisons
    Row((0xFD, 0x41), "f32x4.eq",                  (), "v128 v128 -> v128", "vrelop", "simd"),
    Row((0xFD, 0x42), "f32x4.ne",                  (), "v128 v128 -> v128", "vrelop", "simd"),
    Row((0xFD, 0x43), "f32x4.lt",                  (), "v128 v128 -> v128", "vrelop", "simd"),
    Row((0xFD, 0x44), "f32x4.gt",                  (), "v128 v128 -> v128", "vrelop", "simd"),
    Row((0xFD, 0x45), "f32x4.le",                  (), "v128 v128 -> v128", "vrelop", "simd"),
    Row((0xFD, 0x46), "f32x4.ge",                  (), "v128 v128 -> v128", "vrelop", "simd"),

    Row((0xFD, 0x47), "f64x2.eq",                  (), "v128 v128 -> v128", "vrelop", "simd"),
    Row((0xFD, 0x48), "f64x2.ne",                  (), "v128 v128 -> v128", "vrelop", "simd"),
    Row((0xFD, 0x49), "f64x2.lt",                  (), "v128 v128 -> v128", "vrelop", "simd"),
    Row((0xFD, 0x4A), "f64x2.gt",                  (), "v128 v128 -> v128", "vrelop", "simd"),
    Row((0xFD, 0x4B), "f64x2.le",                  (), "v128 v128 -> v128", "vrelop", "simd"),
    Row((0xFD, 0x4C), "f64x2.ge",                  (), "v128 v128 -> v128", "vrelop", "simd"),

    # Demotion and promotion
    Row((0xFD, 0x5E), "f32x4.demote_f64x2_zero",   (), "v128 -> v128",      "vcvtop", "simd"),
    Row((0xFD, 0x5F), "f64x2.promote_low_f32x4",   (), "v128 -> v128",      "vcvtop", "simd"),

    # Rounding
    Row((0xFD, 0x67), "f32x4.ceil",                (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0x68), "f32x4.floor",               (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0x69), "f32x4.trunc",               (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0x6A), "f32x4.nearest",             (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0x74), "f64x2.ceil",                (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0x75), "f64x2.floor",               (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0x7A), "f64x2.trunc",               (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0x94), "f64x2.nearest",             (), "v128 -> v128",      "vunop",  "simd"),

    # Arithmetic
    Row((0xFD, 0xE0), "f32x4.abs",                 (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0xE1), "f32x4.neg",                 (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0xE3), "f32x4.sqrt",                (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0xE4), "f32x4.add",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xE5), "f32x4.sub",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xE6), "f32x4.mul",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xE7), "f32x4.div",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xE8), "f32x4.min",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xE9), "f32x4.max",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xEA), "f32x4.pmin",                (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xEB), "f32x4.pmax",                (), "v128 v128 -> v128", "vbinop", "simd"),

    Row((0xFD, 0xEC), "f64x2.abs",                 (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0xED), "f64x2.neg",                 (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0xEF), "f64x2.sqrt",                (), "v128 -> v128",      "vunop",  "simd"),
    Row((0xFD, 0xF0), "f64x2.add",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xF1), "f64x2.sub",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xF2), "f64x2.mul",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xF3), "f64x2.div",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xF4), "f64x2.min",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xF5), "f64x2.max",                 (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xF6), "f64x2.pmin",                (), "v128 v128 -> v128", "vbinop", "simd"),
    Row((0xFD, 0xF7), "f64x2.pmax",                (), "v128 v128 -> v128", "vbinop", "simd"),

    # Conversions from integers
    Row((0xFD, 0xFA), "f32x4.convert_i32x4_s",     (), "v128 -> v128",      "vcvtop", "simd"),
    Row((0xFD, 0xFB), "f32x4.convert_i32x4_u",     (), "v128 -> v128",      "vcvtop", "simd"),
    Row((0xFD, 0xFE), "f64x2.convert_low_i32x4_s", (), "v128 -> v128",      "vcvtop", "simd"),
    Row((0xFD, 0xFF), "f64x2.convert_low_i32x4_u", (), "v128 -> v128",      "vcvtop", "simd"),
)
# fmt: on
