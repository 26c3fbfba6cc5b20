"""The types, memories, tables and other parts of a module that its functions refer to."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from wasm_construct.features import Feature
from wasm_construct.strategies.valid.world import H, World
from wasm_construct.syntax.modules import Import
from wasm_construct.syntax.types import (
    ArrayType,
    ExternFunc,
    ExternType,
    FieldType,
    FuncType,
    GlobalType,
    Limits,
    MemType,
    NumType,
    PackType,
    RecType,
    RefType,
    StorageType,
    StructType,
    SubType,
    TableType,
    TagType,
    TypeDef,
    ValType,
    VecType,
)

_BOOL = st.booleans()


def kinds(world: World) -> Iterator[ValType]:
    """The value types that need no type section."""
    yield from NumType
    if world.has(Feature.SIMD):
        yield from VecType
    if world.has(Feature.REFERENCE_TYPES):
        yield RefType(True, H.FUNC)
        yield RefType(True, H.EXTERN)
    if world.has(Feature.FUNCTION_REFERENCES):
        yield RefType(False, H.FUNC)
    if world.has(Feature.EXCEPTION_HANDLING):
        yield RefType(True, H.EXN)
    if world.has(Feature.GC):
        yield from (RefType(True, heap) for heap in (H.ANY, H.EQ, H.I31, H.STRUCT, H.ARRAY, H.NONE))
        yield RefType(False, H.I31)
        yield RefType(False, H.ANY)


def types(draw: DrawFn, world: World) -> list[TypeDef]:
    """The type section: structures and arrays, then functions."""
    found: list[TypeDef] = []
    size = world.options.max_size
    if world.has(Feature.GC) and size:
        found += _aggregates(draw, world, 2 + draw(st.integers(0, size - 1)))
    for index in world.of_class(StructType) + world.of_class(ArrayType):
        world.kinds += [RefType(True, index), RefType(False, index)]
    most = 2 if world.has(Feature.MULTI_VALUE) else 1
    for _ in range(1 + draw(st.integers(0, size))):
        index = _func(draw, world, most)
        found.append(world.func_type(index))
        if world.has(Feature.FUNCTION_REFERENCES) and len(world.kinds) < 40:
            world.kinds.append(RefType(True, index))
    return found


def _func(draw: DrawFn, world: World, results: int) -> int:
    values = st.sampled_from(world.kinds)
    params = draw(st.lists(values, max_size=world.options.max_size))
    type_ = FuncType(tuple(params), tuple(draw(st.lists(values, max_size=results))))
    world.types.append(type_)
    return len(world.types) - 1


def _aggregates(draw: DrawFn, world: World, count: int) -> list[TypeDef]:
    recursive = draw(_BOOL)
    members: list[SubType] = []
    for index in range(count):
        known = range(count) if recursive else range(index)
        others: list[StorageType] = [RefType(True, other) for other in known]
        fields = st.builds(
            FieldType, st.sampled_from([*PackType, *world.kinds, *others]), st.sampled_from([True, False])
        )
        if index == 1 or (index and draw(_BOOL)):
            world.types.append(ArrayType(draw(fields)))
            members.append(SubType(world.types[index]))
        else:
            members.append(_struct(draw, world, draw(st.lists(fields, min_size=1, max_size=world.options.max_size))))
    return [RecType(tuple(members))] if recursive else list(members)


def _struct(draw: DrawFn, world: World, fields: list[FieldType]) -> SubType:
    """A structure, which may extend an earlier one."""
    above = draw(st.sampled_from([None, *world.of_class(StructType)]))
    if above is not None:
        inherited = world.types[above]
        fields = [*(inherited.fields if isinstance(inherited, StructType) else ()), *fields]
        world.supers[len(world.types)] = above
    type_ = StructType(tuple(fields))
    world.types.append(type_)
    return SubType(type_, () if above is None else (above,), final=False)


def imports(draw: DrawFn, world: World) -> list[Import]:
    """The imports; they have the first indices."""
    return [
        Import("env", f"i{number}", _imported(draw, world, draw(st.integers(0, 4))))
        for number in range(draw(st.integers(0, world.options.max_imports)))
    ]


def _imported(draw: DrawFn, world: World, kind: int) -> ExternType:
    if kind == 1:
        mutable = world.has(Feature.MUTABLE_GLOBALS) and draw(_BOOL)
        world.globals.append(GlobalType(draw(st.sampled_from(world.kinds)), mutable))
        return world.globals[-1]
    if kind == 2 and (not world.mems or world.has(Feature.MULTI_MEMORY)):
        world.mems.append(memory(draw, world))
        return world.mems[-1]
    if kind == 3 and world.has(Feature.REFERENCE_TYPES):
        world.tables.append(TableType(RefType(True, H.FUNC), Limits(10, 20)))
        return world.tables[-1]
    if kind == 4 and world.has(Feature.EXCEPTION_HANDLING):
        return tag(draw, world)
    world.funcs.append(draw(st.sampled_from(world.of_class(FuncType))))
    return ExternFunc(world.funcs[-1])


def count(draw: DrawFn, world: World, present: int, several: bool) -> int:
    """How many more of something: at least one in all, if any are asked for."""
    size = world.options.max_size
    most = (size if several else min(size, 1)) - present
    return 0 if most <= 0 else draw(st.integers(0 if present else 1, most))


def memory(draw: DrawFn, world: World) -> MemType:
    """A memory of a few pages, which can grow by a few."""
    least = draw(st.integers(1, 2))
    shared = world.has(Feature.THREADS) and draw(_BOOL)
    small = world.has(Feature.CUSTOM_PAGE_SIZES) and draw(_BOOL)
    limits = Limits(
        least << 10 if small else least,
        least + 2 << 10 if small else least + 2,
        _address(draw, world),
        shared,
        0 if small else None,
    )
    return MemType(limits)


def _address(draw: DrawFn, world: World) -> NumType:
    return NumType.I64 if world.has(Feature.MEMORY64) and draw(_BOOL) else NumType.I32


def table(draw: DrawFn, world: World, first: bool) -> TableType:
    """A table of a few elements; the first one is for all functions."""
    refs = [type_ for type_ in world.kinds if isinstance(type_, RefType)]
    any_type = RefType(True, H.FUNC) if first else draw(st.sampled_from(refs))
    least = len(world.funcs) + draw(st.integers(1, 3))
    return TableType(any_type, Limits(least, least + 4, _address(draw, world)))


def global_(draw: DrawFn, world: World) -> GlobalType:
    """A global, mutable at first."""
    return GlobalType(draw(st.sampled_from(world.kinds)), draw(st.sampled_from([True, False])))


def tag(draw: DrawFn, world: World) -> TagType:
    """A tag, with a type of its own."""
    world.tags.append(_func(draw, world, 0))
    return TagType(world.tags[-1])
