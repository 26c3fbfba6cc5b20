"""Names in generated code that are made of a mnemonic or a reference type.

Spec: §2.3.4 (syntax-heaptype)
"""

from __future__ import annotations

from typing import Final

from wasm_construct.opcodes import Row, takes_null
from wasm_construct.syntax.types import AbsHeapType, Exact, HeapType

TYPE: Final = "R"
"""The first letter of the name of a reference type, as in `Rn_ANY`."""
TYPE_TEST: Final = "C"
"""The first letter of the name of a function that tests for a reference type, as in `Cx_3`."""


def function_name(mnemonic: str) -> str:
    """The name of the function for an instruction: `i32_rotl` for `i32.rotl`."""
    return mnemonic.replace(".", "_")


def _spelled(heap: HeapType, null: bool) -> str:
    """A reference type within a name: `n` for nullable, `x` for exact, `_`, and the heap type."""
    if isinstance(heap, AbsHeapType):
        return f"{'n' if null else ''}_{heap.name}"
    exact = isinstance(heap, Exact)
    return f"{'n' if null else ''}{'x' if exact else ''}_{int(heap.type if isinstance(heap, Exact) else heap)}"


def read_type(name: str) -> tuple[HeapType, bool]:
    """The heap type in a name, and whether null belongs to the type: the inverse of `test_name` and `cast_name`."""
    marks, _, heap = name[1:].partition("_")
    if not heap.isdigit():
        return AbsHeapType[heap], "n" in marks
    return Exact(int(heap)) if "x" in marks else int(heap), "n" in marks


def type_name(heap: HeapType, row: Row) -> str:
    """The name of the reference type of an instruction with a heap type; the row says whether it is nullable."""
    return cast_name(heap, takes_null(row))


def test_name(heap: HeapType, null: bool) -> str:
    """The name of the function that tests whether a reference has this type."""
    return TYPE_TEST + _spelled(heap, null)


def cast_name(heap: HeapType, null: bool) -> str:
    """The name of this reference type, which functions for casts take as an argument."""
    return TYPE + _spelled(heap, null)
