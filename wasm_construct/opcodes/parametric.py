"""Parametric instructions, with ``nop`` and ``unreachable``.

Spec: §2.4.1 (syntax-instr-parametric)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0x00,), "unreachable", (),            "t1* -> t2*",   "", "mvp"),
    Row((0x01,), "nop",         (),            " -> ",         "", "mvp"),
    Row((0x1A,), "drop",        (),            "t -> ",        "", "mvp"),
    Row((0x1B,), "select",      (),            "t t i32 -> t", "", "mvp"),
    Row((0x1C,), "select",      ("valtypes",), "t t i32 -> t", "", "reference_types"),
)
# fmt: on
