"""What becomes of each command, as it should and otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from interpreter.host.import_object import ImportObject
from interpreter.runtime.func import Func
from interpreter.runtime.types import define
from interpreter.wast import Outcome, Report, Status, run_script
from wasm_construct import TextError
from wasm_construct.syntax import I32, FuncType

pytestmark = pytest.mark.usefixtures("tidy")

Play = Callable[..., Report]

MODULE = """
(module $M
  (tag $e)
  (type $pair (struct (field i32)))
  (global (export "g") i64 (i64.const -1))
  (memory (export "m") 1)
  (func (export "seven") (result i32) (i32.const 7))
  (func (export "three") (result i32 i64 f32) (i32.const -1) (i64.const 2) (f32.const nan:0x200001))
  (func (export "nothing"))
  (func (export "same") (param f32) (result f32) (local.get 0))
  (func (export "vector") (result v128) (v128.const i32x4 1 2 3 0x7fc00000))
  (func (export "extern") (param externref) (result externref) (local.get 0))
  (func (export "inner") (param externref) (result anyref) (any.convert_extern (local.get 0)))
  (func (export "host") (param anyref) (result anyref) (local.get 0))
  (func (export "struct") (result eqref) (struct.new $pair (i32.const 1)))
  (func (export "i31") (result i31ref) (ref.i31 (i32.const 1)))
  (func $self (export "func") (result funcref) (ref.func $self))
  (func (export "null") (result externref) (ref.null extern))
  (func (export "trap") (unreachable))
  (func (export "throw") (throw $e))
  (func $deep (export "deep") (call $deep)))
