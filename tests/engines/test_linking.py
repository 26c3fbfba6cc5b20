"""Functions get their code on their first call: deep in a small thread, and although something interrupts that."""

from __future__ import annotations

import linecache
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from interpreter.engines.python import PythonEngine, code
from interpreter.runtime import func
from tests.engines.programs import MakeEngine, call, every_way, started

_CHAIN = "".join(
    f"(func $f{n} (param i32) (result i32) (i32.add (i32.const 1) (call $f{n + 1} (local.get 0))))" for n in range(1000)
)
_FIRST_CALLS = f'(module {_CHAIN} (func $f1000 (param i32) (result i32) (local.get 0)) (export "f" (func $f0)))'
_TAIL_CALLS = """(module
  (func $g (param i32) (result i32) (return_call $f (i32.sub (local.get 0) (i32.const 1))))
  (func $f (export "f") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (i32.add (i32.const 1) (call $g (local.get 0)))))"""


def _in_a_small_thread(run: Callable[[], Any]) -> Any:
    results: list[Any] = []
    before = threading.stack_size(256 << 10)
    try:
        thread = threading.Thread(target=lambda: results.append(run()))
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    return results.pop()


@every_way
@pytest.mark.parametrize(("wat", "given"), [(_FIRST_CALLS, 0), (_TAIL_CALLS, 1000)], ids=["first calls", "tail calls"])
def test_deep_calls_take_no_room_on_the_stack_of_the_thread(wat: str, given: int, make: MakeEngine) -> None:
    instance = started(wat, make)
    assert _in_a_small_thread(lambda: call(instance, "f", given)) == 1000


_SEVERAL = """(module (type $t (func (param i32) (result i32)))
  (table (export "t") funcref (elem $down))
  (func $down (export "down") (type $t)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 42))))
    (return_call $down (i32.sub (local.get 0) (i32.const 1))))
  (func (export "call") (param i32) (result i32) (call $down (local.get 0)))
  (func (export "indirect") (param i32) (result i32) (call_indirect (type $t) (local.get 0) (i32.const 0)))
  (func (export "tail") (param i32) (result i32) (return_call $down (local.get 0))))"""
_IMPORTING = """(module (import "m" "down" (func (param i32) (result i32)))
  (func (export "f") (param i32) (result i32) (i32.add (call 0 (local.get 0)) (i32.const 0))))"""


def _interrupted(line: int, run: Callable[[], Any]) -> bool:
    """Interrupt a call before so many lines of the linking have run; whether there are so many.

    Not where a `with` statement gives a lock back: there Python itself lets no interruption in between.
    """
    left = line
    held: set[tuple[FrameType, int]] = set()

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal left
        file, number = frame.f_code.co_filename, frame.f_lineno
        if file not in (code.__file__, func.__file__):
            return None
        if event != "line":
            return trace
        if linecache.getline(file, number).lstrip().startswith("with "):
            held.symmetric_difference_update({(frame, number)})
            if (frame, number) not in held:  # the end of the statement
                return trace
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def test_an_interruption_may_come_between_any_two_statements() -> None:
    line, more = 0, True
    while more:
        one = started(_SEVERAL)
        other = started(_IMPORTING, PythonEngine, one.externs)
        more = _interrupted(line, lambda one=one: call(one, "indirect", 3))  # type: ignore[misc]
        line += 1
        assert [call(one, name, 3) for name in ("call", "indirect", "tail", "down")] == [42] * 4
        assert call(other, "f", 3) == 42
    assert line > 20
