"""Variable instructions.

Spec: §2.4.3 (syntax-instr-variable)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0x20,), "local.get",  ("localidx",),  None, "local.get",  "mvp"),
    Row((0x21,), "local.set",  ("localidx",),  None, "local.set",  "mvp"),
    Row((0x22,), "local.tee",  ("localidx",),  None, "local.tee",  "mvp"),
    Row((0x23,), "global.get", ("globalidx",), None, "global.get", "mvp"),
    Row((0x24,), "global.set", ("globalidx",), None, "global.set", "mvp"),
)
# fmt: on
