"""Calls in threads of their own, and threads in general: row A1.22 `AsyncResult`."""

from __future__ import annotations

import asyncio
import ctypes
from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from interpreter import Executor, Instance, Interrupted, Module, SignatureError, TimedOut, Trap, params

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
