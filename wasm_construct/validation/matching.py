"""Subtyping on closed types.

Spec: §3.3 (match)
"""

from __future__ import annotations

from collections.abc import Sequence

from wasm_construct.syntax.types import AbsHeapType, Limits
from wasm_construct.validation.types import (
    BOT,
    Array,
    Bottom,
    Comp,
    DefType,
    Field,
    Func,
    Heap,
    Ref,
    StorageType,
    Struct,
    ValType,
)

_T = AbsHeapType
_AGGREGATE = frozenset({_T.ANY, _T.EQ})
_ABOVE: dict[AbsHeapType, frozenset[Heap]] = {
    _T.EQ: frozenset({_T.ANY}),
    _T.I31: _AGGREGATE,
    _T.STRUCT: _AGGREGATE,
    _T.ARRAY: _AGGREGATE,
    _T.NONE: frozenset({_T.ANY, _T.EQ, _T.I31, _T.STRUCT, _T.ARRAY}),
    _T.NOFUNC: frozenset({_T.FUNC}),
    _T.NOEXTERN: frozenset({_T.EXTERN}),
    _T.NOEXN: frozenset({_T.EXN}),
}
"""The abstract heap types above each."""
_ABSTRACTION = {Func: _T.FUNC, Struct: _T.STRUCT, Array: _T.ARRAY}
_BOTTOM = {Func: _T.NOFUNC, Struct: _T.NONE, Array: _T.NONE}
_TOP = {_T.NOFUNC: _T.FUNC, _T.FUNC: _T.FUNC, _T.NOEXTERN: _T.EXTERN, _T.EXTERN: _T.EXTERN, _T.NOEXN: _T.EXN}
_TOP |= {_T.EXN: _T.EXN}


def abstraction(type_: DefType) -> AbsHeapType:
    """The lowest abstract heap type above a defined type."""
    return _ABSTRACTION[type(type_.comp)]


def top(heap: Heap) -> Heap:
    """The highest heap type above this one."""
    if isinstance(heap, Bottom):
        return heap
    return _TOP.get(abstraction(heap) if isinstance(heap, DefType) else heap, _T.ANY)


def matches_heap(one: Heap, other: Heap) -> bool:
    """Whether heap type `one` is a subtype of `other`. Spec: §3.3.3 (match-heaptype)"""
    if one is other or one is BOT:
        return True
    if isinstance(one, DefType):
        if isinstance(other, DefType):
            return one.ancestor(other.depth) is other
        least = abstraction(one)
        return least is other or other in _ABOVE.get(least, ())
    if isinstance(other, DefType):
        return one is _BOTTOM[type(other.comp)]
    return isinstance(one, AbsHeapType) and other in _ABOVE.get(one, ())


def matches_ref(one: Ref, other: Ref) -> bool:
    """Whether reference type `one` is a subtype of `other`. Spec: §3.3.4 (match-reftype)"""
    if one.null and not other.null:
        return False
    if other.exact and one.heap is other.heap:
        return one.exact
    if other.exact and isinstance(one.heap, DefType):
        return False
    return matches_heap(one.heap, other.heap)


def matches(one: ValType, other: ValType) -> bool:
    """Whether value type `one` is a subtype of `other`. Spec: §3.3.5 (match-valtype)"""
    return one is other or one is BOT or (isinstance(one, Ref) and isinstance(other, Ref) and matches_ref(one, other))


def matches_results(ones: Sequence[ValType], others: Sequence[ValType]) -> bool:
    """Whether each type matches the one at its place in the other list. Spec: §3.3.6 (match-resulttype)"""
    return len(ones) == len(others) and all(map(matches, ones, others))


def matches_storage(one: StorageType, other: StorageType) -> bool:
    """Whether storage type `one` is a subtype of `other`. Spec: §3.3.9 (match-storagetype)"""
    return one is other or (isinstance(one, Ref) and isinstance(other, Ref) and matches_ref(one, other))


def matches_field(one: Field, other: Field) -> bool:
    """Whether field type `one` is a subtype of `other`. Spec: §3.3.9 (match-fieldtype)"""
    return (
        one.mutable == other.mutable
        and matches_storage(one.storage, other.storage)
        and (not one.mutable or matches_storage(other.storage, one.storage))
    )


def matches_comp(one: Comp, other: Comp) -> bool:
    """Whether composite type `one` is a subtype of `other`. Spec: §3.3.8 (match-comptype)"""
    if isinstance(one, Func) and isinstance(other, Func):
        return matches_results(other.params, one.params) and matches_results(one.results, other.results)
    if isinstance(one, Struct) and isinstance(other, Struct):
        if one.fields[: len(other.fields)] == other.fields:  # inherited as they are, as nearly always
            return True
        return len(one.fields) >= len(other.fields) and all(map(matches_field, one.fields, other.fields))
    return isinstance(one, Array) and isinstance(other, Array) and matches_field(one.field, other.field)


def matches_limits(one: Limits, other: Limits) -> bool:
    """Whether an item with limits `one` can be imported where `other` is declared. Spec: §3.3.11 (match-limits)"""
    return one.min >= other.min and (other.max is None or (one.max is not None and one.max <= other.max))
