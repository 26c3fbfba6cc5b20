"""Recursive groups of types: checked, closed, and made one object with every group that is rolled up alike.

Spec: §3.2.11 (valid-rectype), §3.1.3 (aux-roll-rectype)
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, NamedTuple, TypeAlias
from weakref import WeakValueDictionary

import wasm_construct.syntax.types as syntax
from wasm_construct.errors import InvalidError
from wasm_construct.syntax.types import AbsHeapType, Exact, RefType, SubType
from wasm_construct.validation.descriptors import check_descriptors, check_structs, mismatch
from wasm_construct.validation.matching import matches_comp
from wasm_construct.validation.parts import Parts, PlainType, parts
from wasm_construct.validation.types import Array, Comp, DefType, Field, Func, Group, Ref, Struct, ref
from wasm_construct.validation.unrolling import unroll

_GROUPS: WeakValueDictionary[tuple[Any, ...], Group] = WeakValueDictionary()
"""The groups of this process, by what they are when rolled up."""
_LOCK = Lock()
"""Two threads that find the same group must not both keep theirs."""


class Inner(NamedTuple):
    """A reference to another type of the same group, while that is rolled up: `place` counts from its first type."""

    null: bool
    place: int
    exact: bool


class Roller:
    """Rolls up the groups of one module, one after the other; `types` are those that are ahead of the next group."""

    def __init__(self, types: Sequence[DefType]) -> None:
        self.types = types
        self._fields: dict[int, tuple[syntax.FieldType, Field]] = {}
        # by the id of the field, which is kept alive: all fields alike that were read are one object

    def roll(self, members: Sequence[SubType | syntax.CompType]) -> tuple[DefType, ...]:
        """The defined types that the members of a group are; raises InvalidError."""
        group = list(map(parts, members))
        check_descriptors([(member.described, member.descriptor) for member in group], len(self.types))
        end = len(self.types) + len(group)
        keys = [self._key(member, end) for member in group]
        key = tuple(keys)
        known = _GROUPS.get(key)
        if known is None:
            made = _close(group, keys, self.types)
            with _LOCK:
                known = _GROUPS.setdefault(key, made)
        return known.members

    def _key(self, member: Parts, end: int) -> Key:
        start = len(self.types)

        def rolled(index: int) -> DefType | int:
            if 0 <= index < start:
                return self.types[index]
            if not 0 <= index < end:
                raise InvalidError(f"unknown type {index}")
            return index - start

        def reference(type_: RefType) -> Ref | Inner:
            if isinstance(type_.heap, AbsHeapType):
                return ref(type_.null, type_.heap)
            exact = isinstance(type_.heap, Exact)
            at = rolled(type_.heap.type if isinstance(type_.heap, Exact) else type_.heap)
            return Inner(type_.null, at, exact) if isinstance(at, int) else at.ref(type_.null, exact)

        def field(type_: syntax.FieldType) -> Field:
            known = self._fields.get(id(type_))
            if known is not None:
                return known[1]
            made = _field(type_, reference)
            if not isinstance(made.storage, Inner):
                self._fields[id(type_)] = type_, made
            return made

        comp = _mapped(member.comp, reference, field)
        described, descriptor = (None if at is None else rolled(at) for at in (member.described, member.descriptor))
        return type(comp), comp, tuple(map(rolled, member.supers)), member.final, described, descriptor


Key: TypeAlias = tuple[type, Comp, tuple[DefType | int, ...], bool, DefType | int | None, DefType | int | None]
"""What a type is when it is rolled up; its references within the group are of class `Inner`."""


def _value(type_: Any, change: Callable[[RefType], Any]) -> Any:
    return change(type_) if isinstance(type_, RefType) else type_


def _field(type_: syntax.FieldType, change: Callable[[RefType], Any]) -> Field:
    return Field(_value(type_.storage, change), type_.mutable)


def _mapped(comp: PlainType, change: Callable[[RefType], Any], field: Callable[[syntax.FieldType], Field]) -> Comp:
    """The closed form of a composite type, with its references changed by `change` and its fields by `field`."""
    if isinstance(comp, syntax.FuncType):
        params, results = (tuple([_value(type_, change) for type_ in types]) for types in (comp.params, comp.results))
        return Func(params, results)
    if isinstance(comp, syntax.StructType):
        return Struct(tuple(map(field, comp.fields)))
    return Array(field(comp.field))


def _has_inner(comp: Comp) -> bool:
    if isinstance(comp, Func):
        return any(isinstance(type_, Inner) for types in comp for type_ in types)
    fields = comp.fields if isinstance(comp, Struct) else comp
    return any(isinstance(field.storage, Inner) for field in fields)


def _close(parts_: list[Parts], keys: list[Key], before: Sequence[DefType]) -> Group:
    group = Group(len(parts_))
    start = len(before)

    def at(index: int) -> DefType:
        return before[index] if index < start else group.members[index - start]

    def closed(type_: RefType) -> Ref:
        if isinstance(type_.heap, Exact):
            return at(type_.heap.type).ref(type_.null, exact=True)
        return ref(type_.null, type_.heap if isinstance(type_.heap, AbsHeapType) else at(type_.heap))

    for member, key, type_ in zip(parts_, keys, group.members, strict=True):
        type_.comp = key[1]
        if _has_inner(key[1]):
            type_.comp = _mapped(member.comp, closed, lambda field: _field(field, closed))
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


# ---- pickles


def rolled(members: tuple[SubType, ...], before: tuple[DefType, ...]) -> Group:
    """The group of these types, the same object for equal ones: the inverse of `unroll`."""
    return Roller(before).roll(members)[0].group


copyreg.pickle(Group, lambda group: (rolled, unroll(group)))
