"""Instructions on structures whose type has a custom descriptor.

Source: the custom-descriptors proposal
"""

from __future__ import annotations

from wasm_construct.opcodes.cast import CAST
from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0xFB, 0x20), "struct.new_desc",         ("typeidx",),  "fields* rt -> rt",          "", "custom_descriptors"),
    Row((0xFB, 0x21), "struct.new_default_desc", ("typeidx",),  "rt -> rt",                  "", "custom_descriptors"),
    Row((0xFB, 0x22), "ref.get_desc",            ("typeidx",),  "rt -> rt",                  "", "custom_descriptors"),
    Row((0xFB, 0x23), "ref.cast_desc_eq",        ("heaptype",), "rt rt -> rt",               "", "custom_descriptors"),
    Row((0xFB, 0x24), "ref.cast_desc_eq",        ("heaptype",), "rt rt -> rt",               "", "custom_descriptors"),
    Row((0xFB, 0x25), "br_on_cast_desc_eq",      CAST,          "below* rt rt -> below* rt", "", "custom_descriptors"),
    Row((0xFB, 0x26), "br_on_cast_desc_eq_fail", CAST,          "below* rt rt -> below* rt", "", "custom_descriptors"),
)
# fmt: on
