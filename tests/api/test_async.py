"""Calls in threads of their own, and threads in general: row A1.22 `AsyncResult`."""

from __future__ import annotations

import asyncio
import ctypes
import functools
from collections.abc import Callable
from threading import Barrier, Event, Thread
from typing import Any

import pytest

from interpreter import (
    AsyncResult,
    Executor,
    ImportObjectBuilder,
    Instance,
    Interrupted,
    Module,
    SignatureError,
    TimedOut,
    Trap,
    i32,
    params,
)

Run = Callable[..., Instance]
TEXT = """(module
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "forever") (loop $l (br $l)))
  (func (export "trap") (unreachable))
  (global $n (export "n") (mut i32) (i32.const 0))
  (func (export "count") (param $times i32)
    (loop $l
      (global.set $n (i32.add (global.get $n) (i32.const 1)))
      (br_if $l (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))))"""


@pytest.fixture
def instance(run: Run) -> Instance:
    return run(TEXT)


def test_a1_22_a_call_is_waited_for(executor: Executor, instance: Instance) -> None:
    call = executor.run_func_async(instance.exports.add, params(1, 2))
    call.wait()
    assert call.done()
    assert call.wait_for(0)
    assert call.get()[0].to_i32() == call.get_async()[0].to_i32() == 3
    assert repr(call) == "<AsyncResult: ended>"
    assert not call.cancel()


def test_a1_22_a_loop_without_end_is_interrupted(executor: Executor, instance: Instance) -> None:
    call = executor.run_func_async(instance.exports.forever)
    assert not call.wait_for(20)
    assert call.cancel()
    with pytest.raises(Interrupted, match="execution interrupted"):
        call.get(10)
    assert instance.exports.add(1, 2) == 3  # it can be used again


def test_a1_22_a_call_is_interrupted_once_however_often_that_is_asked(executor: Executor, instance: Instance) -> None:
    for _ in range(20):
        call = executor.run_func_async(instance.exports.forever)
        while call.cancel():
            pass
        with pytest.raises(Interrupted):
            call.get(10)


def test_a1_22_interrupting_a_call_that_is_about_to_end(executor: Executor, instance: Instance) -> None:
    for _ in range(50):
        call = executor.run_func_async(instance.exports.add, params(1, 2))
        call.cancel()
        try:
            assert call.get(10)[0].to_i32() == 3
        except Interrupted:
            assert repr(call) == "<AsyncResult: failed>"


def test_a1_22_what_the_call_raises_is_raised(executor: Executor, instance: Instance) -> None:
    with pytest.raises(Trap, match="unreachable"):
        executor.run_func_async(instance.exports.trap).get()
    with pytest.raises(SignatureError):
        executor.run_func_async(instance.exports.add).get()


def test_a1_22_not_waiting_for_ever(executor: Executor, instance: Instance) -> None:
    call = executor.run_func_async(instance.exports.forever)
    with pytest.raises(TimedOut):
        call.get(0.01)
    assert repr(call) == "<AsyncResult: running>"
    call.cancel()
    call.wait()


def test_a1_4_timeouts(executor: Executor, instance: Instance) -> None:
    assert executor.run_func_with_timeout(instance.exports.add, params(1, 2), 10)[0].to_i32() == 3
    with pytest.raises(TimeoutError, match=r"timed out after 0\.02 seconds"):
        executor.run_func_with_timeout(instance.exports.forever, params(), 0.02)
    with pytest.raises(TimedOut):
        executor.run_func_async_with_timeout(instance.exports.forever, params(), 0.02).get()


def test_a1_22_calls_are_awaited(executor: Executor, instance: Instance) -> None:
    async def several() -> list[int]:
        calls = [executor.run_func_async(instance.exports.add, params(n, n)) for n in range(5)]
        return [values[0].to_i32() for values in await asyncio.gather(*calls)]

    assert asyncio.run(several()) == [0, 2, 4, 6, 8]


