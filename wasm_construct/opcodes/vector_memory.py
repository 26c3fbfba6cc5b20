"""Vector instructions that access a memory.

Spec: §2.4.5 (syntax-instr-memory)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    # Whole vectors
    Row((0xFD, 0x00), "v128.load",         ("memarg",),           "at -> v128",      "vload-val",   "simd"),
    Row((0xFD, 0x01), "v128.load8x8_s",    ("memarg",),           "at -> v128",      "vload-pack",  "simd"),
    Row((0xFD, 0x02), "v128.load8x8_u",    ("memarg",),           "at -> v128",      "vload-pack",  "simd"),
    Row((0xFD, 0x03), "v128.load16x4_s",   ("memarg",),           "at -> v128",      "vload-pack",  "simd"),
    Row((0xFD, 0x04), "v128.load16x4_u",   ("memarg",),           "at -> v128",      "vload-pack",  "simd"),
    Row((0xFD, 0x05), "v128.load32x2_s",   ("memarg",),           "at -> v128",      "vload-pack",  "simd"),
    Row((0xFD, 0x06), "v128.load32x2_u",   ("memarg",),           "at -> v128",      "vload-pack",  "simd"),
    Row((0xFD, 0x07), "v128.load8_splat",  ("memarg",),           "at -> v128",      "vload-splat", "simd"),
    Row((0xFD, 0x08), "v128.load16_splat", ("memarg",),           "at -> v128",      "vload-splat", "simd"),
    Row((0xFD, 0x09), "v128.load32_splat", ("memarg",),           "at -> v128",      "vload-splat", "simd"),
    Row((0xFD, 0x0A), "v128.load64_splat", ("memarg",),           "at -> v128",      "vload-splat", "simd"),
    Row((0xFD, 0x0B), "v128.store",        ("memarg",),           "at v128 -> ",     "vstore",      "simd"),

    # Single lanes
    Row((0xFD, 0x54), "v128.load8_lane",   ("memarg", "laneidx"), "at v128 -> v128", "vload_lane",  "simd"),
    Row((0xFD, 0x55), "v128.load16_lane",  ("memarg", "laneidx"), "at v128 -> v128", "vload_lane",  "simd"),
    Row((0xFD, 0x56), "v128.load32_lane",  ("memarg", "laneidx"), "at v128 -> v128", "vload_lane",  "simd"),
    Row((0xFD, 0x57), "v128.load64_lane",  ("memarg", "laneidx"), "at v128 -> v128", "vload_lane",  "simd"),
    Row((0xFD, 0x58), "v128.store8_lane",  ("memarg", "laneidx"), "at v128 -> ",     "vstore_lane", "simd"),
    Row((0xFD, 0x59), "v128.store16_lane", ("memarg", "laneidx"), "at v128 -> ",     "vstore_lane", "simd"),
    Row((0xFD, 0x5A), "v128.store32_lane", ("memarg", "laneidx"), "at v128 -> ",     "vstore_lane", "simd"),
    Row((0xFD, 0x5B), "v128.store64_lane", ("memarg", "laneidx"), "at v128 -> ",     "vstore_lane", "simd"),

    # One lane, the others zero
    Row((0xFD, 0x5C), "v128.load32_zero",  ("memarg",),           "at -> v128",      "vload-zero",  "simd"),
    Row((0xFD, 0x5D), "v128.load64_zero",  ("memarg",),           "at -> v128",      "vload-zero",  "simd"),
)
# fmt: on
