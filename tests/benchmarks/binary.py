"""How fast modules are parsed, decoded and built, beside the other Python packages that can.

    python -m tests.benchmarks.binary FILE... [--rounds N]

All candidates take turns within one process, with CPU time and the median of the rounds: the machines this runs on are
noisy, and ratios survive that better than times. Peers come with `pip install -e ".[bench]"`.
"""

from __future__ import annotations

import argparse
import gc
import platform
import tracemalloc
from datetime import date
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import peers
from tests.benchmarks.timings import Timings
from wasm_construct import ALL, Module
from wasm_construct.syntax import CodeSec


def decoded(data: bytes) -> tuple[Module, int]:
    """The module with every instruction decoded, and how many there are."""
    module = Module.parse(data, ALL)
    section = module.section(CodeSec)
    return module, sum(len(code.body.instrs) for code in section.codes) if section else 0


PARSE, DECODE, BUILD, BUILD_DECODED = "parse, bodies checked", "parse, decode all", "build, untouched", "build, decoded"


def measure(data: bytes, rounds: int, peer_rounds: int) -> tuple[Timings, int]:
    """Let everybody take turns; gives the timings and the number of instructions."""
    timings = Timings()
    module, whole = Module.parse(data, ALL), decoded(data)
    for turn in range(rounds):
        timings.take(PARSE, lambda: Module.parse(data, ALL))
        timings.take(DECODE, lambda: decoded(data))
        timings.take(BUILD, module.build)
        timings.take(BUILD_DECODED, whole[0].build)
        if turn < peer_rounds:
            for name, read in peers.installed().items():
                timings.take(name, partial(read, data))
    assert module.build() == whole[0].build() == data
    return timings, whole[1]


def memory(data: bytes) -> tuple[float, int]:
    """Bytes of RAM that decoding all instructions adds, per instruction; and the number of instructions."""
    module = Module.parse(data, ALL)
    gc.collect()
    tracemalloc.start()
    section = module.section(CodeSec)
    count = sum(len(code.body.instrs) for code in section.codes) if section else 0
    gc.collect()
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    raw = sum(len(code.body.read_from or b"") for code in section.codes) if section else 0
    return (used + raw) / max(count, 1), count


def report(path: Path, rounds: int, peer_rounds: int, console: Console) -> None:
    """Measure one file and print its table."""
    data = path.read_bytes()
    timings, count = measure(data, rounds, peer_rounds)
    peer_times = {name: timings.median(name) for name in peers.installed() if name in timings.seconds}
    best = min((seconds for name, seconds in peer_times.items() if name != peers.SKIPS), default=None)
    table = Table(title=f"{path.name}: {len(data):,} bytes, {count:,} instructions")
    for column in ("", "MB/s", "of the best peer"):
        table.add_column(column, justify="left" if not column else "right")
    for name in (PARSE, DECODE, *peer_times, BUILD, BUILD_DECODED):
        seconds = timings.median(name)
        ratio = f"x {best / seconds:.1f}" if best and name not in (BUILD, BUILD_DECODED) else ""
        table.add_row(name, f"{len(data) / seconds / 1e6:.2f}", ratio)
    for name, why in timings.failed.items():
        table.add_row(name, "-", why)
    per_instr, _ = memory(data)
    table.add_row("RAM per decoded instruction", f"{per_instr:.1f} bytes", "with its bytes")
    console.print(table)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--peer-rounds", type=int, default=3, help="peers are slow, and get fewer turns")
    options = parser.parse_args()
    console = Console()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    console.print(f"{date.today()}, {python}, {platform.platform()}")
    for path in options.files:
        report(path, options.rounds, options.peer_rounds, console)


if __name__ == "__main__":
    main()
