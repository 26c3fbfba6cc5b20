"""Memory instructions.

Spec: §2.4.5 (syntax-instr-memory)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    # Loads
    Row((0x28,),      "i32.load",     ("memarg",),           "at -> i32",      "load-val",   "mvp"),
    Row((0x29,),      "i64.load",     ("memarg",),           "at -> i64",      "load-val",   "mvp"),
    Row((0x2A,),      "f32.load",     ("memarg",),           "at -> f32",      "load-val",   "mvp"),
    Row((0x2B,),      "f64.load",     ("memarg",),           "at -> f64",      "load-val",   "mvp"),
    Row((0x2C,),      "i32.load8_s",  ("memarg",),           "at -> i32",      "load-pack",  "mvp"),
    Row((0x2D,),      "i32.load8_u",  ("memarg",),           "at -> i32",      "load-pack",  "mvp"),
    Row((0x2E,),      "i32.load16_s", ("memarg",),           "at -> i32",      "load-pack",  "mvp"),
    Row((0x2F,),      "i32.load16_u", ("memarg",),           "at -> i32",      "load-pack",  "mvp"),
    Row((0x30,),      "i64.load8_s",  ("memarg",),           "at -> i64",      "load-pack",  "mvp"),
    Row((0x31,),      "i64.load8_u",  ("memarg",),           "at -> i64",      "load-pack",  "mvp"),
    Row((0x32,),      "i64.load16_s", ("memarg",),           "at -> i64",      "load-pack",  "mvp"),
    Row((0x33,),      "i64.load16_u", ("memarg",),           "at -> i64",      "load-pack",  "mvp"),
    Row((0x34,),      "i64.load32_s", ("memarg",),           "at -> i64",      "load-pack",  "mvp"),
    Row((0x35,),      "i64.load32_u", ("memarg",),           "at -> i64",      "load-pack",  "mvp"),

    # Stores
    Row((0x36,),      "i32.store",    ("memarg",),           "at i32 -> ",     "store-val",  "mvp"),
    Row((0x37,),      "i64.store",    ("memarg",),           "at i64 -> ",     "store-val",  "mvp"),
    Row((0x38,),      "f32.store",    ("memarg",),           "at f32 -> ",     "store-val",  "mvp"),
    Row((0x39,),      "f64.store",    ("memarg",),           "at f64 -> ",     "store-val",  "mvp"),
    Row((0x3A,),      "i32.store8",   ("memarg",),           "at i32 -> ",     "store-pack", "mvp"),
    Row((0x3B,),      "i32.store16",  ("memarg",),           "at i32 -> ",     "store-pack", "mvp"),
    Row((0x3C,),      "i64.store8",   ("memarg",),           "at i64 -> ",     "store-pack", "mvp"),
    Row((0x3D,),      "i64.store16",  ("memarg",),           "at i64 -> ",     "store-pack", "mvp"),
    Row((0x3E,),      "i64.store32",  ("memarg",),           "at i64 -> ",     "store-pack", "mvp"),

    # Size, and bulk operations
    Row((0x3F,),      "memory.size",  ("memidx",),           " -> at",         "",           "mvp"),
    Row((0x40,),      "memory.grow",  ("memidx",),           "at -> at",       "",           "mvp"),
    Row((0xFC, 0x08), "memory.init",  ("dataidx", "memidx"), "at i32 i32 -> ", "",           "bulk_memory", True),
    Row((0xFC, 0x09), "data.drop",    ("dataidx",),          " -> ",           "",           "bulk_memory"),
    Row((0xFC, 0x0A), "memory.copy",  ("memidx", "memidx"),  "at1 at2 at -> ", "",           "bulk_memory"),
    Row((0xFC, 0x0B), "memory.fill",  ("memidx",),           "at i32 at -> ",  "",           "bulk_memory"),
)
# fmt: on
