"""Counting and measuring: row A1.19 `Statistics`."""

from __future__ import annotations

import math
import pickle
import time

import pytest

from interpreter import (
    Caller,
    Config,
    CostLimitExceeded,
    Executor,
    ImportObjectBuilder,
    Instance,
    Module,
    Statistics,
    WorkflowError,
)
from tests.support.interrupting import everywhere

TEXT = """(import "env" "sleep" (func $sleep))
  (func $nap (export "nap") (call $sleep))
  (func (export "add") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))"""


def test_a1_19_the_beginning() -> None:
    statistics = Statistics()
    assert (statistics.count_of_instr(), statistics.cost_in_total(), statistics.time_in_total()) == (0, 0, 0.0)
    assert math.isnan(statistics.instr_per_sec())
    assert repr(statistics) == "<Statistics: 0 instructions, cost 0, 0.000000 seconds>"


ADD = 3  # instructions


def counted(executor: Executor) -> Instance:
    return executor.instantiate(Module.from_bytes(TEXT), {"env": {"sleep": lambda: None}})


@pytest.mark.parametrize("config", [Config(count_instructions=True), Config(measure_cost=True)])
def test_a1_19_instructions_are_counted(config: Config) -> None:
    executor = Executor(config)
    add = counted(executor).exports.add
    assert executor.run_func(add, [1])[0].to_i32() == 2
    assert add(1) == 2  # the short way counts as well
    statistics = executor.statistics
    assert (statistics.count_of_instr(), statistics.cost_in_total()) == (2 * ADD, 2 * ADD)
    statistics.clear()
    assert (statistics.count_of_instr(), statistics.cost_in_total()) == (0, 0)


def test_an_interrupted_call_is_measured_no_longer() -> None:
    executor = Executor(Config(measure_time=True))
    add, statistics = counted(executor).exports.add, executor.statistics
    executor.run_func(add, [1])
    for _ in everywhere(lambda: executor.run_func(add, [1])):
        before = statistics.time_in_total()
        executor.run_func(add, [1])
        assert statistics.time_in_total() > before


def test_a1_19_instructions_in_a_second() -> None:
    executor = Executor(Config(count_instructions=True, measure_time=True))
    executor.run_func(counted(executor).exports.add, [1])
    statistics = executor.statistics
    assert statistics.instr_per_sec() == ADD / statistics.time_in_total() > 0


def test_a1_19_a_limit_is_reached_and_not_exceeded() -> None:
    statistics = Statistics()
    statistics.set_cost_limit(2 * ADD)
    add = counted(Executor(statistics=statistics)).exports.add
    assert (add(1), add(2)) == (2, 3)
    with pytest.raises(CostLimitExceeded, match="cost limit exceeded") as caught:
        add(3)
    assert caught.value.frames[0].name == "add"
    assert (statistics.count_of_instr(), statistics.cost_in_total()) == (2 * ADD, 2 * ADD)
    statistics.clear()  # the limit is still there, the counts are not
    assert (add(1), add(2)) == (2, 3)
    with pytest.raises(CostLimitExceeded):
        add(3)
    statistics.set_cost_limit(None)
    assert add(3) == 4
    with pytest.raises(ValueError, match="negative"):
        statistics.set_cost_limit(-1)


def test_a1_19_a_limit_ends_a_loop_without_end() -> None:
    statistics = Statistics()
    statistics.set_cost_limit(10_000)
    executor = Executor(statistics=statistics)
    with pytest.raises(CostLimitExceeded):
        executor.instantiate(Module.from_bytes("(func $f (loop $l (br $l))) (start $f)"))
    assert 9_000 <= statistics.cost_in_total() <= 10_000


def test_d5_a_limit_is_never_ignored() -> None:
    executor = Executor()
    with pytest.raises(WorkflowError, match="does not count"):
        executor.statistics.set_cost_limit(10)
    executor.statistics.set_cost_limit(None)


def test_a1_14_functions_of_the_host_cost_something() -> None:
    def plain() -> None: ...

    def with_caller(caller: Caller) -> None:
        assert caller.instance is not None

    for function in (plain, with_caller):
        executor = Executor(Config(measure_cost=True))
        imports = ImportObjectBuilder().with_func("sleep", function, cost=100).build("env")
        executor.instantiate(Module.from_bytes(TEXT), [imports]).exports.nap()
        assert executor.statistics.cost_in_total() == 101
        assert executor.statistics.count_of_instr() == 1


def test_a1_19_costs_by_opcode_and_by_name() -> None:
    statistics = Statistics()
    assert set(statistics.costs.values()) == {1}
    statistics.set_cost_table([0] * 0x6A + [7])
    assert (statistics.costs["i32.add"], statistics.costs["i32.sub"], statistics.costs["memory.copy"]) == (7, 0, 0)
    statistics.set_cost_table([3] * 65536)
    assert statistics.costs["memory.copy"] == 3
    statistics.set_cost_table({"i32.add": 5}, otherwise=2)
    assert (statistics.costs["i32.add"], statistics.costs["i32.sub"]) == (5, 2)
    add = counted(executor := Executor(Config(measure_cost=True), statistics)).exports.add
    add(1)
    assert executor.statistics.cost_in_total() == 2 + 2 + 5
    statistics.set_cost_table({}, otherwise=1)
    add(1)
    assert executor.statistics.cost_in_total() == 9 + ADD
    with pytest.raises(ValueError, match=r"no instruction 'i32\.ad'"):
        statistics.set_cost_table({"i32.ad": 5})


def test_a1_19_time() -> None:
    executor = Executor(Config(measure_time=True), Statistics())
    instance = executor.instantiate(Module.from_bytes(TEXT), {"env": {"sleep": lambda: time.sleep(0.01)}})
    executor.run_func(instance.exports.nap)
    assert executor.statistics.time_in_total() >= 0.01
    again = pickle.loads(pickle.dumps(executor.statistics))
    assert again.time_in_total() == executor.statistics.time_in_total()


def test_a1_19_a_call_within_a_call_is_measured_once() -> None:
    executor = Executor(Config(measure_time=True))
    module = Module.from_bytes(TEXT)
    inner = executor.instantiate(module, {"env": {"sleep": lambda: time.sleep(0.02)}}).exports.nap
    outer = executor.instantiate(module, {"env": {"sleep": lambda: executor.run_func(inner) and None}}).exports.nap
    start = time.perf_counter()
    executor.run_func(outer)
    assert 0.02 <= executor.statistics.time_in_total() <= time.perf_counter() - start


def test_a1_19_nothing_is_measured_unless_it_is_asked_for() -> None:
    executor = Executor()
    instance = executor.instantiate(Module.from_bytes(TEXT), {"env": {"sleep": lambda: None}})
    executor.run_func(instance.exports.add, [1])
    assert executor.statistics.time_in_total() == 0.0
