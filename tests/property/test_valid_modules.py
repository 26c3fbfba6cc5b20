"""The modules of `valid_modules` are valid, here and in wasmtime, have everything in them, and end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import pytest
import wasmtime
from hypothesis import HealthCheck, find, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.property.seeds import examples
from wasm_construct import ALL, WASM1, WASM2, WASM3, Feature, Module
from wasm_construct.binary.fast.source import Features
from wasm_construct.features import REQUIRES
from wasm_construct.opcodes import ROWS, Row
from wasm_construct.strategies import valid_modules
from wasm_construct.strategies.valid import LEAST
from wasm_construct.strategies.valid.body import Body
from wasm_construct.strategies.valid.modules import STATEMENTS, VALUES
from wasm_construct.strategies.valid.parts import kinds
from wasm_construct.strategies.valid.plain import closed_rows, plain_productions, productions_of
from wasm_construct.strategies.valid.world import ModuleOptions, World
from wasm_construct.syntax import (
    Active,
    Code,
    CodeSec,
    Data,
    DataCountSec,
    DataSec,
    ElemFuncs,
    ElemSec,
    Expr,
    FuncSec,
    FuncType,
    Limits,
    MemSec,
    MemType,
    NumType,
    Passive,
    RefType,
    Table,
    TableSec,
    TableType,
    TypeSec,
    instr,
)
from wasm_construct.syntax.types import FUNCREF, AbsHeapType, ValType

OURS_ALONE = {Feature.LEGACY_EXCEPTIONS, Feature.CUSTOM_DESCRIPTORS}
"""What wasmtime does not validate."""
NUMBERS = WASM3 - {
    *(Feature.SIMD, Feature.RELAXED_SIMD, Feature.REFERENCE_TYPES, Feature.EXCEPTION_HANDLING),
    *(Feature.FUNCTION_REFERENCES, Feature.GC),
}
QUICK = settings(max_examples=300, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


EVERYTHING = (
    *("loop", "block", "if", "br_if", "br_table", "call", "call_indirect", "call_ref", "select", "try_table"),
    *("local.get", "local.set", "global.get", "global.set", "ref.null", "ref.func", "ref.cast", "ref.test"),
    *("throw throw_ref", "table.get table.set table.fill table.grow", "v128.const", "i31.get_s i31.get_u ref.i31"),
    *("i32.load i64.load f64.load v128.load i32.load8_u", "i32.store i64.store i32.store8 i64.store16"),
    *(
        "struct.new struct.new_default",
        "struct.get struct.get_u",
        "struct.set",
        "array.new_fixed",
        "array.get array.set",
    ),
)
"""What 100 modules have at least one of in each group."""


@cache
def engine(fuel: bool = False) -> wasmtime.Engine:
    config = wasmtime.Config()
    for feature in (
        "gc function_references exceptions memory64 multi_memory relaxed_simd tail_call threads wide_arithmetic"
        " custom_page_sizes"
    ).split():
        setattr(config, f"wasm_{feature}", True)
    config.shared_memory = True
    config.consume_fuel = fuel
    return wasmtime.Engine(config)


@pytest.fixture(scope="module", autouse=True)
def engines_are_closed() -> Iterator[None]:
    yield
    engine.cache_clear()


@cache
def some(features: Features = WASM3, count: int = 60, terminating: bool = True, max_imports: int = 0) -> list[Module]:
    return examples(valid_modules(features, terminating=terminating, max_imports=max_imports), count)


def bodies(module: Module) -> list[Expr]:
    section = module.section(CodeSec)
    return [code.body for code in section.codes] if section else []


def mnemonics(modules: Sequence[Module]) -> set[str]:
    return {item.name for module in modules for body in bodies(module) for item in body}


@pytest.mark.parametrize(("terminating", "max_imports"), [(True, 0), (False, 4)])
@pytest.mark.parametrize("features", [WASM1, WASM2, WASM3, ALL - OURS_ALONE, ALL])
def test_both_find_them_valid(features: Features, terminating: bool, max_imports: int) -> None:
    for module in some(features, 40, terminating, max_imports):
        data = module.build()
        Module.parse(data, features).validate(features)
        if not features & OURS_ALONE:
            wasmtime.Module.validate(engine(), data)


@pytest.mark.parametrize("feature", sorted(Feature))
def test_each_feature_by_itself_and_all_without_it(feature: Feature) -> None:
    alone, without = {Feature.MVP, feature}, set(ALL - {feature} if feature != Feature.MVP else ALL)
    for _ in Feature:
        alone |= {needed for one in alone for needed in REQUIRES.get(one, ())}
        without = {one for one in without if REQUIRES.get(one, frozenset()) <= without}
    for features in (frozenset(alone), frozenset(without)):
        for module in some(features, 5):
            module.validate(features)
            assert {item.row.feature for body in bodies(module) for item in body} <= features


def test_there_is_everything_in_them() -> None:
    found = mnemonics(some(WASM3, 100))
    for one_of_them in EVERYTHING:
        assert found & set(one_of_them.split()), one_of_them
    assert len(found) > 150


def test_no_module_is_empty() -> None:
    for module in some():
        assert module.mems and module.tables and module.globals and module.tags and module.elems and module.datas
        assert not module.imports
        assert [export.name for export in module.exports][: len(module.funcs)] == [
            f"f{number}" for number in range(len(module.funcs))
        ]


def test_imports_on_request() -> None:
    found = some(WASM3, 40, False, 4)
    assert max(len(module.imports) for module in found) > 2
    assert {type(item.type).__name__ for module in found for item in module.imports} == {
        *("ExternFunc", "GlobalType", "MemType", "TableType", "TagType")
    }


def test_sizes_are_respected() -> None:
    small = valid_modules(max_funcs=2, max_instructions=LEAST, max_size=1)
    for module in examples(small, 40):
        assert 1 <= len(bodies(module)) <= 2
        assert all(len(body) <= LEAST for body in bodies(module))
        assert len(module.mems) == len(module.tables) == 1
    large = examples(valid_modules(max_instructions=300, max_size=6), 20)
    assert 100 < max(len(body) for module in large for body in bodies(module)) <= 300
    for module in examples(valid_modules(max_size=0), 20):
        module.validate()
        assert not (module.mems or module.tables or module.tags or module.datas)


@pytest.mark.parametrize("size", [{"max_instructions": 5}, {"max_funcs": 0}, {"max_size": -1}, {"max_imports": -1}])
def test_sizes_that_are_too_small(size: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a module has one function or more"):
        valid_modules(**size)  # type: ignore[arg-type]


def test_features_that_lack_what_they_build_upon() -> None:
    with pytest.raises(ValueError, match="needs"):
        valid_modules({Feature.MVP, Feature.GC})


def test_they_shrink() -> None:
    small = valid_modules(WASM1, max_funcs=1, max_instructions=LEAST, max_size=1, terminating=False)
    loop = find(small, lambda module: "loop" in mnemonics([module]), settings=QUICK)
    assert sum(map(len, bodies(loop))) <= 6


# ---- rows with a closed type


def a_world() -> World:
    world = World(ModuleOptions(ALL, terminating=False))
    world.kinds = list(kinds(world))
    world.types, world.funcs = [FuncType()], [0]
    world.mems = [MemType(Limits(1)), MemType(Limits(1, addrtype=NumType.I64))]
    world.tables = [TableType(FUNCREF, Limits(1))]
    world.elems, world.datas = [RefType(False, AbsHeapType.FUNC)], 1
    return world


def suits(world: World, row: Row) -> ValType | None:
    """A type that the instruction gives; None when it gives nothing."""
    return next(
        (kind for kind in world.kinds if list(productions_of(world, row, kind)) and _gives(world, row, kind)), None
    )


def _gives(world: World, row: Row, kind: ValType) -> bool:
    return bool(row.results) and str(kind) == row.results[0].replace("at", "i32")


CHUNK = 40
CLOSED = list(closed_rows(a_world()))


def test_all_rows_with_a_closed_type_can_be_chosen() -> None:
    world = a_world()
    assert CLOSED == [row for row in ROWS if row.closed]
    names: dict[ValType | None, int] = dict.fromkeys([None, *world.kinds], 0)
    for row in CLOSED:
        wanted = suits(world, row)
        names[wanted] += len(list(productions_of(world, row, wanted)))
    for kind, count in names.items():  # each of them is a choice
        assert len(plain_productions(world, kind)) >= count


@st.composite
def bodies_of_rows(draw: DrawFn, rows: Sequence[Row]) -> Expr:
    world = a_world()
    body = Body(draw, world, VALUES, STATEMENTS, FuncType())
    for row in rows:
        wanted = suits(world, row)
        production = draw(st.sampled_from(list(productions_of(world, row, wanted))))
        body.expand(production, body.least(production))
        if wanted is not None:
            body.add(instr("drop"))
    return Expr([*body.out, instr("end")])


@pytest.mark.parametrize("start", range(0, len(CLOSED), CHUNK))
def test_rows_with_a_closed_type(start: int) -> None:
    rows, world = CLOSED[start : start + CHUNK], a_world()
    for body in examples(bodies_of_rows(rows), 2):
        assert {item.name for item in body} >= {row.mnemonic for row in rows}
        module = Module(
            [
                TypeSec([FuncType()]),
                FuncSec([0]),
                TableSec([Table(type_) for type_ in world.tables]),
                MemSec(world.mems),
                ElemSec([ElemFuncs(Active(Expr.of(("i32.const", 0))), [0])]),
                DataCountSec(1),
                CodeSec([Code([], body)]),
                DataSec([Data(Passive(), b"data")]),
            ]
        )
        module.validate(ALL)
        wasmtime.Module.validate(engine(), module.build())


# ---- running


def test_whatever_is_called_ends() -> None:
    """Fuel that is far more than enough is never used up."""
    ends: list[str] = []
    for module in some(NUMBERS, 60):
        store = wasmtime.Store(engine(fuel=True))
        store.set_fuel(10_000_000)
        exports = wasmtime.Instance(store, wasmtime.Module(engine(fuel=True), module.build()), []).exports(store)
        for number in range(len(module.funcs)):
            func = exports[f"f{number}"]
            assert isinstance(func, wasmtime.Func)
            args = [0 if param in (NumType.I32, NumType.I64) else 0.0 for param in module.func_type(number).params]
            try:
                func(store, *args)
                ends.append("returns")
            except wasmtime.Trap as trap:
                ends.append(str(trap.trap_code))
    assert "TrapCode.OUT_OF_FUEL" not in ends
    assert ends.count("returns") > len(ends) / 4
