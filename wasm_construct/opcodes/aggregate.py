"""Aggregate instructions: structures, arrays, scalars and external values.

Spec: §2.4.7 (syntax-instr-aggr)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    # Structures
    Row((0xFB, 0x00), "struct.new",         ("typeidx",),            "fields* -> rt",         "",           "gc"),
    Row((0xFB, 0x01), "struct.new_default", ("typeidx",),            " -> rt",                "",           "gc"),
    Row((0xFB, 0x02), "struct.get",         ("typeidx", "fieldidx"), "rt -> t",               "",           "gc"),
    Row((0xFB, 0x03), "struct.get_s",       ("typeidx", "fieldidx"), "rt -> i32",             "struct.get", "gc"),
    Row((0xFB, 0x04), "struct.get_u",       ("typeidx", "fieldidx"), "rt -> i32",             "struct.get", "gc"),
    Row((0xFB, 0x05), "struct.set",         ("typeidx", "fieldidx"), "rt t -> ",              "",           "gc"),

    # Arrays
    Row((0xFB, 0x06), "array.new",          ("typeidx",),            "t i32 -> rt",           "",           "gc"),
    Row((0xFB, 0x07), "array.new_default",  ("typeidx",),            "i32 -> rt",             "",           "gc"),
    Row((0xFB, 0x08), "array.new_fixed",    ("typeidx", "u32"),      "t^n -> rt",             "",           "gc"),
    Row((0xFB, 0x09), "array.new_data",     ("typeidx", "dataidx"),  "i32 i32 -> rt",         "",           "gc"),
    Row((0xFB, 0x0A), "array.new_elem",     ("typeidx", "elemidx"),  "i32 i32 -> rt",         "",           "gc"),
    Row((0xFB, 0x0B), "array.get",          ("typeidx",),            "rt i32 -> t",           "",           "gc"),
    Row((0xFB, 0x0C), "array.get_s",        ("typeidx",),            "rt i32 -> i32",         "array.get",  "gc"),
    Row((0xFB, 0x0D), "array.get_u",        ("typeidx",),            "rt i32 -> i32",         "array.get",  "gc"),
    Row((0xFB, 0x0E), "array.set",          ("typeidx",),            "rt i32 t -> ",          "",           "gc"),
    Row((0xFB, 0x0F), "array.len",          (),                      "arrayref -> i32",       "",           "gc"),
    Row((0xFB, 0x10), "array.fill",         ("typeidx",),            "rt i32 t i32 -> ",      "",           "gc"),
    Row((0xFB, 0x11), "array.copy",         ("typeidx", "typeidx"),  "rt i32 rt i32 i32 -> ", "",           "gc"),
    Row((0xFB, 0x12), "array.init_data",    ("typeidx", "dataidx"),  "rt i32 i32 i32 -> ",    "",           "gc"),
    Row((0xFB, 0x13), "array.init_elem",    ("typeidx", "elemidx"),  "rt i32 i32 i32 -> ",    "",           "gc"),

    # External values
    Row((0xFB, 0x1A), "any.convert_extern", (),                      "rt -> rt",              "",           "gc"),
    Row((0xFB, 0x1B), "extern.convert_any", (),                      "rt -> rt",              "",           "gc"),

    # Scalars
    Row((0xFB, 0x1C), "ref.i31",            (),                      "i32 -> (ref i31)",      "",           "gc"),
    Row((0xFB, 0x1D), "i31.get_s",          (),                      "i31ref -> i32",         "i31.get",    "gc"),
    Row((0xFB, 0x1E), "i31.get_u",          (),                      "i31ref -> i32",         "i31.get",    "gc"),
)
# fmt: on
