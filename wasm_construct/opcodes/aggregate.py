"""Aggregate instructions: structures, arrays, scalars and external values.

Spec: §2.4.7 (syntax-instr-aggr)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    # Structures
    Row((0xFB, 0x00), "struct.new",         ("typeidx",),            None,               "struct.new",         "gc"),
    Row((0xFB, 0x01), "struct.new_default", ("typeidx",),            None,               "struct.new_default", "gc"),
    Row((0xFB, 0x02), "struct.get",         ("typeidx", "fieldidx"), None,               "struct.get",         "gc"),
    Row((0xFB, 0x03), "struct.get_s",       ("typeidx", "fieldidx"), None,               "struct.get",         "gc"),
    Row((0xFB, 0x04), "struct.get_u",       ("typeidx", "fieldidx"), None,               "struct.get",         "gc"),
    Row((0xFB, 0x05), "struct.set",         ("typeidx", "fieldidx"), None,               "struct.set",         "gc"),

    # Arrays
    Row((0xFB, 0x06), "array.new",          ("typeidx",),            None,               "array.new",          "gc"),
    Row((0xFB, 0x07), "array.new_default",  ("typeidx",),            None,               "array.new_default",  "gc"),
    Row((0xFB, 0x08), "array.new_fixed",    ("typeidx", "u32"),      None,               "array.new_fixed",    "gc"),
    Row((0xFB, 0x09), "array.new_data",     ("typeidx", "dataidx"),  None,               "array.new_data",     "gc"),
    Row((0xFB, 0x0A), "array.new_elem",     ("typeidx", "elemidx"),  None,               "array.new_elem",     "gc"),
    Row((0xFB, 0x0B), "array.get",          ("typeidx",),            None,               "array.get",          "gc"),
    Row((0xFB, 0x0C), "array.get_s",        ("typeidx",),            None,               "array.get",          "gc"),
    Row((0xFB, 0x0D), "array.get_u",        ("typeidx",),            None,               "array.get",          "gc"),
    Row((0xFB, 0x0E), "array.set",          ("typeidx",),            None,               "array.set",          "gc"),
    Row((0xFB, 0x0F), "array.len",          (),                      "arrayref -> i32",  "array.len",          "gc"),
    Row((0xFB, 0x10), "array.fill",         ("typeidx",),            None,               "array.fill",         "gc"),
    Row((0xFB, 0x11), "array.copy",         ("typeidx", "typeidx"),  None,               "array.copy",         "gc"),
    Row((0xFB, 0x12), "array.init_data",    ("typeidx", "dataidx"),  None,               "array.init_data",    "gc"),
    Row((0xFB, 0x13), "array.init_elem",    ("typeidx", "elemidx"),  None,               "array.init_elem",    "gc"),

    # External values
    Row((0xFB, 0x1A), "any.convert_extern", (),                      None,               "any.convert_extern", "gc"),
    Row((0xFB, 0x1B), "extern.convert_any", (),                      None,               "extern.convert_any", "gc"),

    # Scalars
    Row((0xFB, 0x1C), "ref.i31",            (),                      "i32 -> (ref i31)", "ref.i31",            "gc"),
    Row((0xFB, 0x1D), "i31.get_s",          (),                      "i31ref -> i32",    "i31.get",            "gc"),
    Row((0xFB, 0x1E), "i31.get_u",          (),                      "i31ref -> i32",    "i31.get",            "gc"),
)
# fmt: on
