"""Closed types written out again, as they are pickled: the way back is `rolled`.

Spec: §3.1.3 (aux-unroll-deftype)
"""

from __future__ import annotations

from collections.abc import Callable

import wasm_construct.syntax.types as syntax
from wasm_construct.syntax.types import AbsHeapType, Exact, NumType, PackType, RefType, SubType, VecType
from wasm_construct.validation.types import Array, DefType, Field, Func, Group, Ref, Struct, ValType


def unroll(group: Group) -> tuple[tuple[SubType, ...], tuple[DefType, ...]]:
    """The members of a group as sub types, and the types of other groups that they mention: what `rolled` wants."""
    before: dict[DefType, int] = {}

    def at(type_: DefType) -> int:
        return start + type_.index if type_.group is group else before.setdefault(type_, len(before))

    start = 0
    for type_ in group.members:
        _member(type_, at)  # only then it is known how many others there are
    start = len(before)
    return tuple(_member(type_, at) for type_ in group.members), tuple(before)


def _member(type_: DefType, at: Callable[[DefType], int]) -> SubType:
    comp: syntax.CompType
    match type_.comp:
        case Func(params, results):
            comp = syntax.FuncType(tuple(_value(p, at) for p in params), tuple(_value(r, at) for r in results))
        case Struct(fields):
            comp = syntax.StructType(tuple(_field(field, at) for field in fields))
        case Array(field):
            comp = syntax.ArrayType(_field(field, at))
    if type_.descriptor is not None:
        comp = syntax.Descriptor(at(type_.descriptor), comp)
    if type_.described is not None:
        comp = syntax.Describes(at(type_.described), comp)
    return SubType(comp, () if type_.parent is None else (at(type_.parent),), type_.final)


def _field(field: Field, at: Callable[[DefType], int]) -> syntax.FieldType:
    storage = field.storage
    return syntax.FieldType(storage if isinstance(storage, PackType) else _value(storage, at), field.mutable)


def _value(type_: ValType, at: Callable[[DefType], int]) -> syntax.ValType:
    match type_:
        case Ref(heap=DefType() as heap):
            index = at(heap)
            return RefType(type_.null, Exact(index) if type_.exact else index)
        case Ref(heap=AbsHeapType() as heap):
            return RefType(type_.null, heap)
        case NumType() | VecType():
            return type_
    raise TypeError(f"no value has the type {type_!r}")
