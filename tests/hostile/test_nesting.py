"""Engines, host functions and machines that call each other without end: however they are mixed, it ends well."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from interpreter import Exhaustion, Instance
from interpreter.engines.engine import Engine, FuncCode
from interpreter.engines.python import PythonEngine
from interpreter.engines.step import Machine, StepEngine, start
from interpreter.executor import instantiate
from interpreter.runtime.func import Func
from interpreter.runtime.module import ValidModule
from interpreter.runtime.recursion_guard import GUARD, MOST_FRAMES
from interpreter.runtime.types import FuncType, define
from tests.hostile.test_stack import on_stack
from wasm_construct import Module

pytestmark = pytest.mark.usefixtures("tidy")
__all__ = ["on_stack"]

TEXT = """(module (import "e" "h" (func $h))
  (func $a (export "a") (call $b))
  (func $b (export "b") (call {}))
  (func $c (export "c") (call $a)))"""
"""A circle of functions: a, b, c; or a, b, the host."""


class Mixed:
    """An engine that takes turns: the functions of a module run on these engines, one after the other."""

    name = "mixed"
    raw_globals = False

    def __init__(self, *engines: Engine) -> None:
        self.engines = engines

    def code(self, instance: Instance, index: int) -> FuncCode | None:
        return self.engines[index % len(self.engines)].code(instance, index)


def made(engine: Engine, callee: str) -> Instance:
    def again() -> None:
        instance.exports.a()

    host = Func.of_host(define(FuncType([], [])), again)
    module = ValidModule(Module.from_wat(TEXT.format(callee)).build())
    instance = instantiate(module, lambda module, name: host, engine)
    return instance


ENGINES: dict[str, Callable[[], Engine]] = {
    "python": PythonEngine,
    "step": StepEngine,
    "python, step": lambda: Mixed(PythonEngine(), StepEngine()),
    "step, python": lambda: Mixed(StepEngine(), PythonEngine()),
    "dispatched, step, python": lambda: Mixed(PythonEngine(structured=False), StepEngine(), PythonEngine()),
}


@pytest.mark.parametrize("callee", ["$c", "$h"])
@pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES)
def test_a_circle_of_calls_ends_with_exhaustion(on_stack: Any, make: Callable[[], Engine], callee: str) -> None:
    instance = made(make(), callee)
    for _ in range(2):  # and can be tried again
        with pytest.raises(Exhaustion, match="call stack exhausted") as caught:
            on_stack(instance.exports.a)
        assert len(caught.value.frames) >= 16
        assert not GUARD.inside
        assert GUARD.frames_left() == MOST_FRAMES
        del caught


def test_a_machine_that_the_host_advances_calls_code_as_deep(on_stack: Any) -> None:
    instance = made(Mixed(PythonEngine(), StepEngine()), "$c")

    def work() -> Machine:
        machine = start(instance.externs["a"])  # type: ignore[arg-type]
        with pytest.raises(Exhaustion, match="call stack exhausted"):
            machine.run()
        return machine

    limit = sys.getrecursionlimit()
    machine: Machine = on_stack(work)
    assert sys.getrecursionlimit() == limit
    assert [frame.func.index for frame in machine.frames] == [1]


def test_frames_that_wait_count_for_the_machines_on_top_of_them() -> None:
    seen: list[int] = []
    host = Func.of_host(define(FuncType([], [])), lambda: seen.append(GUARD.frames_left()))
    text = """(module (import "e" "h" (func $h)) (func $f (export "f") (param i32)
      (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1)))) (else (call $h)))))"""
    module = ValidModule(Module.from_wat(text).build())
    instance = instantiate(module, lambda module, name: host, StepEngine())
    instance.exports.f(9)
    assert seen == [MOST_FRAMES - 10]
