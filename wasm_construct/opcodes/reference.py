"""Reference instructions.

Spec: §2.4.6 (syntax-instr-ref)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0xD0,), "ref.null",        ("heaptype",), None,                 "ref.null",        "reference_types"),
    Row((0xD1,), "ref.is_null",     (),            None,                 "ref.is_null",     "reference_types"),
    Row((0xD2,), "ref.func",        ("funcidx",),  None,                 "ref.func",        "reference_types"),
    Row((0xD3,), "ref.eq",          (),            "eqref eqref -> i32", "ref.eq",          "gc"),
    Row((0xD4,), "ref.as_non_null", (),            None,                 "ref.as_non_null", "function_references"),
)
# fmt: on
