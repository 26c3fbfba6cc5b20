"""The engine `step` as programs and commands use it: counted, limited, interrupted, with WASI."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from interpreter import Config, Executor, Module, Statistics, TimedOut
from interpreter.cli import group
from interpreter.engines.step import start
from interpreter.errors import CostLimitExceeded
from tests.support.command import invoke

ROOT = Path(__file__).resolve().parents[3]
FIB = str(ROOT / "docs/examples/fib.wat")
ENDLESS = '(module (func (export "f") (loop (br 0))))'


def executor(statistics: Statistics | None = None, **options: Any) -> Executor:
    return Executor(Config(engine="step", **options), statistics)


def test_as_many_instructions_are_counted_as_by_the_python_engine() -> None:
    counts = []
    for engine in ("python", "step"):
        runner = Executor(Config(engine=engine, count_instructions=True))
        assert runner.instantiate(Module.from_file(FIB)).exports.fib(8) == 34
        counts.append(runner.statistics.count_of_instr())
    assert counts[0] == counts[1] > 100


def test_what_costs_too_much_has_not_run_and_can_go_on() -> None:
    statistics = Statistics()
    statistics.set_cost_limit(3)
    machine = start(executor(statistics).instantiate(Module.from_file(FIB)).exports.fib, 1)
    with pytest.raises(CostLimitExceeded) as caught:
        machine.run()
    assert (machine.frames[-1].pc, machine.frames[-1].stack) == (3, [1])
    assert [frame.instr for frame in caught.value.frames] == [3]
    statistics.set_cost_limit(None)
    machine.run()
    assert machine.results == [1]


def test_what_does_not_end_is_interrupted() -> None:
    runner = executor()
    func = runner.instantiate(Module.from_bytes(ENDLESS)).exports.f
    with pytest.raises(TimedOut):
        runner.run_func_with_timeout(func, [], 0.05)


def test_commands_take_it() -> None:
    done = invoke(group, "run", "--engine", "step", FIB, "--invoke", "fib", "10")
    assert (done.exit_code, done.stdout) == (0, "89\n")
    done = invoke(group, "run", "--engine", "step", FIB, "--dump")
    assert done.exit_code
    assert "only the engine python" in done.stderr


@pytest.mark.parametrize("instruction", ["call", "return_call"])
def test_a_program_for_wasi_writes(tmp_path: Path, instruction: str) -> None:
    file = tmp_path / "hi.wat"
    file.write_text(f"""(module
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1) (data (i32.const 0) "\\10\\00\\00\\00\\03\\00\\00\\00") (data (i32.const 16) "hi\\n")
      (func $hi (result i32) ({instruction} $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 40)))
      (func (export "_start") (drop (call $hi))))""")
    done = invoke(group, "run", "--engine", "step", file)
    assert (done.exit_code, done.stdout) == (0, "hi\n")
