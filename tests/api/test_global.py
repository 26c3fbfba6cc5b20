"""Globals as a host sees them: row A1.12."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from interpreter import (
    EXTERNREF,
    F32,
    I32,
    I64,
    Global,
    GlobalType,
    ImmutableError,
    Instance,
    ValueTypeError,
    WasmValue,
)

Run = Callable[..., Instance]


def test_a1_12_globals_of_the_host() -> None:
    counter = Global(GlobalType(I32, True), 0xFFFFFFFF)
    assert counter.get_value() == -1
    counter.set_value(5)
    assert counter.get_value() == 5
    counter.set_value(WasmValue.from_i32(6))
    assert counter.get_value() == 6
    assert Global(GlobalType(EXTERNREF), None).get_value() is None


def test_a1_12_types_and_names(run: Run) -> None:
    global_ = run('(global (export "g") (mut i64) (i64.const -3))').exports.g
    assert (global_.name, global_.mod_name) == ("g", None)
    assert global_.ty() == GlobalType(I64, True)
    assert (global_.ty().value_ty(), global_.ty().mutability()) == (I64, True)
    assert repr(global_) == "<Global 'g' (mut i64) = -3>"


def test_a1_12_the_code_sees_what_the_host_sets(run: Run) -> None:
    exports = run(
        '(global $g (export "g") (mut i32) (i32.const 1)) (func (export "f") (result i32) (global.get $g))'
    ).exports
    exports.g.set_value(-7)
    assert exports.f() == -7


@pytest.mark.parametrize("value", ["5", 1.5, 1 << 32, None, WasmValue.from_i64(5)])
def test_a1_12_a_value_of_the_wrong_type_changes_nothing(value: object) -> None:
    with pytest.raises(ValueTypeError, match="is no i32"):
        Global(GlobalType(I32), value)
    counter = Global(GlobalType(I32, True), 1)
    with pytest.raises(ValueTypeError, match="is no i32"):
        counter.set_value(value)
    assert counter.get_value() == 1


def test_a1_12_a_constant_is_not_set() -> None:
    constant = Global(GlobalType(F32), 1)
    with pytest.raises(ImmutableError, match="immutable global"):
        constant.set_value(2.0)
    assert constant.get_value() == 1.0


def test_a1_12_a_global_is_shared_by_all_that_import_it(run: Run) -> None:
    shared = Global(GlobalType(I32, True), 1)
    text = '(import "env" "g" (global (mut i32))) (func (export "set") (global.set 0 (i32.const 9)))'
    run(text, {"env": {"g": shared}}).exports.set()
    assert shared.get_value() == 9
