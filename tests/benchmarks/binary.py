"""How fast modules are parsed, decoded and built, beside the other Python packages that can.

    python -m tests.benchmarks.binary FILE... [--rounds N]

All candidates take turns within one process, with CPU time and the median of the rounds: the machines this runs on are
noisy, and ratios survive that better than times. Peers come with `pip install -e ".[bench]"`.
"""

from __future__ import annotations

import gc
import tracemalloc
from functools import partial
from pathlib import Path

from rich.table import Table

from tests.benchmarks import peers
from tests.benchmarks.reports import per_file, table
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


def report(path: Path, rounds: int, peer_rounds: int) -> Table:
    """The figures of one file."""
    data = path.read_bytes()
    timings, count = measure(data, rounds, peer_rounds)
    peer_times = {name: timings.median(name) for name in peers.installed() if name in timings.seconds}
    best = min((seconds for name, seconds in peer_times.items() if name != peers.SKIPS), default=None)
    shown = table(f"{path.name}: {len(data):,} bytes, {count:,} instructions", "MB/s", "of the best peer")
    for name in (PARSE, DECODE, *peer_times, BUILD, BUILD_DECODED):
        seconds = timings.median(name)
        ratio = f"x {best / seconds:.1f}" if best and name not in (BUILD, BUILD_DECODED) else ""
        shown.add_row(name, f"{len(data) / seconds / 1e6:.2f}", ratio)
    for name, why in timings.failed.items():
        shown.add_row(name, "-", why)
    per_instr, _ = memory(data)
    shown.add_row("RAM per decoded instruction", f"{per_instr:.1f} bytes", "with its bytes")
    return shown


if __name__ == "__main__":
    per_file(__doc__, 9, report)
