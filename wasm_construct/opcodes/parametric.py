"""Parametric instructions, with ``nop`` and ``unreachable``.

Spec: §2.4.1 (syntax-instr-parametric)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0x00,), "unreachable", (),            None,   "unreachable", "mvp"),
    Row((0x01,), "nop",         (),            " -> ", "nop",         "mvp"),
    Row((0x1A,), "drop",        (),            None,   "drop",        "mvp"),
    Row((0x1B,), "select",      (),            None,   "select",      "mvp"),
    Row((0x1C,), "select",      ("valtypes",), None,   "select",      "reference_types"),
)
# fmt: on
