"""The seam: whose code a function runs, who is told of it, and what one sees of a call across several engines."""

from __future__ import annotations

import gc
import pickle
import threading
from typing import Any

import pytest

from interpreter import Executor
from interpreter.engines.chain import Chain
from interpreter.engines.engine import Engine, FuncCode
from interpreter.engines.python import PythonEngine
from interpreter.engines.table import AUTO, ENGINES, NAMES, make
from interpreter.errors import Trap, TrapCode, UnsupportedError
from interpreter.executor.instantiation import instantiate
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Extern, Instance
from tests.engines.engines import MakeEngine, all_engines, all_pairs
from tests.engines.test_caller import caller_of, started
from tests.engines.toy import Toy
from wasm_construct import Module

_ONE = """(module
  (func $a (export "a") (result i32) (i32.const 1))
  (func (export "call") (result i32) (call $a))
  (func (export "tail") (result i32) (return_call $a))
  (table (export "t") funcref (elem $a))
  (type $t (func (result i32)))
  (func (export "indirect") (result i32) (call_indirect (type $t) (i32.const 0))))"""
_OTHER = """(module (import "m" "a" (func $a (result i32))) (import "m" "a" (func $again (result i32)))
  (export "a" (func $a))
  (func (export "call") (result i32) (call $a)) (func (export "again") (result i32) (call $again))
  (func (export "tail") (result i32) (return_call $a)))"""


def _results(*instances: Instance) -> set[Any]:
    return {func() for instance in instances for func in instance.externs.values() if isinstance(func, Func)}


@all_pairs
@pytest.mark.parametrize("when", ["before any call", "after calls"])
def test_installed_code_runs_wherever_the_function_is_called(
    make_one: MakeEngine, make_other: MakeEngine, when: str
) -> None:
    one = started(_ONE, make_one(), {}, "one")
    other = started(_OTHER, make_other(), one.externs, "other")
    if when == "after calls":
        assert _results(one, other) == {1}
    one.funcs[0].install(FuncCode(lambda: 42))
    assert _results(one, other) == {42}
    assert _results(one, other) == {42}
    one.funcs[0].install(FuncCode(lambda: 43))
    assert _results(other, one) == {43}


def test_pending_code_that_somebody_has_kept_does_not_undo_an_installation() -> None:
    one = started(_ONE, PythonEngine(), {}, "one")
    kept = one.funcs[0].code
    one.funcs[0].install(FuncCode(lambda: 42))
    assert kept() == 42
    assert _results(one) == {42}


def test_code_that_is_installed_while_the_engine_makes_some_stays() -> None:
    class Slow(PythonEngine):
        def code(self, instance: Instance, index: int) -> FuncCode:
            made = super().code(instance, index)
            if index == 0:
                instance.funcs[0].install(FuncCode(lambda: 42))
            return made

    assert _results(started(_ONE, Slow(), {}, "one")) == {42}


def test_a_function_of_the_host_can_get_other_code() -> None:
    host = Func.wrap(_seven)
    instance = started(_OTHER, PythonEngine(), {"a": host}, "one")
    assert _results(instance) == {7}
    host.install(FuncCode(lambda: 8))
    assert _results(instance) == {8}


def _seven() -> int:
    return 7


def test_who_is_gone_is_told_nothing() -> None:
    host = Func.wrap(_seven)
    for _ in range(100):
        started(_OTHER, PythonEngine(), {"a": host}, "one").exports.call()
    gc.collect()
    instance = started(_OTHER, PythonEngine(), {"a": host}, "one")
    assert _results(instance) == {7}
    held = host._subscribers
    assert held is not None
    assert len(held) < 100
    host.install(FuncCode(lambda: 8))
    assert _results(instance) == {8}


def test_a_function_is_asked_for_when_it_is_called_and_only_then() -> None:
    toy = Toy()
    instance = started(_ONE, Chain(toy, PythonEngine()), {}, "one")
    assert toy.asked == []
    assert [instance.exports.call(), instance.exports.call()] == [1, 1]
    assert toy.asked == [1, 0]


def test_each_engine_of_a_chain_runs_what_it_can() -> None:
    engine = Chain(Toy(), PythonEngine())
    assert engine.name == "toy, python"
    instance = started(_ONE, engine, {}, "one")
    assert _results(instance) == {1}
    [_, python] = engine.engines
    assert list(instance.kept) == [python]  # the toy keeps nothing
    assert [hasattr(func.code, "__code__") for func in instance.funcs] == [False, False, False, True]


def test_a_function_that_no_engine_has_code_for() -> None:
    instance = started(_ONE, Chain(Toy()), {}, "one")
    assert instance.exports.call() == 1
    for _ in range(2):
        with pytest.raises(UnsupportedError, match="the engine 'toy' has no code for function 'indirect'"):
            instance.exports.indirect()


