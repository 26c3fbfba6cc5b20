"""Exceptions from outside come anywhere; after them everything is as it was, or as it should be."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from interpreter import Config, Executor, Instance, Memory, MemoryType, Module
from tests.support.interrupting import everywhere, interrupted_when, runs_code

Run = Callable[..., Instance]


@pytest.fixture(params=["python", "step"])
def run(request: pytest.FixtureRequest) -> Run:
    """Makes an instance of the fields of a module, in the text format, for each engine."""

    def run(text: str, imports: Any = None) -> Instance:
        config = Config(engine=request.param)
        return Executor(config).instantiate(Module.from_bytes(f"(module {text})", config), imports)

    return run


def test_a_loop(run: Run) -> None:
    instance = run("""(global $n (export "n") (mut i32) (i32.const 0)) (func (export "f")
        (loop (global.set $n (i32.add (global.get $n) (i32.const 1))) (br 0)))""")
    number, limit = instance.exports.n, sys.getrecursionlimit()
    for _ in range(3):
        number.set_value(0)
        with pytest.raises(KeyboardInterrupt), interrupted_when(number.get_value):
            instance.exports.f()
    assert sys.getrecursionlimit() == limit


def test_an_empty_loop(run: Run) -> None:
    instance = run('(func (export "f") (loop (br 0)))')
    with pytest.raises(KeyboardInterrupt), interrupted_when(runs_code()):
        instance.exports.f()


def test_growing_again_and_again(run: Run) -> None:
    # at each moment the size that code sees is the one that it can use
    instance = run("""(memory (export "m") 0 60000) (table $t (export "t") 0 10000000 funcref)
        (func (export "f") (drop (memory.grow (i32.const 1))) (drop (table.grow $t (ref.null func) (i32.const 1))))
        (func (export "last") (result i32)
          (i32.load8_u (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1))))
        (func (export "size") (result i32) (memory.size))""")
    instance.exports.f()
    times = 0
    for _ in everywhere(instance.exports.f):
        times += 1
        size = instance.exports.size()
        assert size == instance.exports.m.size() > 0
        assert instance.exports.last() == 0
        assert instance.exports.m.read(size * 65536 - 1, 1) == b"\0"
    assert 2 < instance.exports.m.size() < times  # some interruptions came before the memory had grown, others after


def test_short_calls_again_and_again(run: Run) -> None:
    # the interruption comes where the host meets the code
    instance = run('(import "e" "h" (func $h)) (func (export "f") (call $h))', {"e": {"h": lambda: None}})
    call, limit = instance.exports.f, sys.getrecursionlimit()
    call()
    times = 0
    for _ in everywhere(call):
        times += 1
        call()
        assert sys.getrecursionlimit() == limit
    assert times > 5


def test_threads_in_and_out(run: Run) -> None:
    text = """(import "e" "h" (func $h)) (func $f (export "f") (param i32) (result i32) (call $h)
        (if (result i32) (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 5))))"""
    limit = sys.getrecursionlimit()
    wrong: list[Any] = []

    def work(depth: int) -> None:
        call = run(text, {"e": {"h": lambda: None}}).exports.f
        for _ in range(4000 // depth):
            try:
                assert call(depth) == 5
            except BaseException as error:
                wrong.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(depth,)) for depth in (1, 2, 50, 1500)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert not wrong
    assert sys.getrecursionlimit() == limit


def test_two_threads_in_one_instance(run: Run) -> None:
    instance = run("""(global $n (export "n") (mut i32) (i32.const 0)) (func (export "f") (param $i i32)
        (loop (global.set $n (i32.add (global.get $n) (i32.const 1)))
          (br_if 0 (local.tee $i (i32.sub (local.get $i) (i32.const 1))))))""")
    threads = [threading.Thread(target=instance.exports.f, args=(20_000,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert instance.exports.n.get_value() == 80_000


def test_the_host_grows_the_memory_in_the_middle_of_a_call(run: Run) -> None:
    instance = run(
        """(import "e" "h" (func $h)) (memory (export "m") 1 5) (func (export "f") (result i32)
        (i32.store (i32.const 0) (i32.const 7)) (call $h) (i32.store (i32.const 65536) (i32.const 8))
        (i32.add (i32.load (i32.const 0)) (i32.load (i32.const 65536))))""",
        {"e": {"h": lambda: view and memory.grow(1)}},
    )
    memory: Memory = instance.exports.m
    view: memoryview = memory.data_pointer(0, 4)
    assert instance.exports.f() == 15
    assert bytes(view) == b"\7\0\0\0"  # a view from before is valid, and shows what is there


def test_a_finalizer_that_grows_the_memory_that_grows() -> None:
    memory = Memory(MemoryType(0, 100))

    class Watcher:
        def memory_grew(self, memory: Memory) -> None:
            if memory.size() < 5:
                memory.grow(1)

    watcher = Watcher()
    memory.watch(watcher)
    memory.grow(1)
    assert memory.size() == 5
