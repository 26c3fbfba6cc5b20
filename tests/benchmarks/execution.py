"""How fast code runs, and how fast host and code call each other, beside other packages in the same process.

Usage: python -m tests.benchmarks.execution KERNELS [--module FILE]

KERNELS is a folder with scalar.wasm and vector.wasm; FILE is a large module for the times of instantiation.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from interpreter import Executor, FuncType, ImportObjectBuilder, Module, Store, stub_imports
from interpreter.engines.python.source import make
from interpreter.runtime.module import ValidModule
from tests.benchmarks import machines
from wasm_construct import ALL

Call = Callable[..., Any]

KERNELS: dict[str, list[tuple[str, tuple[int, ...], tuple[int, ...]]]] = {
    "scalar": [
        ("fib", (14,), (24,)),
        ("sieve", (400,), (100_000,)),
        ("matmul", (8,), (50,)),
        ("sha256", (1,), (32,)),
        ("vm", (30,), (3_000,)),
        ("mandel", (8,), (60,)),
    ],
    "vector": [("collatz", (40,), (2_000,)), ("nbody", (5,), (500,))],
}
"""Each function with arguments small enough for the slowest peer, and with larger ones."""


def ours(path: Path, callback: Call) -> Mapping[str, Any]:
    """The exports of a module."""
    store, executor, module = Store(), Executor(), Module.from_file(path)
    for import_ in module.import_types():
        if import_.name == "cb" and isinstance(import_.type, FuncType):
            builder = ImportObjectBuilder().with_func("cb", callback, import_.type)
            store.register_import_module(executor, builder.build("env"))
    return store.register_active_module(executor, module).exports


def seconds(run: Callable[[], object], rounds: int) -> float:
    """The median of a few rounds, each long enough for the clock."""
    times = []
    count = 1
    while True:
        start = time.perf_counter()
        for _ in range(count):
            run()
        spent = time.perf_counter() - start
        if spent > 0.02 or count >= 1 << 20:
            times.append(spent / count)
        else:
            count *= 4
        if len(times) == rounds:
            return statistics.median(times)


def shown(times: Mapping[str, float]) -> str:
    """Times in milliseconds, and how many times ours they are."""
    return ", ".join(f"{name} {time_ * 1e3:.3g} ms ({time_ / times['this']:.3g}x)" for name, time_ in times.items())


def kernels(folder: Path, rounds: int) -> None:
    """Print the times of the kernels, and how many times ours those of the peers are."""
    ratios: dict[str, list[float]] = {}
    for name, functions in KERNELS.items():
        path = folder / f"{name}.wasm"
        machine = {"this": lambda p=path: ours(p, lambda x: x)} | {
            peer: lambda p=path, make=make: make(p, lambda x: x) for peer, make in machines.installed().items()
        }
        calls = {peer: make() for peer, make in machine.items()}
        for function, small, large in functions:
            times = {}
            results = {}
            for peer, exports in calls.items():
                call = exports[function]
                results[peer] = call(*small)
                times[peer] = seconds(partial(call, *small), 1 if peer == "pywasm" else rounds)
            if len(set(results.values())) > 1:
                raise SystemExit(f"{function}{small}: the answers differ: {results}")
            print(f"{function}{small}: {shown(times)}")
            times_of_large = {
                peer: seconds(partial(exports[function], *large), rounds)
                for peer, exports in calls.items()
                if peer != "pywasm"
            }
            print(f"{function}{large}: {shown(times_of_large)}")
            for peer, time_ in times.items():
                ratios.setdefault(peer, []).append(time_ / times["this"])
    for peer, values in ratios.items():
        if peer != "this":
            mean = statistics.geometric_mean(values)
            print(f"geometric mean of {len(values)} kernels: {peer} takes {mean:.3g} times as long")


def boundary(folder: Path, rounds: int) -> None:
    """Print what calls and accesses cost."""
    path = folder / "scalar.wasm"
    exports = {"this": ours(path, lambda x: x)}
    exports |= {name: make(path, lambda x: x) for name, make in machines.installed().items()}
    for name, exported in exports.items():
        add, callcb = exported["add"], exported["callcb"]
        add(1, 2)
        host_to_guest = seconds(partial(add, 1, 2), rounds)
        guest_to_host = (seconds(partial(callcb, 1000), rounds) - host_to_guest) / 1000
        print(f"{name}: add(1, 2) {host_to_guest * 1e6:.2f} us, guest to host {guest_to_host * 1e6:.2f} us")
    memory, data = exports["this"]["memory"], bytes(64)
    print(f"this: read 64 bytes {seconds(lambda: memory.read(1024, 64), rounds) * 1e6:.2f} us", end="")
    print(f", write 64 bytes {seconds(lambda: memory.write(data, 1024), rounds) * 1e6:.2f} us")


def instantiation(path: Path, rounds: int) -> None:
    """Print the times from bytes to an instance, and of making the code of all functions."""
    data = path.read_bytes()

    def whole() -> Any:
        module = Module.from_bytes(data)
        store, executor = Store(), Executor()
        for host in stub_imports(module).values():
            store.register_import_module(executor, host)
        return store.register_active_module(executor, module)

    print(f"{path.name}: parse, validate, allocate {seconds(whole, rounds):.3f} s ({len(data):,} bytes)")


def generation(path: Path) -> None:
    """Print what making the code of all functions costs, each of which happens on its first call."""
    module = ValidModule(path.read_bytes(), ALL)
    size = sum(len(code.body.read_from or b"") for code in module.codes)
    start = time.process_time()
    for index in range(len(module.codes)):
        make(module, module.first_func + index, True, False)
    spent = time.process_time() - start
    print(
        f"{path.name}: code of {len(module.codes)} functions {spent:.2f} s, {spent * 1e3 / (size / 1024):.2f} ms per KB"
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("kernels", type=Path)
    parser.add_argument("--module", type=Path, action="append", default=[])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    kernels(options.kernels, options.rounds)
    boundary(options.kernels, options.rounds)
    for path in options.module:
        instantiation(path, options.rounds)
        generation(path)


if __name__ == "__main__":
    main()