def test_engines_of_one_kind_keep_apart_what_they_keep_for_an_instance() -> None:
    one, other = PythonEngine(), PythonEngine(structured=False)

    class Alternating:
        name = "alternating"
        raw_globals = False

        def code(self, instance: Instance, index: int) -> FuncCode:
            return (one, other)[index % 2].code(instance, index)

    instance = started(_ONE, Alternating(), {}, "one")
    assert _results(instance) == {1}
    assert set(instance.kept) == {one, other}
    assert set(instance.module.compiled) == {"python", "python, dispatched"}


# ---- errors


@all_pairs
def test_frames_of_all_engines_appear_in_a_trap(make_one: MakeEngine, make_other: MakeEngine) -> None:
    inner = started('(module (func $g (export "f") unreachable))', make_other(), {}, "inner")
    middle = caller_of("call", inner.exports["f"], make_one(), "middle")
    outer = caller_of("call", middle.exports["f"], make_other(), "outer")
    for _ in range(2):
        with pytest.raises(Trap) as caught:
            outer.exports.f()
        assert caught.value.code is TrapCode.UNREACHABLE
        found = [(frame.module, frame.func, frame.name, frame.instr) for frame in caught.value.frames]
        assert found == [("inner", 0, "g", 0), ("middle", 1, "f", 0), ("outer", 1, "f", 0)]
        for frame, instance in zip(caught.value.frames, (inner, middle, outer), strict=True):
            assert frame.offset == instance.module.offset(frame.func, 0)


@all_pairs
@pytest.mark.parametrize("form", ["return_call", "return_call_indirect", "return_call_ref"])
def test_a_trap_does_not_name_who_has_made_a_tail_call(make_one: MakeEngine, make_other: MakeEngine, form: str) -> None:
    inner = started('(module (func $g (export "f") unreachable))', make_other(), {}, "inner")
    middle = caller_of(form, inner.exports["f"], make_one(), "middle")
    outer = caller_of("call", middle.exports["f"], make_other(), "outer")
    for _ in range(2):
        with pytest.raises(Trap) as caught:
            outer.exports.f()
        assert [frame.module for frame in caught.value.frames] == ["inner", "outer"]


@all_pairs
def test_an_error_of_the_host_tells_the_frames_of_all_engines(make_one: MakeEngine, make_other: MakeEngine) -> None:
    def fail() -> None:
        raise KeyError("mine")

    inner = caller_of("call", Func.wrap(fail), make_other(), "inner")
    outer = caller_of("call", inner.exports["f"], make_one(), "outer")
    with pytest.raises(KeyError, match="mine") as caught:
        outer.exports.f()
    [note] = caught.value.__notes__
    assert [line.split()[0] for line in note.splitlines()[1:]] == ["inner!f", "outer!f"]


# ---- copies


def _pair(make_one: MakeEngine, make_other: MakeEngine) -> tuple[Instance, Instance]:
    """Two instances that call each other, made by executors, of which each has another engine."""

    def run(wat: str, engine: Engine, externs: dict[str, Extern]) -> Instance:
        executor = Executor()
        executor.engine = engine
        return executor.instantiate(Module.from_wat(wat), {"m": externs})

    one = run(_ONE, make_one(), {})
    other = run(_OTHER, make_other(), one.externs)
    return one, other


@pytest.mark.parametrize("called", [False, True])
def test_copies_ask_for_code_of_their_own(called: bool) -> None:
    one, other = _pair(PythonEngine, PythonEngine)
    one.funcs[0].install(FuncCode(lambda: 42))
    if called:
        assert _results(one, other) == {42}
    copied_other, copied_one = pickle.loads(pickle.dumps((other, one)))
    assert _results(copied_other, copied_one) == {1}
    copied_one.funcs[0].install(FuncCode(lambda: 43))
    assert _results(copied_other, copied_one) == {43}
    assert _results(one, other) == {42}


# ---- threads


@all_engines
def test_many_threads_call_for_the_first_time_at_once(make: MakeEngine) -> None:
    one = started(_ONE, make(), {}, "one")
    others = [started(_OTHER, make(), one.externs, str(number)) for number in range(4)]
    results: list[Any] = []
    ready = threading.Barrier(len(others))

    def work(instance: Instance) -> None:
        ready.wait()
        results.append(_results(instance))

    threads = [threading.Thread(target=work, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [{1}] * 4
    one.funcs[0].install(FuncCode(lambda: 42))
    assert _results(*others) == {42}


# ---- names


def test_each_engine_is_found_by_its_name() -> None:
    assert NAMES == ("auto", *ENGINES)
    assert set(AUTO) <= set(ENGINES)
    for name in ENGINES:
        assert make(name).name == name
    instance = instantiate(started(_ONE, make("auto"), {}, "one").module, lambda *_: None, make("auto"))
    assert _results(instance) == {1}
    with pytest.raises(KeyError):
        make("none")
