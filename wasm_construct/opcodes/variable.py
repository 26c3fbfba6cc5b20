"""Variable instructions.

Spec: §2.4.3 (syntax-instr-variable)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0x20,), "local.get",  ("localidx",),  " -> t",  "", "mvp"),
    Row((0x21,), "local.set",  ("localidx",),  "t -> ",  "", "mvp"),
    Row((0x22,), "local.tee",  ("localidx",),  "t -> t", "", "mvp"),
    Row((0x23,), "global.get", ("globalidx",), " -> t",  "", "mvp"),
    Row((0x24,), "global.set", ("globalidx",), "t -> ",  "", "mvp"),
)
# fmt: on
