"""Valid modules, put together from their parts."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from wasm_construct.features import Feature
from wasm_construct.module import Module
from wasm_construct.strategies.valid import parts
from wasm_construct.strategies.valid.aggregates import aggregates
from wasm_construct.strategies.valid.body import Body, Rule
from wasm_construct.strategies.valid.calls import calls
from wasm_construct.strategies.valid.constant import constant
from wasm_construct.strategies.valid.control import blocks, branches, escapes, jumps, loops
from wasm_construct.strategies.valid.exceptions import tries
from wasm_construct.strategies.valid.plain import rule as plain_rows
from wasm_construct.strategies.valid.references import references
from wasm_construct.strategies.valid.tables import tables
from wasm_construct.strategies.valid.variables import globals_, locals_, parametric
from wasm_construct.strategies.valid.world import ModuleOptions, World
from wasm_construct.syntax.instructions import Expr, Instr, instr
from wasm_construct.syntax.modules import (
    Active,
    Code,
    CodeSec,
    Data,
    DataCountSec,
    DataSec,
    Declarative,
    Elem,
    ElemExprs,
    ElemFuncs,
    ElemMode,
    ElemSec,
    Export,
    ExportSec,
    ExternKind,
    FuncSec,
    Global,
    GlobalSec,
    Import,
    ImportSec,
    Locals,
    MemSec,
    Passive,
    Table,
    TableSec,
    TagSec,
    TypeSec,
)
from wasm_construct.syntax.section import Section
from wasm_construct.syntax.types import AbsHeapType, FuncType, GlobalType, NumType, RefType

VALUES: tuple[Rule, ...] = (
    *(locals_, plain_rows, locals_, plain_rows, globals_, parametric, calls, references, aggregates, tables),
    *(blocks, branches, loops, tries, plain_rows, calls, aggregates, jumps),
)
STATEMENTS: tuple[Rule, ...] = (
    *(locals_, globals_, plain_rows, parametric, calls, aggregates, tables, blocks, loops, branches, tries, escapes),
    *(plain_rows, locals_),
)
CALLS = 200
"""So many calls can a module make that has to terminate: then its global `fuel` is used up."""


@st.composite
def any_module(draw: DrawFn, options: ModuleOptions) -> Module:
    """A module, as asked for."""
    world = World(options)
    world.kinds = list(parts.kinds(world))
    types = parts.types(draw, world)
    others = len(world.types)
    imports = parts.imports(draw, world)
    imported = len(world.funcs), len(world.tables), len(world.mems), len(world.globals)
    own = draw(st.lists(st.sampled_from(world.of_class(FuncType)[:8]), min_size=1, max_size=options.max_funcs))
    world.funcs += own
    world.mems += [
        parts.memory(draw, world)
        for _ in range(parts.count(draw, world, len(world.mems), world.has(Feature.MULTI_MEMORY)))
    ]
    several = world.has(Feature.REFERENCE_TYPES)
    for _ in range(parts.count(draw, world, len(world.tables), several)):
        world.tables.append(parts.table(draw, world, len(world.tables) == imported[1]))
    tags = []
    if world.has(Feature.EXCEPTION_HANDLING):
        tags = [parts.tag(draw, world) for _ in range(parts.count(draw, world, len(world.tags), True))]
    table_sec = [_table(draw, world, index, imported[3]) for index in range(imported[1], len(world.tables))]
    globals_sec = list(_globals(draw, world, imported[3]))
    visible = len(world.globals) if world.has(Feature.GC) else imported[3]
    elems = list(_elems(draw, world, imported[1], visible))
    datas = list(_datas(draw, world, imported[2]))
    codes = [_code(draw, world, world.func_type(index)) for index in own]
    sections: list[Section] = [
        TypeSec([*types, *map(world.func_type, range(others, len(world.types)))]),
        ImportSec(imports),
        FuncSec(own),
        TableSec(table_sec),
        MemSec(world.mems[imported[2] :]),
        TagSec(tags),
        GlobalSec(globals_sec),
        ExportSec(list(_exports(world, imports))),
        ElemSec(elems),
        *([DataCountSec(len(datas))] if world.has(Feature.BULK_MEMORY) and datas else []),
        CodeSec(codes),
        DataSec(datas),
    ]
    return Module([section for section in sections if not _is_empty(section)])


def _is_empty(section: Section) -> bool:
    """Whether a section is a list without elements."""
    return not any(getattr(section, name) for name in type(section).__slots__ if not name.endswith("width"))


def _table(draw: DrawFn, world: World, index: int, visible: int) -> Table:
    type_ = world.tables[index]
    if not world.has(Feature.FUNCTION_REFERENCES) or (type_.elem.null and not draw(st.booleans())):
        return Table(type_)
    return Table(type_, constant(draw, world, type_.elem, visible))


def _globals(draw: DrawFn, world: World, imported: int) -> Iterator[Global]:
    for _ in range(parts.count(draw, world, len(world.globals), True)):
        visible = len(world.globals) if world.has(Feature.GC) else imported
        type_ = parts.global_(draw, world)
        yield Global(type_, constant(draw, world, type_.type, visible))
        world.globals.append(type_)
    if world.options.terminating:
        world.fuel = len(world.globals)
        world.globals.append(GlobalType(NumType.I32, True))
        yield Global(world.globals[-1], Expr.of(("i32.const", CALLS)))


def _elems(draw: DrawFn, world: World, imported: int, visible: int) -> Iterator[Elem]:
    if len(world.tables) > imported:  # every function at its own index
        at = world.tables[imported].limits.addrtype
        world.elems.append(RefType(not world.has(Feature.FUNCTION_REFERENCES), AbsHeapType.FUNC))
        yield ElemFuncs(Active(Expr.of((f"{at}.const", 0)), imported), list(range(len(world.funcs))))
    if not world.has(Feature.REFERENCE_TYPES):
        return
    refs = [type_ for type_ in world.kinds if isinstance(type_, RefType)]
    for _ in range(draw(st.integers(0, world.options.max_size))):
        type_ = draw(st.sampled_from(refs))
        size = draw(st.integers(0, 3))
        exprs = [constant(draw, world, type_, visible) for _ in range(size)]
        world.elems.append(type_)
        mode: ElemMode = Declarative() if draw(st.booleans()) else Passive()
        yield ElemExprs(mode, type_, exprs)


def _datas(draw: DrawFn, world: World, imported: int) -> Iterator[Data]:
    contents = st.binary(max_size=8)
    if len(world.mems) > imported:
        at = world.mems[imported].limits.addrtype
        world.datas += 1
        yield Data(Active(Expr.of((f"{at}.const", draw(st.integers(0, 8)))), imported), draw(contents))
    if world.has(Feature.BULK_MEMORY):
        for _ in range(draw(st.integers(0, world.options.max_size))):
            world.datas += 1
            yield Data(Passive(), draw(contents))


def _code(draw: DrawFn, world: World, type_: FuncType) -> Code:
    locals_ = draw(st.lists(st.sampled_from(world.kinds), max_size=world.options.max_size))
    body = Body(draw, world, VALUES, STATEMENTS, type_, locals_)
    body.add(*_guard(world))
    body.sequence(type_.results, world.options.max_instructions - len(body.out) - 1)
    own = body.locals[len(type_.params) :]
    return Code([Locals(1, local) for local in own], Expr([*body.out, instr("end")]))


def _guard(world: World) -> list[Instr]:
    """Trap when all calls are used up; else count this one."""
    if world.fuel is None:
        return []
    return [
        instr("global.get", world.fuel),
        instr("i32.eqz"),
        instr("if", None),
        instr("unreachable"),
        instr("end"),
        instr("global.get", world.fuel),
        instr("i32.const", 1),
        instr("i32.sub"),
        instr("global.set", world.fuel),
    ]


def _exports(world: World, imports: list[Import]) -> Iterator[Export]:
    """All functions, and what an embedder may want to look at afterwards."""
    for kind, prefix, count in (
        (ExternKind.FUNC, "f", len(world.funcs)),
        (ExternKind.TABLE, "t", len(world.tables)),
        (ExternKind.MEMORY, "m", len(world.mems)),
        (ExternKind.TAG, "e", len(world.tags)),
    ):
        for index in range(count):
            yield Export(f"{prefix}{index}", kind, index)
    for index, type_ in enumerate(world.globals):
        if not type_.mutable or world.has(Feature.MUTABLE_GLOBALS):
            yield Export("fuel" if index == world.fuel else f"g{index}", ExternKind.GLOBAL, index)
