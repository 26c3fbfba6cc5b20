"""Tables as a host sees them: row A1.11."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from interpreter import (
    EXTERNREF,
    FUNCREF,
    I32,
    BoundsError,
    Executor,
    Exhaustion,
    Func,
    FuncType,
    Instance,
    Table,
    TableType,
    ValueTypeError,
    i32,
    params,
)

Run = Callable[..., Instance]
CALLBACKS = """(module
  (type $callback_t (func (param i32 i32) (result i32)))
  (type $call_callback_t (func (param i32 i32 i32) (result i32)))
  (table $t1 3 6 funcref)
  (func $call_callback (type $call_callback_t) (param $idx i32) (param $arg1 i32) (param $arg2 i32) (result i32)
    (call_indirect (type $callback_t) (local.get $arg1) (local.get $arg2) (local.get $idx)))
  (func $default_fn (type $callback_t) (param $a i32) (param $b i32) (result i32)
     (i32.add (i32.mul (local.get $a) (i32.const 2)) (i32.mul (local.get $b) (i32.const 2))))
  (elem $t1 (i32.const 0) $default_fn $default_fn $default_fn)
  (export "call_callback" (func $call_callback)) (export "__indirect_function_table" (table $t1)))"""


def real_add(a: i32, b: i32) -> i32:
    return a + b


def test_a1_11_the_host_sets_and_grows_what_the_code_calls(run: Run, executor: Executor) -> None:
    instance = run(CALLBACKS)
    call_callback, table = instance.exports.call_callback, instance.exports["__indirect_function_table"]
    host_add = Func.wrap(real_add)
    assert call_callback(1, 2, 7) == 18
    table.set(1, host_add)
    assert call_callback(1, 2, 7) == 9
    assert table.grow(3, host_add) == 3
    assert table.size() == 6
    for index in (3, 4, 5):
        assert table.get(index).call(executor, params(1, 9))[0].to_i32() == 10
    assert call_callback(0, 2, 7) == 18
    table.set(0, host_add)
    assert call_callback(0, 2, 7) == 9


def test_a1_11_types_and_names(run: Run) -> None:
    table = run(CALLBACKS).exports["__indirect_function_table"]
    assert (table.name, table.mod_name) == ("__indirect_function_table", None)
    type_ = table.ty()
    assert (type_.elem_ty(), type_.minimum(), type_.maximum()) == (FUNCREF, 3, 6)
    table.grow(1)
    assert table.ty() == TableType(FUNCREF, 4, 6)


def test_a1_11_a_table_of_the_host() -> None:
    table = Table(TableType(EXTERNREF, 2, 3), "x")
    assert list(table) == ["x", "x"]
    table[1] = None
    assert (table[0], table[1], len(table)) == ("x", None, 2)


@pytest.mark.parametrize("index", [2, -1, 1 << 40])
def test_a1_11_out_of_bounds(index: int) -> None:
    table = Table(TableType(EXTERNREF, 2))
    with pytest.raises(BoundsError, match="out of bounds table access"):
        table.get(index)
    with pytest.raises(BoundsError):
        table.set(index, "x")
    assert list(table) == [None, None]


@pytest.mark.parametrize("delta", [2, -1, 0xFFFFFFFF])
def test_a1_11_a_table_that_cannot_grow_keeps_its_size(delta: int) -> None:
    table = Table(TableType(EXTERNREF, 2, 3))
    with pytest.raises(BoundsError):
        table.grow(delta)
    assert table.size() == 2


def test_a1_11_values_of_the_wrong_kind_change_nothing() -> None:
    table = Table(TableType(FUNCREF, 2, 5))
    for change in (lambda: table.set(0, "x"), lambda: table.grow(1, real_add), lambda: table.set(1, 5)):
        with pytest.raises(ValueTypeError, match="is no funcref"):
            change()
    assert list(table) == [None, None]


def test_a1_11_a_table_of_references_that_are_never_null() -> None:
    func = Func.wrap(real_add)
    assert list(Table(TableType("(ref func)", 1), func)) == [func]
    with pytest.raises(ValueTypeError, match=r"None is no \(ref func\)"):
        Table(TableType("(ref func)", 1))


def test_a1_11_types_that_cannot_be() -> None:
    with pytest.raises(TypeError, match="references, not i32"):
        TableType(I32, 1)
    with pytest.raises(ValueError, match="minimum"):
        TableType(FUNCREF, 2, 1)
    with pytest.raises(Exhaustion):
        Table(TableType(FUNCREF, 0xFFFFFFFF))


def test_a_function_of_another_type_is_still_a_function() -> None:
    other = Func.wrap(lambda: None, FuncType())
    table = Table(TableType(FUNCREF, 1), other)
    assert table[0] is other
