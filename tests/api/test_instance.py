"""Instances and their exports: row A1.5."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from interpreter import Executor, Func, Global, Instance, Memory, Module, Store, Table, Tag

Run = Callable[..., Instance]
ALL = """(module
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "get") (result i32) (i32.const 1))
  (memory (export "mem") 1) (table (export "tab") 2 funcref)
  (global (export "glob") i32 (i32.const 5)) (tag (export "tag") (param i32))
  (func (export "not a name!")))"""


@pytest.fixture
def instance(run: Run) -> Instance:
    return run(ALL)


def test_a1_5_what_is_exported_by_kind(instance: Instance) -> None:
    assert isinstance(instance.func("add"), Func)
    assert isinstance(instance.memory("mem"), Memory)
    assert isinstance(instance.table("tab"), Table)
    assert isinstance(instance.global_("glob"), Global)
    assert isinstance(instance.tag("tag"), Tag)


def test_a1_5_none_for_what_is_not_there_or_something_else(instance: Instance) -> None:
    for look in (instance.func, instance.table, instance.global_, instance.tag):
        assert look("mem") is None
    assert instance.memory("add") is None
    assert instance.func("nobody") is None


def test_a1_5_counts_and_names(instance: Instance) -> None:
    assert instance.func_names() == ["add", "get", "not a name!"]
    assert (instance.memory_names(), instance.table_names()) == (["mem"], ["tab"])
    assert (instance.global_names(), instance.tag_names()) == (["glob"], ["tag"])
    counts = (instance.memory_count(), instance.table_count(), instance.global_count(), instance.tag_count())
    assert (instance.func_count(), *counts) == (3, 1, 1, 1, 1)


def test_a1_5_handles_are_the_things_themselves(instance: Instance) -> None:
    assert instance.func("add") is instance.exports.add is instance.exports["add"]


def test_a1_5_names_of_instances(executor: Executor, store: Store) -> None:
    module = Module.from_bytes(ALL)
    named = store.register_named_module(executor, "m", module)
    assert (named.name, store.register_active_module(executor, module).name) == ("m", None)
    assert (named.exports.add.name, named.exports.add.mod_name) == ("add", "m")
    assert repr(named) == "<Instance 'm': exports add, get, mem, tab, glob, tag, not a name!>"


def test_exports_are_a_mapping(instance: Instance) -> None:
    exports = instance.exports
    assert isinstance(exports, Mapping)
    assert len(exports) == 7
    assert list(exports)[:2] == ["add", "get"]
    assert "mem" in exports
    assert "nobody" not in exports
    assert dict(exports) == instance.externs
    assert [name for name, value in exports.items() if isinstance(value, Memory)] == ["mem"]


def test_exports_are_attributes(instance: Instance) -> None:
    assert instance.exports.add(1, 2) == 3
    assert instance.exports.mem[0:5] == bytes(5)
    assert {"add", "mem", "tag"} <= set(dir(instance.exports))
    assert "not a name!" in instance.exports._ipython_key_completions_()


def test_an_export_comes_before_a_method_of_mappings(instance: Instance) -> None:
    assert instance.exports.get() == 1  # type: ignore[call-overload]  # for mypy it is the method


def test_a_name_that_is_not_there_is_answered_with_those_that_are(instance: Instance) -> None:
    with pytest.raises(AttributeError, match="no export 'ad'; did you mean 'add'"):
        instance.exports.ad(1)
    with pytest.raises(KeyError, match="there is 'add', 'get'"):
        instance.exports["zzz"]


def test_exports_cannot_be_changed(instance: Instance) -> None:
    with pytest.raises(AttributeError):
        instance.exports.add = 5
    with pytest.raises(AttributeError):
        del instance.exports.add
    assert instance.exports.add(1, 1) == 2


def test_exports_show_what_they_are(run: Run) -> None:
    assert repr(run('(func (export "f") (param i64))').exports) == "<Exports: <Func 'f' [i64] -> []>>"
    assert repr(run("(module)").exports) == "<Exports: none>"
