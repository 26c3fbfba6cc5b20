"""Stores and executors: rows A1.3 `Store`, A1.4 `Executor`, C21, C29; and the program of the first seed."""

from __future__ import annotations

import pytest

from interpreter import (
    Executor,
    Func,
    ImportObject,
    ImportObjectBuilder,
    LinkError,
    Module,
    Store,
    StoreError,
    i32,
    params,
    wat2wasm,
)
from tests.api.conftest import SEED

SEVEN = '(module (func (export "seven") (result i32) (i32.const 7)))'
USER = '(module (import "lib" "seven" (func $f (result i32))) (func (export "run") (result i32) (call $f)))'


def host(name: str = "lib") -> ImportObject:
    def seven() -> i32:
        return 77

    return ImportObjectBuilder().with_func("seven", seven).build(name)


def test_the_program_of_the_seed() -> None:
    wasm_bytes = wat2wasm(SEED.encode())
    module = Module.from_bytes(None, wasm_bytes)
    executor = Executor(None, None)
    store = Store()
    extern_instance = store.register_named_module(executor, "extern", module)

    memory = extern_instance.memory("memory")
    assert memory is not None
    assert memory.size() == 1
    assert memory.data_size() == 65536
    memory.grow(2)
    assert memory.size() == 3
    assert memory.data_size() == 3 * 65536

    set_at = extern_instance.func("set_at")
    get_at = extern_instance.func("get_at")
    assert set_at is not None
    assert get_at is not None
    mem_addr = 0x2220
    val = 0xFEFEFFE
    set_at.call(executor, params(mem_addr, val))
    returns = get_at.call(executor, params(mem_addr))
    assert returns[0].to_i32() == val

    page_size = 0x1_0000
    mem_addr = (page_size * 2) - 4
    val = 0xFEA09
    set_at.call(executor, params(mem_addr, val))
    returns = get_at.call(executor, params(mem_addr))
    assert returns[0].to_i32() == val


def test_a1_3_names(executor: Executor, store: Store) -> None:
    instance = store.register_named_module(executor, "a", Module.from_bytes(SEVEN))
    store.register_import_module(executor, host())
    assert store.named_instance_count() == len(store) == 2
    assert store.instance_names() == list(store) == ["a", "lib"]
    assert store.contains("lib")
    assert "b" not in store
    assert store.module_instance("a") is instance
    assert store.module_instance("b") is None
    assert instance.name == "a"
    assert repr(store) == "<Store: 'a', 'lib'>"


def test_a1_3_modules_import_from_named_ones(executor: Executor, store: Store) -> None:
    store.register_named_module(executor, "lib", Module.from_bytes(SEVEN))
    assert store.register_active_module(executor, Module.from_bytes(USER)).exports.run() == 7


def test_a1_3_modules_import_from_the_host(executor: Executor, store: Store) -> None:
    store.register_import_module(executor, host())
    assert store.register_active_module(executor, Module.from_bytes(USER)).exports.run() == 77


def test_a1_3_an_active_module_has_no_name_and_is_replaced(executor: Executor, store: Store) -> None:
    first = store.register_active_module(executor, Module.from_bytes(SEVEN))
    assert (first.name, store.active, store.named_instance_count()) == (None, first, 0)
    second = store.register_active_module(executor, Module.from_bytes(SEVEN))
    assert store.active is second
    assert first.exports.seven() == 7


@pytest.mark.parametrize("first_is_host", [True, False])
def test_a1_3_and_c29_a_name_is_given_once(executor: Executor, store: Store, first_is_host: bool) -> None:
    if first_is_host:
        store.register_import_module(executor, host())
    else:
        store.register_named_module(executor, "lib", Module.from_bytes(SEVEN))
    before = store.module_instance("lib")
    trap = Module.from_bytes("(module (func $f (unreachable)) (start $f))")
    with pytest.raises(StoreError, match=r"^module name conflict.*'lib'") as caught:
        store.register_named_module(executor, "lib", trap)
    assert caught.value.name == "lib"
    with pytest.raises(StoreError, match="module name conflict"):
        store.register_import_module(executor, host())
    assert store.module_instance("lib") is before


def test_a1_3_names_can_be_forgotten(executor: Executor, store: Store) -> None:
    with store.register_named_module(executor, "a", Module.from_bytes(SEVEN)) as instance:
        assert "a" in store
    assert "a" not in store
    assert instance.exports.seven() == 7
    with store:
        store.register_instance("b", instance)
        store.unregister("b")
        store.register_instance("c", instance)
        store.register_instance("d", instance)
    assert len(store) == 0


def test_a1_4_functions_run(executor: Executor) -> None:
    func = executor.instantiate(Module.from_bytes(SEVEN)).func("seven")
    assert func is not None
    assert executor.run_func(func)[0].to_i32() == 7
    assert executor.run_func_ref(func.as_ref(), params())[0].to_i32() == 7


@pytest.mark.parametrize(
    "imports",
    [
        {"lib": {"seven": lambda: 77}},
        {"lib": host()},
        [host()],
        {"lib": {"seven": Func.wrap(lambda: 77, host().exports.seven.ty())}},
    ],
)
def test_imports_in_every_form(imports: object) -> None:
    assert Module.from_bytes(USER).instantiate(imports).exports.run() == 77  # type: ignore[arg-type]


def test_values_for_imported_globals() -> None:
    text = '(import "env" "g" (global i64)) (export "g" (global 0))'
    assert Module.from_bytes(text).instantiate({"env": {"g": -5}}).exports.g.get_value() == -5


def test_what_cannot_be_imported_is_said() -> None:
    with pytest.raises(TypeError, match='5 cannot be imported as "lib" "seven"'):
        Module.from_bytes(USER).instantiate({"lib": {"seven": 5}})


MANY = """(module
  (import "lib" "seven" (func (result i32)))
  (import "env" "missing" (func (param i32)))
  (import "env" "memory" (memory 1)))"""


def test_c21_a_missing_import_names_all_that_are_missing(executor: Executor, store: Store) -> None:
    store.register_import_module(executor, host())
    with pytest.raises(LinkError, match='unknown import "env" "missing": expected func') as caught:
        store.register_active_module(executor, Module.from_bytes(MANY))
    assert [(p.module, p.field) for p in caught.value.problems] == [("env", "missing"), ("env", "memory")]
    assert 'also: "env" "memory"' in str(caught.value)
    assert store.active is None


def test_c21_a_mismatch_says_what_is_wanted_and_what_is_there(executor: Executor, store: Store) -> None:
    store.register_import_module(executor, host())
    wrong = '(import "lib" "seven" (func (param i64)))'
    with pytest.raises(LinkError, match=r"expected func \[i64\] -> \[\], found func \[\] -> \[i32\]"):
        store.register_active_module(executor, Module.from_bytes(wrong))


def test_a2_10_memories_are_imported_by_their_size_of_now(executor: Executor, store: Store) -> None:
    memory = store.register_named_module(executor, "a", Module.from_bytes('(memory (export "m") 1)')).exports.m
    two = Module.from_bytes('(import "a" "m" (memory 2)) (export "again" (memory 0))')
    with pytest.raises(LinkError, match="expected memory 2, found memory 1"):
        store.register_active_module(executor, two)
    memory.grow(1)
    assert store.register_active_module(executor, two).exports.again is memory
