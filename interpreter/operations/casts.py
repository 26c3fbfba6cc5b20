"""Whether a reference has a type: what tests, casts and the branches on casts ask.

Spec: §4.6.9 (exec-ref.test)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import wasm_construct.validation.types as types
from interpreter.runtime.aggregates import I31, ArrayInst, StructInst
from interpreter.runtime.exceptions import ExnInst
from interpreter.runtime.func import Func
from wasm_construct.syntax.types import AbsHeapType
from wasm_construct.validation.types import DefType, Heap, Ref

_T = AbsHeapType
_CLASSES: dict[Heap, type | tuple[type, ...]] = {
    _T.EQ: (I31, StructInst, ArrayInst),
    _T.I31: I31,
    _T.STRUCT: StructInst,
    _T.ARRAY: ArrayInst,
    _T.FUNC: Func,
    _T.EXN: ExnInst,
}
_INSTANCES: dict[type, type[StructInst | ArrayInst | Func]] = {
    types.Struct: StructInst,
    types.Array: ArrayInst,
    types.Func: Func,
}


@lru_cache(1024)  # bounded, since it keeps the types alive
def caster(type_: Ref) -> Callable[[object], bool]:
    """The function that says whether a reference has this type."""
    heap = type_.heap
    test = _test_defined(heap, type_.exact) if isinstance(heap, DefType) else _test_abstract(heap)
    return (lambda value: value is None or test(value)) if type_.null else test


def _test_defined(heap: DefType, exact: bool) -> Callable[[object], bool]:
    cls, depth = _INSTANCES[type(heap.comp)], heap.depth

    def is_exactly(value: object) -> bool:
        return isinstance(value, cls) and value.type is heap

    @lru_cache(64)  # a look-up takes less time than the way up
    def matches(own: DefType) -> bool:
        return own.ancestor(depth) is heap

    def is_below(value: object) -> bool:
        return isinstance(value, cls) and matches(value.type)

    return is_exactly if exact or heap.final else is_below


def _test_abstract(heap: Heap) -> Callable[[object], bool]:
    if heap is _T.ANY or heap is _T.EXTERN:
        return lambda value: value is not None
    if heap in _CLASSES:
        cls = _CLASSES[heap]
        return lambda value: isinstance(value, cls)
    return lambda value: False  # a type at the bottom, which only null has
