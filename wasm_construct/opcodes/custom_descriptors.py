"""Instructions on structures whose type has a custom descriptor.

Source: the custom-descriptors proposal
"""

from __future__ import annotations

from wasm_construct.opcodes.cast import CAST
from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0xFB, 0x20), "struct.new_desc",         ("typeidx",),  None, "struct.new_desc",         "custom_descriptors"),
    Row((0xFB, 0x21), "struct.new_default_desc", ("typeidx",),  None, "struct.new_default_desc", "custom_descriptors"),
    Row((0xFB, 0x22), "ref.get_desc",            ("typeidx",),  None, "ref.get_desc",            "custom_descriptors"),
    Row((0xFB, 0x23), "ref.cast_desc_eq",        ("heaptype",), None, "ref.cast_desc_eq",        "custom_descriptors"),
    Row((0xFB, 0x24), "ref.cast_desc_eq",        ("heaptype",), None, "ref.cast_desc_eq",        "custom_descriptors"),
    Row((0xFB, 0x25), "br_on_cast_desc_eq",      CAST,          None, "br_on_cast_desc_eq",      "custom_descriptors"),
    Row((0xFB, 0x26), "br_on_cast_desc_eq_fail", CAST,          None, "br_on_cast_desc_eq_fail", "custom_descriptors"),
)
# fmt: on