def test_a1_22_a_coroutine_that_does_not_wait_any_longer_interrupts_the_call(
    executor: Executor, instance: Instance
) -> None:
    call = executor.run_func_async(instance.exports.forever)

    async def waiting() -> None:
        await asyncio.wait_for(call, 0.02)

    with pytest.raises(TimeoutError):
        asyncio.run(waiting())
    with pytest.raises(Interrupted):
        call.get(10)


async def plus_one(number: i32) -> i32:
    await asyncio.sleep(0)
    return number + 1


class PlusOne:
    async def __call__(self, number: i32) -> i32:
        return await plus_one(number)


TWICE = """(import "env" "next" (func $next (param i32) (result i32)))
  (func (export "twice") (param i32) (result i32) (call $next (call $next (local.get 0))))"""


@pytest.mark.parametrize("cost", [0, 5])
@pytest.mark.parametrize("function", [plus_one, PlusOne(), functools.partial(plus_one)])
def test_a1_8_and_a1_22_host_functions_that_are_coroutines(
    executor: Executor, function: Callable[..., Any], cost: int
) -> None:
    env = ImportObjectBuilder().with_func("next", function, cost=cost).build("env")
    twice = executor.instantiate(Module.from_bytes(TWICE), [env]).exports.twice
    assert twice(1) == 3  # in an event loop of its own

    async def several() -> list[int]:
        calls = [executor.run_func_async(twice, params(n)) for n in range(3)]
        calls.append(executor.run_func_async_with_timeout(twice, params(3), 10))
        values = [values[0].to_i32() for values in await asyncio.gather(*calls)]
        with pytest.raises(RuntimeError, match="use run_func_async"):
            twice(1)
        return values

    assert asyncio.run(several()) == [2, 3, 4, 5]


def test_a1_22_coroutines_of_the_host_run_in_the_loop_that_awaits_the_call(executor: Executor) -> None:
    async def main() -> None:
        loop, seen = asyncio.get_running_loop(), []

        async def look() -> None:
            seen.append(asyncio.get_running_loop())

        module = Module.from_bytes('(import "env" "look" (func $look)) (func (export "run") (call $look))')
        await executor.run_func_async(module.instantiate({"env": {"look": look}}).exports.run)
        assert seen == [loop]

    asyncio.run(main())


def test_a1_22_a_loop_that_has_ended_runs_no_coroutines(executor: Executor) -> None:
    ended = Event()

    async def look() -> None:
        raise NotImplementedError

    module = Module.from_bytes(
        """(import "env" "wait" (func $wait)) (import "env" "look" (func $look))
        (func (export "run") (call $wait) (call $look))"""
    )
    run = module.instantiate({"env": {"wait": lambda: ended.wait(10), "look": look}}).exports.run

    async def main() -> AsyncResult[Any]:
        return executor.run_func_async(run)  # which nobody awaits

    call = asyncio.run(main())
    ended.set()
    with pytest.raises(RuntimeError, match="event loop for coroutines of the host has ended"):
        call.get(10)


def test_a_python_that_cannot_interrupt_says_so(
    executor: Executor, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = executor.run_func_async(instance.exports.forever)
    with monkeypatch.context() as other:
        other.delattr(ctypes, "pythonapi")
        with pytest.raises(NotImplementedError):
            call.cancel()
    call.cancel()
    call.wait()


def in_threads(*works: Callable[[], object]) -> None:
    barrier = Barrier(len(works))

    def begin(work: Callable[[], object]) -> None:
        barrier.wait()
        work()

    threads = [Thread(target=begin, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_take_turns_in_one_instance(instance: Instance) -> None:
    in_threads(*[lambda: instance.exports.count(20000)] * 3)
    assert instance.exports.n.get_value() == 60000


def test_instances_in_different_threads_run_side_by_side() -> None:
    text = '(import "env" "meet" (func $meet)) (func (export "run") (call $meet))'
    barrier = Barrier(2, timeout=10)
    module = Module.from_bytes(text)
    instances = [module.instantiate({"env": {"meet": barrier.wait}}) for _ in range(2)]
    in_threads(*[instance.exports.run for instance in instances])  # each waits for the other in the midst of its code
    assert not barrier.broken
