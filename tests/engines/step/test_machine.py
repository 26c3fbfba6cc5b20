"""A machine that is advanced from outside: what it shows, where it can be stopped, what is left after a failure."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from copy import deepcopy
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from interpreter import Config
from interpreter import Module as ApiModule
from interpreter.engines.python import PythonEngine
from interpreter.engines.step import Frame, Machine, StepEngine, start
from interpreter.errors import ExecutionError, Exhaustion, SignatureError, Trap, TrapCode, WasmException
from interpreter.executor import instantiate
from interpreter.runtime.exceptions import Tag
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Extern, Instance
from interpreter.runtime.module import ValidModule
from interpreter.runtime.recursion_guard import MOST_FRAMES
from interpreter.runtime.types import FuncType
from interpreter.runtime.values import default
from tests.engines.programs import call
from wasm_construct import ALL, Module
from wasm_construct.strategies import valid_modules
from wasm_construct.validation.facts import Block
from wasm_construct.validation.types import is_defaultable

FIB = """(module (func $fib (export "fib") (param $n i32) (result i32)
  (if (i32.lt_s (local.get $n) (i32.const 2)) (then (return (i32.const 1))))
  (i32.add (call $fib (i32.sub (local.get $n) (i32.const 2))) (call $fib (i32.sub (local.get $n) (i32.const 1))))))"""
BLOCKS = """(module (tag $t (param i32)) (tag $u)
  (func (export "f") (param i32) (result i32) (local $sum i32) (local $ref exnref)
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get 0)))
        (block $caught (result i32)
          (block (br_table 0 0 0 (local.get 0)))
          (try_table (result i32) (catch $t $caught) (throw $t (local.get 0))))
        (local.set $sum (i32.add (local.get $sum)))
        (i32.const 1000)
        (try (result i32)
          (do (try (do (throw $u)) (catch_all (rethrow 0))) (i32.const 5))
          (catch $t)
          (catch $u (try (result i32) (do (i32.const 7) (throw $t (i32.const 8))) (catch $t (i32.add (i32.const 1))))))
        (local.set $sum (i32.add (i32.add (local.get $sum))))
        (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
        (if (i32.and (local.get 0) (i32.const 1)) (then (br $again)) (else (nop)))
        (br $again)))
    (local.get $sum)))"""


def started(wat: str, engine: Any = None, imports: dict[str, Extern] | None = None) -> Instance:
    module = ValidModule(Module.from_wat(wat, ALL).build(), ALL)
    return instantiate(module, lambda _, name: (imports or {}).get(name), engine or StepEngine(), "m")


def func(instance: Instance, name: str) -> Func:
    found = instance.externs[name]
    assert isinstance(found, Func)
    return found


def states(machine: Machine) -> Iterator[Frame]:
    """The innermost frame before each instruction."""
    while not machine.done:
        yield machine.frames[-1]
        machine.step()


def check(machine: Machine) -> None:
    """What validation has found out about every place holds for every frame that is there."""
    for number, frame in enumerate(machine.frames):
        facts = frame.body.facts
        if not facts.reachable[frame.pc]:
            continue  # a branch gets to the end of a block behind a jump; validation does not know the stack there
        around: list[int] = []
        block: Block | None = facts.within[frame.pc]
        while block is not None:
            around.insert(0, block.start)
            block = block.parent
        assert [label.start for label in frame.labels] == around
        waits = number < len(machine.frames) - 1
        operands = facts.heights[frame.pc]
        assert len(frame.stack) <= operands if waits else len(frame.stack) == operands
        assert all(label.height <= len(frame.stack) for label in frame.labels)


# ---- what there is to see


def test_every_instruction_of_a_function() -> None:
    instance = started('(module (func (export "f") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3))))')
    machine = start(func(instance, "f"), -2)
    seen = [(frame.pc, str(frame.instr), list(frame.stack)) for frame in states(machine)]
    minus_two = 0xFFFF_FFFE
    assert seen == [
        (0, "local.get 0", []),
        (1, "i32.const 3", [minus_two]),
        (2, "i32.mul", [minus_two, 3]),
        (3, "end", [0xFFFF_FFFA]),
    ]
    assert (machine.frames, machine.results) == ([], [0xFFFF_FFFA])


def test_frames_of_a_recursion() -> None:
    machine = start(func(started(FIB), "fib"), 3)
    deepest: list[list[int]] = []
    for frame in states(machine):
        check(machine)
        assert frame is machine.frames[-1]
        calls = [each.locals[0] for each in machine.frames]
        if frame.pc == 0:
            deepest.append(calls)
        assert all(each.instr.name == "call" for each in machine.frames[:-1])
    assert deepest == [[3], [3, 1], [3, 2], [3, 2, 0], [3, 2, 1]]
    assert machine.results == [3]


@pytest.mark.parametrize("argument", [0, 1, 2, 5])
def test_labels_and_heights_are_those_that_validation_knows(argument: int) -> None:
    machine = start(func(started(BLOCKS), "f"), argument)
    for _ in states(machine):
        check(machine)
    expected = call(started(BLOCKS, PythonEngine()), "f", argument)
    assert machine.results == [expected] == [sum(range(argument + 1)) + 1009 * argument]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(valid_modules(ALL, max_instructions=100))
def test_labels_and_heights_of_any_module(module: Module) -> None:
    valid = ValidModule(module.build(), ALL)
    try:
        instance = instantiate(valid, lambda *names: None, StepEngine())
    except ExecutionError:
        return
    for each in instance.funcs:
        if all(map(is_defaultable, each.signature.params)):
            machine = start(each, *[default(type_) for type_ in each.signature.params])
            try:
                for _ in states(machine):
                    check(machine)
            except ExecutionError:
                check(machine)


def test_arguments_are_checked() -> None:
    fib = func(started(FIB), "fib")
    for args in [(), (1, 2), ("1",), (1 << 32,)]:
        with pytest.raises(SignatureError):
            start(fib, *args)
    with pytest.raises(TypeError, match="step"):
        start(func(started(FIB, PythonEngine()), "fib"), 1)


# ---- stopping


def test_any_number_of_instructions_at_a_time() -> None:
    whole = start(func(started(FIB), "fib"), 7)
    whole.run()
    for count in (1, 2, 7, 1000):
        machine = start(func(started(FIB), "fib"), 7)
        rounds = 0
        while not machine.done:
            machine.run(count)
            rounds += 1
        assert machine.results == whole.results == [21]
        assert rounds > 1 or count == 1000
    machine.step()  # nothing is left to do
    assert (machine.done, machine.results) == (True, [21])


def test_another_thread_goes_on() -> None:
    machine = start(func(started(FIB), "fib"), 10)
    for _ in range(8):
        thread = Thread(target=machine.run, args=(100,))
        thread.start()
        thread.join()
    assert not machine.done and len(machine.frames) > 1
    machine.run()
    assert machine.results == [89]


def test_machines_do_not_know_each_other() -> None:
    fib = func(started(FIB), "fib")
    machines = [start(fib, number) for number in range(8)]
    while not all(machine.done for machine in machines):
        for machine in machines:
            machine.step()
    assert [machine.results for machine in machines] == [[1], [1], [2], [3], [5], [8], [13], [21]]


@pytest.mark.parametrize(
    "copy", [deepcopy, lambda machine: pickle.loads(pickle.dumps(machine))], ids=["copy", "pickle"]
)
def test_a_copy_goes_on_by_itself(copy: Callable[[Machine], Machine]) -> None:
    wat = """(module (memory 1) (tag $t (param i32))
      (func $count (param i32)
        (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
        (if (local.get 0) (then (call $count (i32.sub (local.get 0) (i32.const 1))))))
      (func (export "f") (param i32) (result i32)
        (try (do (throw $t (local.get 0))) (catch $t (call $count)))
        (i32.load (i32.const 0))))"""
    instance = ApiModule.from_bytes(wat, Config(features=ALL, engine="step")).instantiate()
    machine = start(instance.exports.f, 9)
    machine.run(40)
    assert len(machine.frames) > 2
    other = copy(machine)
    machine.run()
    assert machine.results == [10]
    assert other.instance is not instance
    other.run()
    assert other.results == [10]


# ---- failures


def test_a_trap_leaves_the_machine_at_the_instruction_that_trapped() -> None:
    instance = started("""(module (memory 1)
      (func $div (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
      (func (export "f") (param i32) (result i32)
        (i32.const 5) (block (result i32) (call $div (i32.const 12) (local.get 0))) (i32.add)))""")
    machine = start(func(instance, "f"), 0)
    with pytest.raises(Trap) as caught:
        machine.run()
    assert caught.value.code is TrapCode.DIVIDE_BY_ZERO
    assert [(frame.func.index, frame.instr.name) for frame in machine.frames] == [(1, "call"), (0, "i32.div_s")]
    assert [frame.stack for frame in machine.frames] == [[5], [12, 0]]
    assert [len(frame.labels) for frame in machine.frames] == [2, 1]
    with pytest.raises(Trap):
        machine.step()  # and so it does again
    machine.frames[-1].stack[-1] = 4
    machine.run()
    assert machine.results == [8]


def test_an_exception_that_nothing_handles_leaves_the_operands_of_its_throw() -> None:
    machine = start(func(started(THROWING), "f"))
    with pytest.raises(WasmException):
        machine.run()
    check(machine)
    assert (str(machine.frames[-1].instr), machine.frames[-1].stack) == ("throw 0", [7, 8])


THROWING = """(module (tag $t (param i32))
  (func (export "f") (i32.const 7) (try (do (throw $t (i32.const 8)))) (drop)))"""


_ARGS = "(i32.const 6) (i32.const 7)"
CALLS = {
    "call": f"(call $h {_ARGS})",
    "call_indirect": f"(call_indirect (type $t) {_ARGS} (i32.const 0))",
    "call_ref": f"(call_ref $t {_ARGS} (ref.func $h))",
    "return_call": f"(return_call $h {_ARGS})",
    "return_call_indirect": f"(return_call_indirect (type $t) {_ARGS} (i32.const 0))",
    "return_call_ref": f"(return_call_ref $t {_ARGS} (ref.func $h))",
}


@pytest.mark.parametrize("form", CALLS)
def test_a_call_of_the_host_that_fails_leaves_its_operands_and_can_be_made_again(form: str) -> None:
    failures = iter([KeyError("mine"), ZeroDivisionError(), None])

    def host(one: int, other: int) -> int:
        failure = next(failures)
        if failure is not None:
            raise failure
        return one * other

    wat = f"""(module (type $t (func (param i32 i32) (result i32))) (import "e" "h" (func $h (type $t)))
      (table funcref (elem $h)) (func (export "f") (result i32) (block (result i32) {CALLS[form]})))"""
    machine = start(func(started(wat, imports={"h": Func.wrap(host, FuncType("i32 i32", "i32"))}), "f"))
    for error in (KeyError, ZeroDivisionError):
        with pytest.raises(error):
            machine.run()
        [frame] = machine.frames
        assert (frame.instr.name, frame.stack[:2]) == (form, [6, 7])
        assert len(frame.stack) == frame.body.facts.heights[frame.pc]
    machine.run()
    assert machine.results == [42]


def test_the_frames_of_a_trap_in_a_call_and_in_a_machine_are_the_same() -> None:
    wat = """(module (func $g (result i32) (nop) (unreachable)) (func (export "f") (result i32) (call $g)))"""
    instance = started(wat)
    machine = start(func(instance, "f"))
    found = []
    for run in (lambda: call(instance, "f"), machine.run, lambda: call(started(wat, PythonEngine()), "f")):
        with pytest.raises(Trap) as caught:
            run()
        found.append(
            [(frame.func, frame.name, frame.module, frame.instr, frame.offset) for frame in caught.value.frames]
        )
    assert found[0] == found[1] == found[2]
    assert [frame[0] for frame in found[0]] == [0, 1]
    assert list(caught.value.frames) == machine.trace()


def test_the_stack_is_bounded() -> None:
    instance = started('(module (func $f (export "f") (call $f)))')
    machine = start(func(instance, "f"))
    with pytest.raises(Exhaustion, match="call stack exhausted"):
        machine.run()
    assert len(machine.frames) == MOST_FRAMES
    with pytest.raises(Exhaustion, match="call stack exhausted") as caught:
        call(instance, "f")
    assert len(caught.value.frames) == MOST_FRAMES


def test_a_tail_call_replaces_its_frame() -> None:
    machine = start(
        func(
            started("""(module
              (func $even (export "even") (param i32) (result i32)
                (if (result i32) (local.get 0)
                  (then (return_call $odd (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 1))))
              (func $odd (param i32) (result i32)
                (if (result i32) (local.get 0)
                  (then (return_call $even (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 0)))))"""),
            "even",
        ),
        3001,
    )
    assert {len(machine.frames) for _ in states(machine)} == {1}
    assert machine.results == [0]


# ---- others


def test_a_host_function_runs_within_a_step() -> None:
    seen: list[Any] = []
    machines: list[Machine] = []

    def host(number: int) -> int:
        seen.append((number, len(machines[0].frames), machines[0].frames[-1].instr.name))
        return number * 2

    host_func = Func.wrap(host, FuncType("i32", "i32"))
    instance = started(
        """(module (import "e" "h" (func $h (param i32) (result i32)))
        (func (export "f") (result i32) (i32.add (call $h (i32.const -4)) (i32.const 1))))""",
        imports={"h": host_func},
    )
    machines.append(start(func(instance, "f")))
    machines[0].run(2)
    assert seen == [(-4, 1, "call")]
    machines[0].run()
    assert machines[0].results == [0xFFFF_FFF9]


def test_calls_between_instances_get_frames() -> None:
    library = started('(module (global (mut i32) (i32.const 3)) (func (export "get") (result i32) (global.get 0)))')
    instance = started(
        """(module (import "l" "get" (func $get (result i32))) (global (mut i32) (i32.const 5))
        (func (export "f") (result i32) (i32.add (call $get) (global.get 0))))""",
        imports={"get": library.externs["get"]},
    )
    machine = start(func(instance, "f"))
    shown = [[frame.instance for frame in machine.frames] for _ in states(machine)]
    assert shown == [[instance], [instance, library], [instance, library], [instance], [instance], [instance]]
    assert machine.results == [8]


def test_tail_calls_from_engine_to_engine() -> None:
    wat = """(module (import "e" "t" (table $t 2 funcref)) (type $f (func (param i32) (result i32)))
      (func $f (export "f") (type $f)
        (if (result i32) (local.get 0)
          (then (return_call_indirect $t (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const {other})))
          (else (i32.const 42))))
      (elem (table $t) (i32.const {own}) func $f))"""
    table = started('(module (table (export "t") 2 funcref))').externs["t"]
    stepping = started(wat.format(own=0, other=1), imports={"t": table})
    written = started(wat.format(own=1, other=0), PythonEngine(), imports={"t": table})
    assert call(stepping, "f", 20_000) == call(written, "f", 20_000) == 42


def _throwing(tag: Tag) -> Callable[[int], None]:
    def throw(number: int) -> None:
        raise tag.exception(number)

    return throw


def test_exceptions_of_hosts_and_engines_are_caught_by_callers() -> None:
    tag = Tag(FuncType("i32", ""))
    thrower = """(module (import "e" "t" (tag $t (param i32))) (import "e" "h" (func $h (param i32)))
      (func (export "g") (param i32) (call $h (local.get 0))))"""
    host = Func.wrap(_throwing(tag), FuncType("i32", ""))
    for engine in (StepEngine(), PythonEngine()):
        inner = started(thrower, engine, {"t": tag, "h": host})
        instance = started(
            """(module (import "e" "t" (tag $t (param i32))) (import "e" "g" (func $g (param i32)))
            (func $through (param i32) (call $g (local.get 0)))
            (func (export "f") (result i32)
              (block $h (result i32) (try_table (catch $t $h) (call $through (i32.const 17))) (i32.const 0))))""",
            imports={"t": tag, "g": inner.externs["g"]},
        )
        machine = start(func(instance, "f"))
        machine.run()
        assert machine.results == [17]


def test_an_exception_that_nobody_catches_leaves_the_frames() -> None:
    instance = started(
        '(module (tag $t) (func $g (nop) (throw $t)) (func (export "f") (try (do (call $g)) (delegate 0))))'
    )
    machine = start(func(instance, "f"))
    with pytest.raises(WasmException) as caught:
        machine.run()
    assert [frame.func.index for frame in machine.frames] == [1, 0]
    assert [(frame.func, frame.instr) for frame in caught.value.frames] == [(0, 1), (1, 1)]
