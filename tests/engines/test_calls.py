"""Calls, direct and indirect, deep, and in tail position."""

from __future__ import annotations

import pytest

from interpreter.engines.python import PythonEngine
from interpreter.errors import Exhaustion, Trap, TrapCode
from interpreter.executor import instantiate
from interpreter.runtime.func import Func
from interpreter.runtime.types import define
from tests.engines.programs import MakeEngine, both_ways, call, every_way, run, started
from wasm_construct.syntax.types import FuncType, NumType

_TABLE = """(module (type $t (func (param i32) (result i32))) (table 3 funcref)
  (elem (i32.const 0) $double $none)
  (func $double (type $t) (i32.mul (local.get 0) (i32.const 2)))
  (func $none)
  (func (export "f") (param i32) (result i32) (call_indirect (type $t) (i32.const 21) (local.get 0))))"""


@every_way
def test_a_call_through_a_table(make: MakeEngine) -> None:
    instance = started(_TABLE, make)
    assert call(instance, "f", 0) == 42
    for index, code in ((1, "INDIRECT_TYPE"), (2, "UNINITIALIZED_ELEMENT"), (3, "UNDEFINED_ELEMENT")):
        with pytest.raises(Trap) as caught:
            call(instance, "f", index)
        assert caught.value.code is TrapCode[code]


@every_way
def test_several_results(make: MakeEngine) -> None:
    wat = """(func $two (param i32) (result i32 i32) (local.get 0) (i32.add (local.get 0) (i32.const 1)))
      (func (export "f") (param i32) (result i32 i32 i32) (call $two (local.get 0)) (local.get 0))"""
    assert run(wat, make, 4) == (4, 5, 4)


@every_way
@pytest.mark.usefixtures("tidy")
def test_recursion_without_end_leaves_all_in_order(make: MakeEngine) -> None:
    instance = started(
        """(module (func $f (export "f") (param i32) (result i32)
          (if (result i32) (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 3)))))
        """,
        make,
    )
    with pytest.raises(Exhaustion, match="call stack exhausted") as caught:
        call(instance, "f", -1)
    assert len(caught.value.frames) > 1000
    assert call(instance, "f", 1000) == 3


@both_ways
def test_a_function_that_cannot_be_made_at_the_end_of_the_stack_is_made_later(make: MakeEngine) -> None:
    sums = "(i32.add (local.get 0) " * 30
    instance = started(
        f"""(module
          (func $g (export "g") (param i32) (result i32) {sums} (local.get 0) {")" * 30})
          (func $f (export "f") (param i32) (result i32)
            (if (local.get 0) (then (return (call $f (i32.sub (local.get 0) (i32.const 1))))))
            (call $g (i32.const 1))))""",
        make,
    )
    refused = 0
    for depth in range(6050, 5700, -1):
        try:
            assert call(instance, "f", depth) == 31
            break
        except Exhaustion:
            refused += 1
    assert refused
    assert call(instance, "g", 2) == 62


@every_way
def test_tail_calls_take_no_room(make: MakeEngine) -> None:
    wat = """(type $t (func (param i32) (result i32))) (table funcref (elem $odd))
      (elem declare func $even)
      (func $even (export "f") (type $t)
        (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
        (return_call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))
      (func $odd (type $t)
        (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
        (if (i32.and (local.get 0) (i32.const 2))
          (then (return_call $even (i32.sub (local.get 0) (i32.const 1)))))
        (return_call_ref $t (i32.sub (local.get 0) (i32.const 1)) (ref.func $even)))"""
    assert run(wat, make, 20000) == 1
    assert run(wat, make, 20001) == 0


def test_a_chain_of_tail_calls_that_were_never_called_takes_no_room() -> None:
    chain = " ".join(f"(func $f{number} (result i32) (return_call $f{number + 1}))" for number in range(3000))
    wat = f'{chain} (func $f3000 (result i32) (i32.const 9)) (func (export "f") (result i32) (return_call $f0))'
    assert run(wat, PythonEngine) == 9


def test_a_function_imported_before_its_first_call_is_called_directly_later() -> None:
    one = started('(module (func (export "g") (result i32) (i32.const 5)))')
    other = started(
        '(module (import "m" "g" (func (result i32))) (func (export "f") (result i32) (call 0)))',
        PythonEngine,
        one.externs,
    )
    assert call(other, "f") == 5
    [code] = other.kept.values()
    assert code.names["f0"] is one.funcs[0].code


@every_way
def test_a_memory_that_grows_while_its_code_runs(make: MakeEngine) -> None:
    wat = """(module (memory (export "m") 1 3) (func (export "f") (result i32)
      (drop (memory.grow (i32.const 1))) (i32.store (i32.const 70000) (i32.const 8)) (i32.load (i32.const 70000))))"""
    instance = started(wat, make)
    importing = """(module (import "m" "m" (memory 1))
      (func (export "f") (result i32) (i32.load8_u (i32.const 70000))))"""
    other = started(importing, make, instance.externs)
    with pytest.raises(Trap):
        call(other, "f")
    assert call(instance, "f") == 8
    assert call(other, "f") == 8


def test_instances_share_code_but_nothing_else() -> None:
    one = started(
        """(module (global (mut i32) (i32.const 0)) (func (export "f") (result i32)
          (global.set 0 (i32.add (global.get 0) (i32.const 1))) (global.get 0)))"""
    )
    other = instantiate(one.module, lambda *names: None, PythonEngine())
    assert [call(one, "f"), call(one, "f"), call(other, "f")] == [1, 2, 1]
    assert one.funcs[0].code.__code__ is other.funcs[0].code.__code__


def test_a_function_of_the_host() -> None:
    twice = Func.of_host(define(FuncType((NumType.I32,), (NumType.I32,))), lambda number: 2 * number)
    wat = """(module (import "m" "g" (func (param i32) (result i32)))
      (func (export "f") (result i32) (call 0 (i32.const -4))))"""
    assert call(started(wat, PythonEngine, {"g": twice}), "f") == -8
