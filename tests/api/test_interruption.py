"""Interruption: calls end wherever they are, and leave nothing behind. Nothing here depends on how long things take."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from threading import Event

import pytest

from interpreter import Executor, Instance, Interrupted, Memory, Module, TimedOut, params
from interpreter.errors import Interruption
from interpreter.runtime import interruption
from interpreter.runtime.interruption import Call, within
from interpreter.runtime.recursion_guard import GUARD
from tests.engines.programs import WAYS
from tests.support.interrupting import Interrupter, interrupted_when

Run = Callable[..., Instance]
AGAIN = """(import "env" "f" (func $f))
  (func (export "again") (loop (call $f) (br 0)))
  (func (export "one") (result i32) (i32.const 1))"""
LONG = 20.0
"""How many seconds a test waits for what must come, before it fails."""


def never() -> None:
    while True:
        pass


@pytest.fixture(params=WAYS)
def executor(request: pytest.FixtureRequest) -> Executor:
    """An executor, with each engine."""
    executor = Executor()
    executor.engine = WAYS[request.param](None)
    return executor


@pytest.fixture
def run(executor: Executor) -> Run:
    """Makes an instance from a text."""
    return lambda text, imports=None: executor.instantiate(Module.from_bytes(text), imports)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupts calls again and again, without a pause."""
    monkeypatch.setattr(interruption, "_PAUSE", 0)


def test_a_host_function_that_catches_all_exceptions_does_not_go_on(executor: Executor, run: Run) -> None:
    called = Event()

    def f() -> None:
        called.set()
        try:
            never()
        except Exception:  # none of these
            pytest.fail("caught")

    instance = run(AGAIN, {"env": {"f": f}})
    call = executor.run_func_async(instance.exports.again)
    assert called.wait(LONG)
    assert call.cancel()
    with pytest.raises(Interrupted) as caught:
        call.get(LONG)
    assert [frame.name for frame in caught.value.frames] == ["again"]
    assert instance.exports.one() == 1


@pytest.mark.usefixtures("often")
def test_a_call_is_interrupted_until_it_ends(executor: Executor, run: Run) -> None:
    called, caught = Event(), []

    def f() -> None:
        called.set()
        try:
            never()
        except BaseException as error:
            caught.append(type(error))
            if len(caught) == 5:
                raise

    instance = run(AGAIN, {"env": {"f": f}})
    call = executor.run_func_async(instance.exports.again)
    assert called.wait(LONG)
    call.cancel()
    with pytest.raises(Interrupted):
        call.get(LONG)
    assert caught[:5] == [Interruption] * 5
    assert instance.exports.one() == 1


def test_after_a_timeout_the_instance_can_be_used(executor: Executor, run: Run) -> None:
    instance = run(AGAIN, {"env": {"f": lambda: None}})
    with pytest.raises(TimedOut):
        executor.run_func_with_timeout(instance.exports.again, params(), 0)
    assert instance.exports.one() == 1  # it waits for the lock that the interrupted call holds


def test_a_call_with_a_time_limit_is_interrupted_at_once(executor: Executor, run: Run) -> None:
    called = Event()
    instance = run(AGAIN, {"env": {"f": called.set}})
    call = executor.run_func_async_with_timeout(instance.exports.again, params(), LONG)
    assert called.wait(LONG)
    assert call.cancel()
    with pytest.raises(Interrupted):
        call.get(LONG)


def test_a_call_that_took_too_long_has_ended_for_its_host(executor: Executor, run: Run) -> None:
    go_on = Event()
    instance = run(AGAIN, {"env": {"f": go_on.wait}})  # no interruption wakes it up
    call = executor.run_func_async_with_timeout(instance.exports.again, params(), 0)
    with pytest.raises(TimedOut, match="timed out after 0 seconds"):
        call.get(LONG)
    assert (call.done(), call.cancel(), repr(call)) == (True, False, "<AsyncResult: failed>")
    go_on.set()
    assert instance.exports.one() == 1


def test_ctrl_c_ends_the_code_that_its_host_waits_for(executor: Executor, run: Run) -> None:
    called, ended = Event(), Event()

    def f() -> None:
        called.set()
        try:
            never()
        finally:
            ended.set()

    instance = run(AGAIN, {"env": {"f": f}})
    with pytest.raises(KeyboardInterrupt), interrupted_when(called.is_set):
        executor.run_func_with_timeout(instance.exports.again, params(), LONG)
    assert ended.wait(LONG)
    assert instance.exports.one() == 1


def test_engines_are_asked_to_end_their_code(monkeypatch: pytest.MonkeyPatch) -> None:
    # as one in machine code does, which no exception reaches
    asked = Event()
    threads: list[int] = []
    monkeypatch.setattr(interruption, "HOOKS", [threads.append, lambda thread: asked.set()])
    running, seen = Event(), []

    def work() -> None:
        seen.append(threading.get_ident())
        running.set()
        asked.wait(LONG)

    call = Call(work)
    call.start()
    assert running.wait(LONG)
    assert call.interrupt()
    assert call.ended_within(LONG)
    assert isinstance(call.future.exception(), Interrupted)
    assert threads == seen


def test_a_call_that_is_interrupted_before_it_begins_does_nothing() -> None:
    done: list[int] = []
    call = Call(lambda: done.append(1))
    assert call.interrupt()
    call.start()
    assert call.ended_within(LONG)
    assert isinstance(call.future.exception(), Interrupted)
    assert not done


def test_what_a_timeout_looks_like_is_not_mistaken_for_one() -> None:
    def fail() -> None:
        raise TimeoutError("of the work")

    with pytest.raises(TimeoutError, match="of the work"):
        within(LONG, fail)


def test_an_error_that_no_coroutine_can_raise_is_the_cause_of_another(executor: Executor, run: Run) -> None:
    instance = run(AGAIN, {"env": {"f": lambda: next(iter([]))}})
    with pytest.raises(RuntimeError, match="StopIteration") as caught:
        executor.run_func_async(instance.exports.again).get(LONG)
    assert isinstance(caught.value.__cause__, StopIteration)


def places_of_leaving(interrupted: set[int]) -> int:
    """The number of places where a thread can be interrupted on its way out; it is, at those with these numbers."""
    interrupter = Interrupter(Interruption, interrupted, {"_leave", "leave_all", "leave"})
    call = Call(lambda: 3)
    threading.setprofile(interrupter)
    try:
        call.start()
        assert call.ended_within(LONG)
    finally:
        threading.setprofile(None)
    assert call.future.result() == 3
    return interrupter.seen


def test_interruptions_come_when_the_call_is_over() -> None:
    limit = sys.getrecursionlimit()
    count = places_of_leaving(set())
    assert count >= 5
    for first in range(count):
        for second in range(first + 1, 2 * count):
            places_of_leaving({first, second})
            assert sys.getrecursionlimit() == limit
            assert not GUARD.inside


def test_what_an_interrupted_call_has_done_to_a_memory_is_whole(executor: Executor, run: Run) -> None:
    grown = Event()

    class Watcher:
        def memory_grew(self, memory: Memory) -> None:
            grown.set()

    text = '(memory (export "m") 0 60000) (func (export "f") (loop (drop (memory.grow (i32.const 1))) (br 0)))'
    instance, watcher = run(text), Watcher()
    instance.exports.m.watch(watcher)
    call = executor.run_func_async(instance.exports.f)
    assert grown.wait(LONG)
    call.cancel()
    with pytest.raises(Interrupted):
        call.get(LONG)
    assert instance.exports.m.data_size() == instance.exports.m.size() << 16
