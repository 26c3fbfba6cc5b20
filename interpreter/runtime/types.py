"""Types that the host makes.

Spec: §3.1.2 (syntax-deftype)
"""

from __future__ import annotations

from wasm_construct.syntax.types import AbsHeapType, FuncType, RefType, ValType
from wasm_construct.validation import types
from wasm_construct.validation.rolling import Roller


def define(type_: FuncType) -> types.DefType:
    """The defined type that a function type is on its own; the same object for equal types."""
    return Roller(()).roll((type_,))[0]


def close(type_: ValType) -> types.ValType:
    """The closed form of a value type that names no type index; raises ValueError for one that does."""
    if not isinstance(type_, RefType):
        return type_
    if not isinstance(type_.heap, AbsHeapType):
        raise ValueError(f"{type_} names a type of some module")
    return types.ref(type_.null, type_.heap)