"""

PASS = """
(invoke "seven")
(get "g")
(assert_return (get $M "g") (i64.const -1))
(assert_return (get "g") (i64.const 0xffffffffffffffff))
(assert_return (invoke "seven") (i32.const 7))
(assert_return (invoke "seven") (either (i32.const 6) (i32.const 7)))
(assert_return (invoke "three") (i32.const -1) (i64.const 2) (f32.const nan:0x200001))
(assert_return (invoke "nothing"))
(assert_return (invoke "same" (f32.const -nan:0x200001)) (f32.const -nan:0x200001))
(assert_return (invoke "same" (f32.const -nan)) (f32.const nan:canonical))
(assert_return (invoke "same" (f32.const nan:0x400001)) (f32.const nan:arithmetic))
(assert_return (invoke "vector") (v128.const i32x4 1 2 3 0x7fc00000))
(assert_return (invoke "vector") (v128.const i8x16 1 0 0 0 2 0 0 0 3 0 0 0 0 0 -64 127))
(assert_return (invoke "vector") (v128.const f32x4 0x1p-149 0x1p-148 0x1.8p-148 nan:canonical))
(assert_return (invoke "extern" (ref.extern 3)) (ref.extern 3))
(assert_return (invoke "extern" (ref.extern 3)) (ref.extern))
(assert_return (invoke "extern" (ref.null extern)) (ref.null))
(assert_return (invoke "inner" (ref.extern 3)) (ref.host 3))
(assert_return (invoke "host" (ref.host 3)) (ref.host 3))
(assert_return (invoke "host" (ref.host 3)) (ref.any))
(assert_return (invoke "struct") (ref.struct))
(assert_return (invoke "struct") (ref.eq))
(assert_return (invoke "struct") (ref))
(assert_return (invoke "i31") (ref.i31))
(assert_return (invoke "func") (ref.func))
(assert_return (invoke "null") (ref.null extern))
(assert_trap (invoke "trap") "unreach")
(assert_trap (invoke "trap") "unreachable 2")
(assert_exception (invoke "throw"))
(assert_exhaustion (invoke "deep") "call stack exhausted")
(module binary "\\00asm" "\\01\\00\\00\\00")
(module quote "(func)")
(assert_trap (module (func $s unreachable) (start $s)) "unreachable")
(assert_unlinkable (module (import "M" "none" (func))) "unknown import")
(assert_unlinkable (module (import "spectest" "memory" (func))) "incompatible import type")
(assert_malformed (module quote "(func") "unexpected token")
(assert_malformed (module binary "\\00asm") "unexpected end")
(assert_invalid (module (func (result i32))) "type mismatch")
"""

NAMES = """
(module definition $D (func (export "eight") (result i32) (i32.const 8)))
(module instance $A $D)
(module instance $B $D)
(assert_return (invoke $A "eight") (i32.const 8))
(assert_return (invoke $M "seven") (i32.const 7))
(register "M" $M)
(register "B")
(module (import "M" "m" (memory 1)) (import "B" "eight" (func (result i32))) (export "again" (func 0)))
(assert_return (invoke "again") (i32.const 8))
"""

FAIL = """
(invoke "none")
(invoke $X "seven")
(invoke "g")
(get "seven")
(invoke "trap")
(invoke "seven" (i32.const 1))
(invoke "same" (i32.const 1))
(register "M" $X)
(module instance $A $X)
(assert_return (get "g") (i64.const 1))
(assert_return (invoke "seven") (i32.const 8))
(assert_return (invoke "seven") (i64.const 7))
(assert_return (invoke "seven"))
(assert_return (invoke "nothing") (i32.const 7))
(assert_return (invoke "seven") (either (i32.const 6) (i32.const 8)))
(assert_return (invoke "three") (i32.const -1) (i64.const 2) (f32.const nan:canonical))
(assert_return (invoke "three") (i32.const -1) (i64.const 2) (f32.const nan:arithmetic))
(assert_return (invoke "same" (f32.const nan:0x200001)) (f32.const nan:0x600001))
(assert_return (invoke "same" (f32.const nan:0x400001)) (f32.const nan:canonical))
(assert_return (invoke "same" (f32.const 0)) (f32.const -0))
(assert_return (invoke "vector") (v128.const i32x4 1 2 4 0x7fc00000))
(assert_return (invoke "vector") (v128.const f64x2 nan:canonical nan:canonical))
(assert_return (invoke "extern" (ref.extern 3)) (ref.extern 4))
(assert_return (invoke "extern" (ref.extern 3)) (ref.null))
(assert_return (invoke "inner" (ref.extern 3)) (ref.extern 3))
(assert_return (invoke "host" (ref.host 3)) (ref.extern))
(assert_return (invoke "host" (ref.host 3)) (ref.eq))
(assert_return (invoke "struct") (ref.array))
(assert_return (invoke "i31") (ref.struct))
(assert_return (invoke "func") (ref.extern))
(assert_return (invoke "null") (ref.extern))
(assert_return (invoke "trap"))
(assert_trap (invoke "trap") "integer overflow")
(assert_trap (invoke "seven") "unreachable")
(assert_trap (invoke "throw") "unreachable")
(assert_trap (module) "unreachable")
(assert_exception (invoke "trap"))
(assert_exhaustion (invoke "trap") "call stack exhausted")
(assert_unlinkable (module) "unknown import")
(assert_unlinkable (module (import "M" "m" (memory 1))) "incompatible import type")
(assert_unlinkable (module (func (drop))) "unknown import")
(assert_malformed (module quote "(func)") "")
(assert_malformed (module quote "(func") "unknown operator")
(assert_invalid (module (func)) "type mismatch")
(assert_invalid (module (func (result i32))) "unknown local")
(assert_invalid (module quote "(func") "type mismatch")
(assert_invalid_custom (module) "")
(module (func (drop)))
(module (import "M" "m" (memory 1)))
(module $M)
"""


def lines(script: str) -> list[str]:
    return script.strip().splitlines()


@pytest.mark.parametrize("command", lines(PASS))
def test_what_is_right_passes(play: Play, command: str) -> None:
    outcomes = play(MODULE + command).outcomes
    assert [str(outcome) for outcome in outcomes if outcome.status is not Status.PASSED] == []
    assert len(outcomes) == 2


def test_modules_and_instances_have_names(play: Play) -> None:
    assert list(map(str, play(MODULE + NAMES).failures)) == []


@pytest.mark.parametrize("command", lines(FAIL))
def test_what_is_wrong_fails(play: Play, command: str) -> None:
    outcomes = play(MODULE + command).outcomes
    assert [outcome.status for outcome in outcomes] == [Status.PASSED, Status.FAILED]
    assert outcomes[1].expected
    assert outcomes[1].found
    assert outcomes[1].expected != outcomes[1].found


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            '(assert_return (invoke $M "seven") (i32.const 8))',
            'assert_return (invoke $M "seven"): expected (i32.const 8), got (i32.const 7)',
        ),
        (
            '(assert_return (invoke "same" (f32.const -0)) (f32.const nan:canonical))',
            'assert_return (invoke "same" (f32.const -0.0)): expected (f32.const nan:canonical), got (f32.const -0.0)',
        ),
        (
            '(assert_trap (invoke "trap") "integer overflow")',
            'assert_trap (invoke "trap"): expected trap "integer overflow", got Trap: unreachable',
        ),
        ('(get $X "g")', 'get $X "g": expected instance $X, got none'),
        ('(register "M" $X)', 'register "M" $X: expected instance $X, got none'),
        ('(module $N (import "a" "b" (func)))', "module $N: expected an instance, got LinkError: unknown import"),
        ("(module instance $A $X)", "module instance $A $X: expected module $X, got none"),
        (
            '(assert_invalid (module $N) "type mismatch")',
            'assert_invalid (module $N): expected invalid module "type mismatch", got none',
        ),
        (
            '(assert_return (invoke "null") (ref.extern 1) (ref.null))',
            'assert_return (invoke "null"): expected (ref.extern 1) (ref.null), got (ref.null)',
        ),
        (
            '(assert_return (invoke "vector"))',
            'assert_return (invoke "vector"): expected no result, got (v128.const i32x4 0x1 0x2 0x3 0x7fc00000)',
        ),
    ],
)
def test_failures_are_told(play: Play, command: str, message: str) -> None:
    (failure,) = play(f"{MODULE.strip()}\n  {command}").failures
    assert str(failure) == f"{len(MODULE.strip().splitlines()) + 1}:3: {message}"


def test_commands_after_a_failure_are_run(play: Play) -> None:
    report = play(MODULE + '(invoke "trap") (module (func (drop))) (invoke "seven") (invoke $M "seven") (module)')
    assert [outcome.status.value for outcome in report] == "passed failed failed failed passed passed".split()
    assert "got none" in str(report.outcomes[3])
    assert not report.ok
    assert report.counts == {Status.PASSED: 3, Status.FAILED: 3, Status.SKIPPED: 0}
    assert len(report) == 6


def test_an_error_is_kept(play: Play) -> None:
    (failure,) = play(MODULE + '(invoke "trap")').failures
    assert type(failure.error).__name__ == "Trap"


def test_static_assertions_can_be_skipped(play: Play) -> None:
    report = play('(module) (assert_invalid (module) "") (assert_malformed (module) "")', static=False)
    assert [outcome.status.value for outcome in report] == ["passed", "skipped", "skipped"]
    assert report.ok


def test_every_outcome_is_reported_at_once(play: Play) -> None:
    seen: list[Outcome] = []
    assert play("(module) (module)", on_result=seen.append).outcomes == seen
    assert len(seen) == 2


def test_features_are_a_choice(play: Play) -> None:
    script = "(module (memory 1 1 shared))"
    assert play(script).ok
    assert not play(script, features=["mvp"]).ok


def test_modules_import_from_the_hosts_that_are_given(play: Play) -> None:
    host = ImportObject("h", {"double": Func.of_host(define(FuncType((I32,), (I32,))), lambda x: 2 * x)})
    script = '(module (import "h" "double" (func (param i32) (result i32))) (export "double" (func 0)))'
    call = '(assert_return (invoke "double" (i32.const -3)) (i32.const -6))'
    assert play(script + call, hosts=[host]).ok
    assert not play(script + call).ok


def test_an_error_of_a_host_function_is_a_failure(play: Play) -> None:
    def fail() -> None:
        raise KeyError("a key")

    host = ImportObject("h", {"fail": Func.of_host(define(FuncType()), fail)})
    (failure,) = play('(module (import "h" "fail" (func)) (export "f" (func 0))) (invoke "f")', hosts=[host]).failures
    assert isinstance(failure.error, KeyError)


def test_a_text_that_is_no_script_is_an_error(play: Play) -> None:
    with pytest.raises(TextError):
        play("(modul)")


def test_an_engine_need_not_be_chosen() -> None:
    assert run_script('(module (func (export "f"))) (invoke "f")').ok
