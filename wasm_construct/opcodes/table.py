"""Table instructions.

Spec: §2.4.4 (syntax-instr-table)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0x25,),      "table.get",  ("tableidx",),            "at -> t",        "", "reference_types"),
    Row((0x26,),      "table.set",  ("tableidx",),            "at t -> ",       "", "reference_types"),
    Row((0xFC, 0x0C), "table.init", ("elemidx", "tableidx"),  "at i32 i32 -> ", "", "bulk_memory", True),
    Row((0xFC, 0x0D), "elem.drop",  ("elemidx",),             " -> ",           "", "bulk_memory"),
    Row((0xFC, 0x0E), "table.copy", ("tableidx", "tableidx"), "at1 at2 at -> ", "", "bulk_memory"),
    Row((0xFC, 0x0F), "table.grow", ("tableidx",),            "t at -> at",     "", "reference_types"),
    Row((0xFC, 0x10), "table.size", ("tableidx",),            " -> at",         "", "reference_types"),
    Row((0xFC, 0x11), "table.fill", ("tableidx",),            "at t at -> ",    "", "reference_types"),
)
# fmt: on
