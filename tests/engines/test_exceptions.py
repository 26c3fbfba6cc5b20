"""Exceptions: thrown, caught, passed on; the first design, too."""

from __future__ import annotations

import pytest

from interpreter.errors import Trap, TrapCode, WasmException
from tests.engines.programs import MakeEngine, call, every_way, run, started

_THROW = """(tag $a (param i32 i32)) (tag $b)
  (func $throw (param i32)
    (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $a (i32.const 30) (i32.const 12))))
    (if (i32.eq (local.get 0) (i32.const 2)) (then (throw $b)))
    (if (i32.eq (local.get 0) (i32.const 3)) (then (unreachable))))"""
_TABLE = f"""{_THROW} (func (export "f") (param i32) (result i32)
  (block $b (block $a (result i32 i32)
    (try_table (catch $a $a) (catch $b $b) (call $throw (local.get 0)))
    (return (i32.const 1)))
   (return (i32.add)))
  (i32.const 2))"""
_LEGACY = f"""{_THROW} (func (export "f") (param i32) (result i32)
  (try (result i32)
    (do (call $throw (local.get 0)) (i32.const 1))
    (catch $a (i32.add))
    (catch_all (i32.const 2))))"""
_RETHROW = f"""{_THROW} (func (export "f") (param i32) (result i32)
  (try (result i32)
    (do (try (result i32) (do (call $throw (local.get 0)) (i32.const 1))
      (catch $a (drop) (drop) (rethrow 0)) (catch $b (i32.const 2))))
    (catch $a (i32.add))))"""
_RETHROW_OUTER = f"""{_THROW} (tag $x) (func (export "f") (param i32) (result i32)
  (try (result i32)
    (do (try (result i32) (do (call $throw (local.get 0)) (i32.const 1))
      (catch_all (try (do (throw $x)) (catch $x (rethrow 1))) (i32.const 99))))
    (catch $a (i32.add)) (catch $b (i32.const 2))))"""
_DELEGATE = f"""{_THROW} (func (export "f") (param i32) (result i32)
  (try $outer (result i32)
    (do (try (result i32)
      (do (try (result i32) (do (call $throw (local.get 0)) (i32.const 1)) (delegate $outer)))
      (catch_all (i32.const 99))))
    (catch $a (i32.add)) (catch $b (i32.const 2))))"""
_AFTER_DEAD_CODE = f"""{_THROW} (func (export "f") (param i32) (result i32)
  (block $skip (br $skip) (try (do) (catch_all)) (try (do) (catch_all)))
  (try (result i32)
    (do (call $throw (local.get 0)) (i32.const 1))
    (catch $a (i32.add))
    (catch_all (i32.const 2))))"""
_AGAIN = f"""{_THROW} (func (export "f") (param i32) (result i32)
  (block $all (result i32 i32)
    (try_table (catch $a $all)
      (block $ref (result exnref)
        (try_table (catch_all_ref $ref) (call $throw (local.get 0)))
        (return (i32.const 1)))
      (throw_ref))
    (unreachable))
  (i32.add))"""


@every_way
@pytest.mark.parametrize(
    "wat",
    [_TABLE, _LEGACY, _RETHROW, _RETHROW_OUTER, _DELEGATE, _AFTER_DEAD_CODE],
    ids=["table", "legacy", "rethrow", "rethrow outer", "delegate", "after dead code"],
)
def test_exceptions_are_handled(wat: str, make: MakeEngine) -> None:
    assert [run(wat, make, number) for number in range(3)] == [1, 42, 2]
    with pytest.raises(Trap) as caught:
        run(wat, make, 3)
    assert caught.value.code is TrapCode.UNREACHABLE


@every_way
def test_an_exception_passed_on_as_a_reference(make: MakeEngine) -> None:
    assert [run(_AGAIN, make, number) for number in range(2)] == [1, 42]
    with pytest.raises(WasmException) as caught:
        run(_AGAIN, make, 2)
    assert caught.value.exn.values == ()
    assert [frame.name for frame in caught.value.frames] == ["f"]  # of where it was thrown last


@every_way
def test_the_first_of_equal_clauses_handles_an_exception(make: MakeEngine) -> None:
    wat = """(tag $a) (func (export "f") (result i32)
      (block $two (block $one (try_table (catch $a $one) (catch $a $two) (throw $a)) (return (i32.const 0)))
        (return (i32.const 1)))
      (i32.const 2))"""
    assert run(wat, make) == 1


@every_way
def test_exceptions_in_a_loop(make: MakeEngine) -> None:
    instance = started(
        """(module (tag $a (param i32)) (func (export "f") (param i32) (result i32) (local i32)
          (loop $again (block $caught (result i32)
              (try_table (result i32) (catch $a $caught)
                (throw $a (local.get 0))))
            (local.set 1 (i32.add (local.get 1)))
            (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (local.get 1)))""",
        make,
    )
    assert call(instance, "f", 100) == 5050


@every_way
def test_nothing_to_throw(make: MakeEngine) -> None:
    with pytest.raises(Trap) as caught:
        run('(func (export "f") (throw_ref (ref.null exn)))', make)
    assert caught.value.code is TrapCode.NULL_EXN


@every_way
def test_handlers_of_code_that_cannot_be_reached(make: MakeEngine) -> None:
    wat = """(tag $a) (func (export "f") (param i32) (result i32)
      (try (do (nop)) (catch_all))
      (return (local.get 0))
      (block $out (try_table (catch $a $out) (throw $a))) (i32.const 1))"""
    assert run(wat, make, 5) == 5


@every_way
def test_a_label_of_code_that_cannot_be_reached(make: MakeEngine) -> None:
    wat = """(tag $a (param i32)) (func (export "f") (result i32)
      (return (i32.const 1))
      (block (result i32) (try_table (result i32) (catch $a 0) (i32.const 0))))"""
    assert run(wat, make) == 1


@every_way
@pytest.mark.parametrize(
    "dead", ["(if (local.get 0) (then) (else))", "(try (do) (catch_all))", "(block $o (try_table (catch_all $o)))"]
)
@pytest.mark.parametrize("clauses", ["(catch_all (i32.const 42))", "(catch $e (i32.const 42))"])
def test_handlers_behind_code_that_cannot_be_reached(dead: str, clauses: str, make: MakeEngine) -> None:
    wat = f"""(tag $e) (func (export "f") (param i32) (result i32)
      (try (result i32) (do (block $b (br $b) {dead}) (throw $e)) {clauses}))"""
    assert run(wat, make, 0) == 42
