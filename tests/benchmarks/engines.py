"""How many instructions a second each engine runs: the kernels with small arguments, in turn, in one process.

Usage: python -m tests.benchmarks.engines KERNELS, a folder with scalar.wasm and vector.wasm.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from interpreter import Config, Executor, Module, Statistics, stub_imports
from interpreter.engines.table import ENGINES
from tests.benchmarks.execution import KERNELS
from tests.benchmarks.timings import Timings

TIMES = {"python": 20, "step": 1}
"""How often a kernel runs in a turn, so that the clock can tell how long it takes."""


def call(
    path: Path, engine: str, name: str, args: tuple[int, ...], counts: Statistics | None = None
) -> Callable[[], Any]:
    """A call of a function of a module, by an engine; `counts` counts its instructions."""
    config = Config(engine=engine, count_instructions=counts is not None)
    module = Module.from_file(path, config)
    executor = Executor(config, counts)
    return partial(executor.instantiate(module, stub_imports(module)).exports[name], *args)


def main() -> None:
    """Print a line for each kernel, and the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kernels", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"{'':10} {'instructions':>12} {''.join(f'{name:>10}' for name in ENGINES)}   million instructions a second")
    rates: dict[str, list[float]] = {name: [] for name in ENGINES}
    for part, kernels in KERNELS.items():
        path = options.kernels / f"{part}.wasm"
        for name, args, _ in kernels:
            counted = Statistics()
            call(path, "step", name, args, counted)()
            calls = {engine: call(path, engine, name, args) for engine in ENGINES}
            timings = Timings()
            for run in calls.values():
                run()
            for _ in range(options.rounds):
                for engine, run in calls.items():
                    timings.take(engine, partial(repeat, run, TIMES[engine]))
            line = f"{name:10} {counted.count:12,} "
            for engine in ENGINES:
                rates[engine].append(counted.count * TIMES[engine] / timings.median(engine) / 1e6)
                line += f"{rates[engine][-1]:10.2f}"
            print(line)
    print(f"{'median':10} {'':12} {''.join(f'{statistics.median(each):10.2f}' for each in rates.values())}")


def repeat(run: Callable[[], Any], times: int) -> None:
    """Call a function so often."""
    for _ in range(times):
        run()


if __name__ == "__main__":
    main()
