"""Names in generated code that stand for more than an index.

Spec: §2.3.4 (syntax-heaptype)
"""

from __future__ import annotations

from typing import Final

from wasm_construct.opcodes import BY_MNEMONIC, Row
from wasm_construct.syntax.types import AbsHeapType, Exact, HeapType

TYPE: Final = "R"
TYPE_TEST: Final = "C"


def function_name(mnemonic: str) -> str:
    """The name of the function for an instruction."""
    return mnemonic.replace(".", "_")


def _spelled(heap: HeapType, null: bool) -> str:
    if isinstance(heap, AbsHeapType):
        return f"{'n' if null else ''}_{heap.name}"
    exact = isinstance(heap, Exact)
    return f"{'n' if null else ''}{'x' if exact else ''}_{int(heap.type if isinstance(heap, Exact) else heap)}"


def read_type(name: str) -> tuple[HeapType, bool]:
    """The heap type that a name was made of, and whether it may be null."""
    marks, _, heap = name[1:].partition("_")
    if not heap.isdigit():
        return AbsHeapType[heap], "n" in marks
    return Exact(int(heap)) if "x" in marks else int(heap), "n" in marks


def type_name(heap: HeapType, row: Row) -> str:
    """The name of the reference type that an instruction has as immediate."""
    return cast_name(heap, row is BY_MNEMONIC[row.mnemonic][-1])  # the second opcode is the nullable one


def test_name(heap: HeapType, null: bool) -> str:
    """The name of the function that says whether a reference has this type."""
    return TYPE_TEST + _spelled(heap, null)


def cast_name(heap: HeapType, null: bool) -> str:
    """The name of this reference type."""
    return TYPE + _spelled(heap, null)
