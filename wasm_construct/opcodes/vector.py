"""Vector instructions that treat a vector as bits or move its lanes.

Spec: §2.4.9 (syntax-instr-vec)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    # Constants and permutations
    Row((0xFD, 0x0C), "v128.const",           ("v128",),    " -> v128",               "vconst",        "simd"),
    Row((0xFD, 0x0D), "i8x16.shuffle",        ("lanes",),   "v128 v128 -> v128",      "vshuffle",      "simd"),
    Row((0xFD, 0x0E), "i8x16.swizzle",        (),           "v128 v128 -> v128",      "vswizzlop",     "simd"),

    # Lanes
    Row((0xFD, 0x0F), "i8x16.splat",          (),           "i32 -> v128",            "vsplat",        "simd"),
    Row((0xFD, 0x10), "i16x8.splat",          (),           "i32 -> v128",            "vsplat",        "simd"),
    Row((0xFD, 0x11), "i32x4.splat",          (),           "i32 -> v128",            "vsplat",        "simd"),
    Row((0xFD, 0x12), "i64x2.splat",          (),           "i64 -> v128",            "vsplat",        "simd"),
    Row((0xFD, 0x13), "f32x4.splat",          (),           "f32 -> v128",            "vsplat",        "simd"),
    Row((0xFD, 0x14), "f64x2.splat",          (),           "f64 -> v128",            "vsplat",        "simd"),
    Row((0xFD, 0x15), "i8x16.extract_lane_s", ("laneidx",), "v128 -> i32",            "vextract_lane", "simd"),
    Row((0xFD, 0x16), "i8x16.extract_lane_u", ("laneidx",), "v128 -> i32",            "vextract_lane", "simd"),
    Row((0xFD, 0x17), "i8x16.replace_lane",   ("laneidx",), "v128 i32 -> v128",       "vreplace_lane", "simd"),
    Row((0xFD, 0x18), "i16x8.extract_lane_s", ("laneidx",), "v128 -> i32",            "vextract_lane", "simd"),
    Row((0xFD, 0x19), "i16x8.extract_lane_u", ("laneidx",), "v128 -> i32",            "vextract_lane", "simd"),
    Row((0xFD, 0x1A), "i16x8.replace_lane",   ("laneidx",), "v128 i32 -> v128",       "vreplace_lane", "simd"),
    Row((0xFD, 0x1B), "i32x4.extract_lane",   ("laneidx",), "v128 -> i32",            "vextract_lane", "simd"),
    Row((0xFD, 0x1C), "i32x4.replace_lane",   ("laneidx",), "v128 i32 -> v128",       "vreplace_lane", "simd"),
    Row((0xFD, 0x1D), "i64x2.extract_lane",   ("laneidx",), "v128 -> i64",            "vextract_lane", "simd"),
    Row((0xFD, 0x1E), "i64x2.replace_lane",   ("laneidx",), "v128 i64 -> v128",       "vreplace_lane", "simd"),
    Row((0xFD, 0x1F), "f32x4.extract_lane",   ("laneidx",), "v128 -> f32",            "vextract_lane", "simd"),
    Row((0xFD, 0x20), "f32x4.replace_lane",   ("laneidx",), "v128 f32 -> v128",       "vreplace_lane", "simd"),
    Row((0xFD, 0x21), "f64x2.extract_lane",   ("laneidx",), "v128 -> f64",            "vextract_lane", "simd"),
    Row((0xFD, 0x22), "f64x2.replace_lane",   ("laneidx",), "v128 f64 -> v128",       "vreplace_lane", "simd"),

    # Bits
    Row((0xFD, 0x4D), "v128.not",             (),           "v128 -> v128",           "vvunop",        "simd"),
    Row((0xFD, 0x4E), "v128.and",             (),           "v128 v128 -> v128",      "vvbinop",       "simd"),
    Row((0xFD, 0x4F), "v128.andnot",          (),           "v128 v128 -> v128",      "vvbinop",       "simd"),
    Row((0xFD, 0x50), "v128.or",              (),           "v128 v128 -> v128",      "vvbinop",       "simd"),
    Row((0xFD, 0x51), "v128.xor",             (),           "v128 v128 -> v128",      "vvbinop",       "simd"),
    Row((0xFD, 0x52), "v128.bitselect",       (),           "v128 v128 v128 -> v128", "vvternop",      "simd"),
    Row((0xFD, 0x53), "v128.any_true",        (),           "v128 -> i32",            "vvtestop",      "simd"),
)
# fmt: on
