"""Structures and arrays.

Spec: §3.4.7 (valid-struct.new, valid-array.new)
"""

from __future__ import annotations

from collections.abc import Iterator

from wasm_construct.strategies.valid.body import Body, Production, Small, plain
from wasm_construct.strategies.valid.world import World, defaultable, unpacked
from wasm_construct.syntax.instructions import instr
from wasm_construct.syntax.types import (
    ArrayType,
    FieldType,
    NumType,
    PackType,
    RefType,
    StructType,
    ValType,
)

_LENGTH = Small(NumType.I32)


def _new_struct(index: int, type_: StructType) -> Iterator[Production]:
    if all(map(defaultable, type_.fields)):
        yield plain(instr("struct.new_default", index))
    yield plain(instr("struct.new", index), operands=[unpacked(field.storage) for field in type_.fields])


def _new_array(world: World, index: int, field: FieldType, constant: bool) -> Iterator[Production]:
    element = unpacked(field.storage)
    for length in range(3):
        yield plain(instr("array.new_fixed", index, length), operands=[element] * length)
    # within bounds, since a length out of the blue may be four billion
    length_ = instr("i32.const", 5)
    yield plain(length_, instr("array.new", index), operands=[element])
    if defaultable(field):
        yield plain(length_, instr("array.new_default", index))
    if not constant:
        for name, segment in _segments(world, field):
            yield plain(instr(f"array.new_{name}", index, segment), operands=[_LENGTH, _LENGTH])


def _segments(world: World, field: FieldType) -> Iterator[tuple[str, int]]:
    """The segments that can fill an array: of data for numbers, of references that fit else."""
    if not isinstance(field.storage, RefType):
        yield from (("data", index) for index in range(world.datas))
        return
    for index, type_ in enumerate(world.elems):
        if world.matches(type_, field.storage):
            yield "elem", index


def _new(world: World, wanted: ValType | None, constant: bool = False) -> Iterator[Production]:
    for index, type_ in enumerate(world.types):
        if wanted is not None and world.matches(RefType(False, index), wanted):
            if isinstance(type_, StructType):
                yield from _new_struct(index, type_)
            elif isinstance(type_, ArrayType):
                yield from _new_array(world, index, type_.field, constant)


def _getters(field: FieldType) -> tuple[str, ...]:
    return ("_s", "_u") if isinstance(field.storage, PackType) else ("",)


def _get(world: World, wanted: ValType) -> Iterator[Production]:
    for index, type_ in enumerate(world.types):
        ref = RefType(True, index)
        if isinstance(type_, StructType):
            for number, field in enumerate(type_.fields):
                if world.matches(unpacked(field.storage), wanted):
                    for form in _getters(field):
                        yield plain(instr(f"struct.get{form}", index, number), operands=[ref])
        elif isinstance(type_, ArrayType) and world.matches(unpacked(type_.field.storage), wanted):
            for form in _getters(type_.field):
                yield plain(instr(f"array.get{form}", index), operands=[ref, _LENGTH])


def _set(world: World) -> Iterator[Production]:
    for index, type_ in enumerate(world.types):
        ref = RefType(True, index)
        if isinstance(type_, StructType):
            for number, field in enumerate(type_.fields):
                if field.mutable:
                    yield plain(instr("struct.set", index, number), operands=[ref, unpacked(field.storage)])
        elif isinstance(type_, ArrayType) and type_.field.mutable:
            element = unpacked(type_.field.storage)
            yield plain(instr("array.set", index), operands=[ref, _LENGTH, element])
            yield plain(instr("array.fill", index), operands=[ref, _LENGTH, element, _LENGTH])
            for name, segment in _segments(world, type_.field):
                yield plain(instr(f"array.init_{name}", index, segment), operands=[ref, _LENGTH, _LENGTH, _LENGTH])
            for source in world.of_class(ArrayType):
                if _copies(world, world.types[source], type_.field):
                    operands = ref, _LENGTH, RefType(True, source), _LENGTH, _LENGTH
                    yield plain(instr("array.copy", index, source), operands=operands)


def _copies(world: World, source: object, goal: FieldType) -> bool:
    if not isinstance(source, ArrayType):
        return False
    one, other = source.field.storage, goal.storage
    if isinstance(one, PackType) or isinstance(other, PackType):
        return one is other
    return world.matches(one, other)


def _aggregates(world: World, wanted: ValType | None) -> list[Production]:
    return list(_set(world)) if wanted is None else [*_new(world, wanted), *_get(world, wanted)]


def aggregates(body: Body, wanted: ValType | None) -> list[Production]:
    """Make, read and write structures and arrays."""
    return body.world.once(_aggregates, wanted)


def constants(body: Body, wanted: ValType | None) -> list[Production]:
    """Make structures and arrays in constant expressions."""
    return list(_new(body.world, wanted, constant=True))
