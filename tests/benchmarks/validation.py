"""How fast modules that have been parsed are validated.

Usage: python tests/benchmarks/validation.py FILE...
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from wasm_construct import ALL, Module
from wasm_construct.syntax import CodeSec, GlobalSec


def code_size(module: Module) -> int:
    """The bytes of all bodies and of the initial values of globals."""
    codes, globals_ = module.section(CodeSec), module.section(GlobalSec)
    exprs = [code.body for code in (codes.codes if codes else ())]
    exprs += [global_.init for global_ in (globals_.globals if globals_ else ())]
    return sum(len(expr.read_from or b"") for expr in exprs)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for path in options.files:
        data = path.read_bytes()
        size, seconds = 0, []
        for _ in range(options.rounds):
            module = Module.parse(data, ALL)
            size = code_size(module)
            start = time.process_time()
            module.validate(ALL)
            seconds.append(time.process_time() - start)
        median = statistics.median(seconds)
        print(f"{path.name}: {size:,} bytes of code, {median:.3f} s, {size / median / 1e6:.2f} MB/s")


if __name__ == "__main__":
    main()
