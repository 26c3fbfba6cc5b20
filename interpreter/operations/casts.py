"""Tests of whether a reference has a type, for `ref.test`, `ref.cast` and the branches on casts.

Spec: §4.6.9 (exec-ref.test)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from interpreter.runtime.aggregates import I31, ArrayInst, StructInst
from interpreter.runtime.exceptions import ExnInst
from interpreter.runtime.func import Func
from interpreter.runtime.references import ALL, Referent
from wasm_construct.validation.matching import matches_heap
from wasm_construct.validation.types import DefType, Heap, Ref

_CLASSES: tuple[type[Referent], ...] = (I31, StructInst, ArrayInst, Func, ExnInst)


@lru_cache(1024)  # bounded, since it keeps the types alive
def caster(type_: Ref) -> Callable[[object], bool]:
    """The function that tests whether a reference has this type."""
    heap = type_.heap
    test = _test_defined(heap, type_.exact) if isinstance(heap, DefType) else _test_abstract(heap)
    return (lambda value: value is None or test(value)) if type_.null else test


def _test_defined(heap: DefType, exact: bool) -> Callable[[object], bool]:
    (cls,) = [cls for cls in _CLASSES if matches_heap(heap, cls.heap)]
    depth = heap.depth

    def is_exactly(value: object) -> bool:
        return isinstance(value, cls) and value.type is heap

    @lru_cache(64)  # quicker than to go up the chain of supertypes each time
    def matches(own: DefType | None) -> bool:
        return own is not None and own.ancestor(depth) is heap

    def is_below(value: object) -> bool:
        return isinstance(value, cls) and matches(value.type)

    return is_exactly if exact or heap.final else is_below


def _test_abstract(heap: Heap) -> Callable[[object], bool]:
    if heap in ALL:
        return lambda value: value is not None
    classes = tuple(cls for cls in _CLASSES if matches_heap(cls.heap, heap))  # none for a bottom type: it has only null
    one = classes[0] if len(classes) == 1 else classes  # isinstance is quicker with a class than with a tuple
    return lambda value: isinstance(value, one)
