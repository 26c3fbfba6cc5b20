"""Reference instructions.

Spec: §2.4.6 (syntax-instr-ref)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0xD0,), "ref.null",        ("heaptype",), " -> rt",             "", "reference_types"),
    Row((0xD1,), "ref.is_null",     (),            "rt -> i32",          "", "reference_types"),
    Row((0xD2,), "ref.func",        ("funcidx",),  " -> rt",             "", "reference_types"),
    Row((0xD3,), "ref.eq",          (),            "eqref eqref -> i32", "", "gc"),
    Row((0xD4,), "ref.as_non_null", (),            "rt -> rt",           "", "function_references"),
)
# fmt: on
