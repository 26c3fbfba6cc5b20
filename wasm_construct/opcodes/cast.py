"""Tests and casts of references, and the branches that depend on them.

Spec: §2.4.6 (syntax-ref.test, syntax-ref.cast), §2.4.2 (syntax-br_on_cast)
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

CAST = ("castop", "labelidx", "heaptype", "heaptype")
"""A branch on a cast from the first type to the second one."""


def castop(null: bool, null_after: bool) -> int:
    """The immediate that says whether the two types are nullable. Spec: §5.4.2 (binary-castop)"""
    return null | null_after << 1


def nullable(op: int) -> tuple[bool, bool]:
    """Whether the two types are nullable, by the immediate that says so."""
    return bool(op & 1), bool(op & 2)


# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0xFB, 0x14), "ref.test",        ("heaptype",), "rt -> i32",              "", "gc"),
    Row((0xFB, 0x15), "ref.test",        ("heaptype",), "rt -> i32",              "", "gc"),
    Row((0xFB, 0x16), "ref.cast",        ("heaptype",), "rt -> rt",               "", "gc"),
    Row((0xFB, 0x17), "ref.cast",        ("heaptype",), "rt -> rt",               "", "gc"),
    Row((0xFB, 0x18), "br_on_cast",      CAST,          "below* rt -> below* rt", "", "gc"),
    Row((0xFB, 0x19), "br_on_cast_fail", CAST,          "below* rt -> below* rt", "", "gc"),
)
# fmt: on
