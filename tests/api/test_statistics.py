"""Counting and measuring: row A1.19 `Statistics`."""

from __future__ import annotations

import math
import pickle
import time

import pytest

from interpreter import Config, CostLimitExceeded, Executor, Module, Statistics

TEXT = """(import "env" "sleep" (func $sleep))
  (func $nap (export "nap") (call $sleep))
  (func (export "add") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))"""


def test_a1_19_the_beginning() -> None:
    statistics = Statistics()
    assert (statistics.count_of_instr(), statistics.cost_in_total(), statistics.time_in_total()) == (0, 0, 0.0)
    assert math.isnan(statistics.instr_per_sec())
    assert repr(statistics) == "<Statistics: 0 instructions, cost 0, 0.000000 seconds>"


def test_a1_19_a_limit_is_reached_and_not_exceeded() -> None:
    statistics = Statistics()
    statistics.set_cost_limit(10)
    statistics.charge(4, 10)
    with pytest.raises(CostLimitExceeded, match="cost limit exceeded"):
        statistics.charge(1, 1)
    assert (statistics.count_of_instr(), statistics.cost_in_total()) == (4, 10)
    statistics.clear()
    statistics.charge(1, 10)  # the limit is still there, the counts are not
    with pytest.raises(CostLimitExceeded):
        statistics.charge(1, 1)
    statistics.set_cost_limit(None)
    statistics.charge(1, 1)
    with pytest.raises(ValueError, match="negative"):
        statistics.set_cost_limit(-1)


def test_a1_19_costs_by_opcode_and_by_name() -> None:
    statistics = Statistics()
    assert set(statistics.costs.values()) == {1}
    statistics.set_cost_table([0] * 0x6A + [7])
    assert (statistics.costs["i32.add"], statistics.costs["i32.sub"], statistics.costs["memory.copy"]) == (7, 0, 0)
    statistics.set_cost_table([3] * 65536)
    assert statistics.costs["memory.copy"] == 3
    statistics.set_cost_table({"i32.add": 5}, otherwise=2)
    assert (statistics.costs["i32.add"], statistics.costs["i32.sub"]) == (5, 2)
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
