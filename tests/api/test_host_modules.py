"""Modules of the host: row A1.14."""

from __future__ import annotations

import pytest

from interpreter import (
    FUNCREF,
    I32,
    Executor,
    Func,
    FuncType,
    Global,
    GlobalType,
    ImportObjectBuilder,
    Memory,
    MemoryType,
    Module,
    Store,
    Table,
    TableType,
    Tag,
    i32,
)

TEXT = """(module
  (import "extern" "func-add" (func $add (param i32 i32) (result i32)))
  (import "extern" "memory" (memory 1))
  (import "extern" "table" (table 1 funcref))
  (import "extern" "global" (global $g i32))
  (import "extern" "tag" (tag))
  (func (export "run") (param i32) (result i32) (call $add (local.get 0) (global.get $g))))"""


def add(a: i32, b: i32) -> i32:
    return a + b


def builder() -> ImportObjectBuilder:
    return (
        ImportObjectBuilder()
        .with_func("func-add", add)
        .with_memory("memory", Memory(MemoryType(1)))
        .with_table("table", Table(TableType(FUNCREF, 1)))
        .with_global("global", Global(GlobalType(I32), 40))
        .with_tag("tag", Tag(FuncType()))
    )


def test_a1_14_everything_that_a_host_can_offer(executor: Executor, store: Store) -> None:
    imports = builder().build("extern")
    store.register_import_module(executor, imports)
    assert store.register_active_module(executor, Module.from_bytes(TEXT)).exports.run(2) == 42


def test_a1_14_a_host_module_is_looked_at_like_an_instance() -> None:
    imports = builder().build("extern")
    assert imports.name == "extern"
    assert (imports.func_names(), imports.memory_count()) == (["func-add"], 1)
    assert imports.exports["func-add"](1, 2) == 3
    assert (imports.exports.memory.name, imports.exports.memory.mod_name) == ("memory", "extern")
    assert repr(imports.func("func-add")) == "<Func 'func-add' [i32 i32] -> [i32]>"


def test_a1_14_functions_by_type() -> None:
    imports = ImportObjectBuilder().with_func("max", max, FuncType("i32 i32", "i32")).build("m")
    assert imports.exports.max(1, 2) == 2


def test_a1_14_functions_that_are_functions_already() -> None:
    func = Func.wrap(add)
    assert ImportObjectBuilder().with_func("f", func).build("m").exports.f is func


def test_a1_14_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="has 'memory' already"):
        builder().with_func("memory", add)


def test_functions_by_decorator() -> None:
    env = ImportObjectBuilder()

    @env.func
    def one() -> i32:
        return 1

    @env.func("other-name")
    def two() -> i32:
        return 2

    @env.func(ty=FuncType("", "i64"))
    def three():  # type: ignore[no-untyped-def]
        return 3

    imports = env.build("env")
    assert [imports.exports[name]() for name in ("one", "other-name", "three")] == [1, 2, 3]
    assert one() == 1
    assert imports.exports.three.ty() == FuncType("", "i64")
