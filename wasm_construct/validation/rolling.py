"""Recursive groups of types: checked, closed, and made one object with every group that is rolled up alike.

Spec: §3.2.11 (valid-rectype), §3.1.3 (aux-roll-rectype)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakValueDictionary

from wasm_construct.errors import InvalidError
from wasm_construct.syntax import types as syntax
from wasm_construct.syntax.types import AbsHeapType, Exact, RefType, SubType
from wasm_construct.validation.descriptors import check_descriptors, check_structs, mismatch
from wasm_construct.validation.matching import matches_comp
from wasm_construct.validation.parts import Parts, parts
from wasm_construct.validation.types import Array, Comp, DefType, Field, Func, Group, Ref, Struct, ref

_GROUPS: WeakValueDictionary[tuple[Any, ...], Group] = WeakValueDictionary()
"""The groups of this process, by what they are when rolled up."""


def roll(members: Sequence[SubType | syntax.CompType], before: Sequence[DefType]) -> tuple[DefType, ...]:
    """The defined types that the members of a group are, `before` being those ahead of it; raises InvalidError."""
    start = len(before)
    group = list(map(parts, members))
    check_descriptors([(member.described, member.descriptor) for member in group], start)

    def rolled(index: int) -> DefType | int:
        if 0 <= index < start:
            return before[index]
        if not 0 <= index < start + len(group):
            raise InvalidError(f"unknown type {index}")
        return index - start

    key = tuple(_key(member, rolled) for member in group)
    known = _GROUPS.get(key)
    if known is None:
        known = _close(group, before)
        known = _GROUPS.setdefault(key, known)
    return known.members


def _key(member: Parts, rolled: Callable[[int], DefType | int]) -> tuple[Any, ...]:
    def heap(type_: RefType) -> tuple[Any, ...]:
        exact = isinstance(type_.heap, Exact)
        at = type_.heap.type if isinstance(type_.heap, Exact) else type_.heap
        return type_.null, at if isinstance(at, AbsHeapType) else rolled(at), exact

    def maybe(index: int | None) -> Any:
        return None if index is None else rolled(index)

    comp = _mapped(member.comp, heap)
    supers = tuple(map(rolled, member.supers))
    return type(comp), comp, supers, member.final, maybe(member.described), maybe(member.descriptor)


def _mapped(comp: syntax.CompType, change: Callable[[RefType], Any]) -> Comp:
    """The closed form of a composite type, with its references changed by `change`."""

    def value(type_: Any) -> Any:
        return change(type_) if isinstance(type_, RefType) else type_

    if isinstance(comp, syntax.FuncType):
        return Func(tuple(map(value, comp.params)), tuple(map(value, comp.results)))
    if isinstance(comp, syntax.StructType):
        return Struct(tuple([Field(value(field.storage), field.mutable) for field in comp.fields]))
    if isinstance(comp, syntax.ArrayType):
        return Array(Field(value(comp.field.storage), comp.field.mutable))
    raise InvalidError("a type describes another one twice")


def _close(parts_: list[Parts], before: Sequence[DefType]) -> Group:
    group = Group(len(parts_))
    start = len(before)

    def at(index: int) -> DefType:
        return before[index] if index < start else group.members[index - start]

    def closed(type_: RefType) -> Ref:
        if isinstance(type_.heap, Exact):
            return at(type_.heap.type).ref(type_.null, exact=True)
        return ref(type_.null, type_.heap if isinstance(type_.heap, AbsHeapType) else at(type_.heap))

    for member, type_ in zip(parts_, group.members, strict=True):
        type_.comp = _mapped(member.comp, closed)
        type_.final = member.final
        type_.described = None if member.described is None else at(member.described)
        type_.descriptor = None if member.descriptor is None else at(member.descriptor)
        check_structs(type_)
    for number, (member, type_) in enumerate(zip(parts_, group.members, strict=True), start=start):
        for index in member.supers:
            if index >= number:
                raise InvalidError(f"forward use of type {index} in sub type definition")
            if type_.parent is not None:
                raise InvalidError(f"sub type {number} has more than one super type")
            if at(index).final:
                raise InvalidError(f"sub type {number} has final super type {index}")
            type_.derive(at(index))
    # only now, when all supertypes of the group are known
    for number, (member, type_) in enumerate(zip(parts_, group.members, strict=True), start=start):
        for index in member.supers:
            described = mismatch(type_, at(index), member, f"sub type {number} does not match super type {index}")
            if described:
                raise InvalidError(described)
            if not matches_comp(type_.comp, at(index).comp):
                raise InvalidError(f"sub type {number} does not match super type {index}")
    return group
