"""Copies and pickles of instances: their state, and host functions by reference."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from interpreter import (
    EXTERNREF,
    I64,
    Caller,
    Config,
    Executor,
    Func,
    FuncType,
    Global,
    GlobalType,
    Instance,
    Memory,
    MemoryType,
    Module,
    Store,
    Table,
    TableType,
    Tag,
    Trap,
    WasmValue,
    i32,
)

Change = Callable[[Any], Any]
WAYS: list[Change] = [copy.copy, copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))]
STATE = """(module
  (import "env" "double" (func $double (param i32) (result i32)))
  (import "env" "own" (func $size (result i32)))
  (memory (export "m") 1 4)
  (global $n (export "n") (mut i32) (i32.const 0))
  (table $t (export "t") 2 funcref)
  (elem (table $t) (i32.const 0) func $next)
  (data $d "abc")
  (type $f (func (result i32)))
  (func $next (export "next") (result i32)
    (global.set $n (call $double (i32.add (global.get $n) (i32.const 1)))) (global.get $n))
  (func (export "indirect") (result i32) (call_indirect (type $f) (i32.const 0)))
  (func (export "size") (result i32) (call $size))
  (func (export "grow") (result i32) (memory.grow (i32.const 1)))
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0))))"""

LIB = '(table (export "t") 1 funcref) (func (export "f") (result i32) (i32.const 1))'


def double(a: i32) -> i32:
    return 2 * a


def own_size(caller: Caller) -> i32:
    memory = caller.memory()
    return -1 if memory is None else memory.size()


IMPORTS = {"env": {"double": double, "own": own_size}}


@pytest.fixture
def instance() -> Instance:
    instance = Module.from_bytes(STATE).instantiate(IMPORTS, "name")
    instance.exports.next()
    instance.exports.grow()
    instance.exports.m[70000] = 77
    return instance


@pytest.mark.parametrize("change", WAYS)
def test_an_instance_goes_on_where_it_was(instance: Instance, change: Change) -> None:
    other = change(instance)
    assert (other.name, list(other.exports)) == (instance.name, list(instance.exports))
    exports = other.exports
    assert (exports.m.size(), exports.m[70000], exports.load(70000), exports.size()) == (2, 77, 77, 2)
    assert (exports.next(), exports.indirect()) == (6, 14)
    assert (exports.next.name, exports.next.mod_name, exports.m.name) == ("next", "name", "m")
    assert other.func("next") is exports.t[0] is other.funcs[exports.next.index]


@pytest.mark.parametrize("change", WAYS)
def test_nothing_is_shared_with_the_original(instance: Instance, change: Change) -> None:
    other = change(instance)
    other.exports.next()
    other.exports.grow()
    other.exports.m[0] = 1
    other.exports.t[1] = other.exports.next
    exports = instance.exports
    assert (exports.n.get_value(), exports.m.size(), exports.m[0], exports.t[1]) == (2, 2, 0, None)
    assert exports.t[0] is not other.exports.t[0]


def test_a_function_brings_its_instance(instance: Instance) -> None:
    func = pickle.loads(pickle.dumps(instance.exports.next))
    assert func() == 6
    assert func.instance.exports.next is func


def test_instances_that_refer_to_each_other() -> None:
    executor, store = Executor(), Store()
    lib = store.register_named_module(
        executor,
        "lib",
        Module.from_bytes('(table (export "t") 1 funcref) (func (export "f") (result i32) (i32.const 1))'),
    )
    user = store.register_named_module(
        executor,
        "user",
        Module.from_bytes("""(import "lib" "t" (table $t 1 funcref)) (import "lib" "f" (func $f (result i32)))
          (elem (table $t) (i32.const 0) func $g) (type $i (func (result i32)))
          (func $g (result i32) (i32.add (call $f) (i32.const 41)))
          (func (export "run") (result i32) (call_indirect (type $i) (i32.const 0)))"""),
    )
    for first, second in [(lib, user), (user, lib)]:
        one, two = pickle.loads(pickle.dumps((first, second)))
        exports = {**one.exports, **two.exports}
        assert exports["run"]() == 42
        assert exports["t"][0]() == 42
    again = pickle.loads(pickle.dumps(store))
    assert again.instance_names() == ["lib", "user"]
    assert again.module_instance("user").exports.run() == 42
    assert again.module_instance("user").store is again


def test_objects_of_the_garbage_collector() -> None:
    text = """(module
      (rec (type $node (sub (struct (field $v i32) (field $next (mut (ref null $node)))))) (type $other (struct)))
      (type $bytes (array (mut i8)))
      (global $n (export "n") (mut (ref null $node)) (struct.new $node (i32.const 5) (ref.null $node)))
      (global $a (export "a") (ref $bytes) (array.new $bytes (i32.const 7) (i32.const 3)))
      (global $i (export "i") (ref i31) (ref.i31 (i32.const 9))))"""
    instance = Module.from_bytes(text).instantiate()
    node = instance.exports.n.get_value()
    node.fields[1] = node  # a cycle
    again = pickle.loads(pickle.dumps(instance))
    other = again.exports.n.get_value()
    assert other.fields == [5, other]
    assert other.type is node.type
    assert again.exports.a.get_value().elems == [7, 7, 7]
    assert again.exports.i.get_value() == 9
    assert again.exports.n.ty() == instance.exports.n.ty()


def test_a_pickle_says_which_options_there_were() -> None:
    module = Module.load('(memory (export "m") 1)')
    instance = Executor(Config(max_memory_pages=3)).instantiate(module)
    again = pickle.loads(pickle.dumps(instance))
    assert again.executor.config.max_memory_pages == again.exports.m.most == 3


def test_host_functions_by_the_rules_of_pickle() -> None:
    instance = Module.from_bytes(STATE).instantiate({"env": {"double": lambda a: a, "own": own_size}})
    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda"):
        pickle.dumps(instance)


@pytest.mark.parametrize("change", WAYS)
def test_what_belongs_to_no_instance(change: Change) -> None:
    memory = Memory(MemoryType(1, 2))
    memory.write(b"abc", 65530)
    assert (change(memory).read(65530, 4), change(memory).ty()) == (b"abc\0", MemoryType(1, 2))
    assert change(Global(GlobalType(I64, True), -3)).get_value() == -3
    table = change(Table(TableType(EXTERNREF, 2, 5), "x"))
    assert (list(table), table.ty()) == (["x", "x"], TableType(EXTERNREF, 2, 5))
    assert change(Tag(FuncType("i32"))).ty() == FuncType("i32")
    assert change(WasmValue.from_i32(-1)) == WasmValue.from_i32(-1)
    func = change(Func.wrap(double))
    assert (func(4), func.name) == (8, "double")


def test_errors_pickle(instance: Instance) -> None:
    with pytest.raises(Trap) as caught:
        instance.exports.load(-1)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.code, again.frames, str(again)) == (caught.value.code, caught.value.frames, str(caught.value))
