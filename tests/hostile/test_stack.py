"""However deep code goes, the stack of Python ends before that of C, and everything can be used after it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from interpreter import Executor, Exhaustion, Instance, LinkError, Trap

pytestmark = pytest.mark.usefixtures("tidy")

Run = Callable[..., Instance]
SMALL = 256 << 10

DEEP = {
    "call": '(func $f (export "f") (param i32) (result i32) (i32.add (i32.const 1) (call $f (local.get 0))))',
    "call_indirect": """(type $t (func (param i32) (result i32))) (table funcref (elem $f))
        (func $f (export "f") (type $t)
        (i32.add (i32.const 1) (call_indirect (type $t) (local.get 0) (i32.const 0))))""",
    "call_ref": """(type $t (func (param i32) (result i32))) (elem declare func $f)
        (func $f (export "f") (type $t)
        (i32.add (i32.const 1) (call_ref $t (local.get 0) (ref.func $f))))""",
}
BY_HOST = """(import "e" "h" (func $h (param i32) (result i32)))
    (func (export "f") (param i32) (result i32) (call $h (i32.add (i32.const 1) (local.get 0))))"""


@pytest.fixture(params=[0, SMALL], ids=["main thread", "small stack"])
def on_stack(request: Any) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Runs a function, in this thread or in one with a small stack; what it gives, or raises."""

    def run(work: Callable[[], Any]) -> Any:
        if not request.param:
            return work()
        results: list[Any] = []
        errors: list[BaseException] = []

        def attempt() -> None:
            try:
                results.append(work())
            except BaseException as error:
                errors.append(error)

        threading.stack_size(request.param)
        try:
            thread = threading.Thread(target=attempt)
            thread.start()
        finally:
            threading.stack_size(0)
        thread.join()
        if errors:
            raise errors[0]
        return results[0]

    limit = sys.getrecursionlimit()
    yield run
    assert sys.getrecursionlimit() == limit


def at_depth(depth: int, work: Callable[[], Any]) -> Any:
    return at_depth(depth - 1, work) if depth else work()


@pytest.mark.parametrize("depth", [0, 700])
@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_recursion_ends(run: Run, on_stack: Any, text: str, depth: int) -> None:
    instance = run(text)
    for _ in range(2):  # it can be used after it as before
        with pytest.raises(Exhaustion, match="call stack exhausted") as caught:
            on_stack(lambda: at_depth(depth, lambda: instance.exports.f(1)))
        assert len(caught.value.frames) >= 4500
        del caught


def test_a_start_function_without_end(run: Run, on_stack: Any) -> None:
    with pytest.raises(Exhaustion, match="call stack exhausted"):
        on_stack(lambda: run("(func $f (call $f)) (start $f)"))


@pytest.mark.parametrize("way", ["call", "run", "in C"])
def test_code_and_host_that_call_each_other(run: Run, on_stack: Any, way: str) -> None:
    executor = Executor()

    def host(number: int) -> int:
        if way == "call":
            return int(instance.exports.f(number))
        if way == "run":
            return executor.run_func(instance.exports.f, [number])[0].to_i32()
        return max([1, 2], key=lambda each: instance.exports.f(number) if each == 1 else 0)

    instance = run(BY_HOST, {"e": {"h": host}})
    with pytest.raises(Exhaustion, match="call stack exhausted") as caught:
        on_stack(lambda: instance.exports.f(0))
    assert len(caught.value.frames) >= 16


def test_code_and_host_nest_as_deep_as_anybody_needs(run: Run) -> None:
    def h(number: int) -> int:
        result: int = number if number == 100 else instance.exports.f(number)
        return result

    instance = run(BY_HOST, {"e": {"h": h}})
    assert instance.exports.f(0) == 100


def test_a_host_function_without_end_is_the_cause(run: Run) -> None:
    def host(number: int) -> int:
        return host(number)

    with pytest.raises(Exhaustion) as caught:
        run(BY_HOST, {"e": {"h": host}}).exports.f(0)
    assert isinstance(caught.value.__cause__, RecursionError)


def test_the_cause_of_a_trap_is_not_shown_and_does_not_refer_to_itself(run: Run) -> None:
    with pytest.raises(Trap) as caught:
        run('(func (export "f") (result i32) (i32.div_s (i32.const 1) (i32.const 0)))').exports.f()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    trace = caught.value.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<wasm call>":
            assert caught.value not in trace.tb_frame.f_locals.values()
        trace = trace.tb_next


def test_a_frame_is_found_quickly_in_a_module_of_many_functions(run: Run) -> None:
    # the offset of each of a thousand frames, in a module of three thousand functions
    count = 3000
    funcs = [f"(func $f{n} (result i32) (i32.add (i32.const 1) (call $f{n + 1})))" for n in range(count)]
    instance = run("".join(funcs) + f'(func $f{count} (result i32) unreachable) (export "f" (func $f2000))')
    with pytest.raises(Trap) as caught:
        instance.exports.f()
    assert len(caught.value.frames) == 1001
    assert [frame.func for frame in caught.value.frames[:2]] == [3000, 2999]


def test_a_million_tail_calls(run: Run) -> None:
    text = """(func $g (param i32) (result i32) (return_call $f (i32.sub (local.get 0) (i32.const 1))))
        (func $f (export "f") (param i32) (result i32)
          (if (result i32) (local.get 0) (then (return_call $g (local.get 0))) (else (i32.const 7))))"""
    assert run(text).exports.f(500_000) == 7


def test_an_exception_through_three_thousand_frames(run: Run) -> None:
    text = """(tag $t (param i32))
        (func $down (param i32) (result i32)
          (if (i32.eqz (local.get 0)) (then (throw $t (i32.const 42))))
          (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))
        (func (export "f") (result i32) (block $h (result i32) (try_table (result i32) (catch $t $h)
          (call $down (i32.const 3000)))))"""
    assert run(text).exports.f() == 42


@pytest.mark.parametrize("limit", [(1 << 31) - 1, 6000])
def test_a_limit_of_the_host_that_is_unusual(run: Run, limit: int) -> None:
    before = sys.getrecursionlimit()
    call = run('(import "e" "h" (func $h)) (func (export "f") (call $h))', {"e": {"h": lambda: None}}).exports.f
    call()
    sys.setrecursionlimit(limit)
    try:
        call()
        assert sys.getrecursionlimit() == limit
    finally:
        sys.setrecursionlimit(before)


def test_a_stub_fails_and_nothing_is_left_behind(run: Run) -> None:
    def fail(number: int) -> int:
        raise LinkError("unknown import", "e", "h", "func")

    before = sys.getrecursionlimit()
    with pytest.raises(LinkError):
        run(BY_HOST, {"e": {"h": fail}}).exports.f(0)
    assert sys.getrecursionlimit() == before
