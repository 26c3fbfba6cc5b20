"""How fast modules are validated that have been decoded, and ones that have only been parsed.

wasmtime and wabt's wasm-validate read the bytes as well, in native code and with all the features that they have; a
module that they refuse is not timed. No reader of WebAssembly that is written in Python validates, as far as we know.

Usage: python -m tests.benchmarks.validation FILE...
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import wasmtime

from tests.benchmarks.timings import Timings, of_children
from wasm_construct import ALL, Module
from wasm_construct.syntax import CodeSec, Expr, GlobalSec

DECODED, PARSED, WASMTIME, WABT = "decoded", "parsed", "wasmtime", "wasm-validate"


def exprs(module: Module) -> Iterator[Expr]:
    """All bodies and the initial values of globals."""
    codes, globals_ = module.section(CodeSec), module.section(GlobalSec)
    yield from (code.body for code in (codes.codes if codes else ()))
    yield from (global_.init for global_ in (globals_.globals if globals_ else ()))


def engine() -> wasmtime.Engine:
    """An engine that has most features on."""
    config = wasmtime.Config()
    for feature in "gc function_references exceptions memory64 multi_memory relaxed_simd tail_call threads".split():
        setattr(config, f"wasm_{feature}", True)
    config.shared_memory = True
    return wasmtime.Engine(config)


def measure(path: Path, rounds: int) -> tuple[int, Timings]:
    """The bytes of code, and how long it takes to validate them."""
    data, timings, peer, wabt = path.read_bytes(), Timings(), engine(), shutil.which(WABT)
    size = 0
    for _ in range(rounds):
        module = Module.parse(data, ALL)
        size = sum(len(expr.read_from or b"") for expr in exprs(module))
        timings.take(PARSED, partial(module.validate, ALL))
        module = Module.parse(data, ALL)
        for expr in exprs(module):
            len(expr.instrs)
        timings.take(DECODED, partial(module.validate, ALL))
        timings.take(WASMTIME, lambda: wasmtime.Module.validate(peer, data))
        if wabt:
            timings.take(WABT, lambda: _run(wabt, path), of_children)
    return size, timings


def _run(wabt: str, path: Path) -> None:
    if subprocess.run([wabt, "--enable-all", str(path)], capture_output=True, check=False).returncode:
        raise ValueError("refuses it")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for path in options.files:
        size, timings = measure(path, options.rounds)
        print(f"{path.name}: {size:,} bytes of code")
        ours = timings.median(DECODED)
        for name in (DECODED, PARSED, WASMTIME, WABT):
            if name in timings.seconds:
                median = timings.median(name)
                print(f"  {name:14}{median:8.3f} s {size / median / 1e6:8.2f} MB/s {ours / median:7.1f} times as fast")
            else:
                print(f"  {name:14}{timings.failed.get(name, 'not installed')}")


if __name__ == "__main__":
    main()
