"""Table instructions.

Spec: §2.4.4 (syntax-instr-table)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0x25,),      "table.get",  ("tableidx",),            None,             "table.get",  "reference_types"),
    Row((0x26,),      "table.set",  ("tableidx",),            None,             "table.set",  "reference_types"),
    Row((0xFC, 0x0C), "table.init", ("elemidx", "tableidx"),  "at i32 i32 -> ", "table.init", "bulk_memory", True),
    Row((0xFC, 0x0D), "elem.drop",  ("elemidx",),             " -> ",           "elem.drop",  "bulk_memory"),
    Row((0xFC, 0x0E), "table.copy", ("tableidx", "tableidx"), None,             "table.copy", "bulk_memory"),
    Row((0xFC, 0x0F), "table.grow", ("tableidx",),            None,             "table.grow", "reference_types"),
    Row((0xFC, 0x10), "table.size", ("tableidx",),            " -> at",         "table.size", "reference_types"),
    Row((0xFC, 0x11), "table.fill", ("tableidx",),            None,             "table.fill", "reference_types"),
)
# fmt: on
