"""How fast the text format is read and written, beside ppci and the C++ programs of wabt.

    python -m tests.benchmarks.text FILE... [--rounds N]

The files are binary modules: wabt's wasm2wat prints them. All candidates take turns, with CPU time and the median of
the rounds. That of wat2wasm includes the start of its process and writing the binary. A peer that is not installed is
left out; one that cannot read a text says why.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from rich.table import Table

from tests.benchmarks import peers
from tests.benchmarks.reports import per_file, table
from tests.benchmarks.timings import Timings, of_children
from wasm_construct import ALL, Module, wasm2wat, wat2wasm

READ, ASSEMBLE, PPCI, WABT = "Module.from_wat", "wat2wasm", "ppci", "wabt's wat2wasm"
WRITE, PPCI_WRITES, WABT_WRITES = "wasm2wat", "ppci, to_string", "wabt's wasm2wat"


def printed(path: Path) -> str:
    """The module as wabt prints it, without the indentation: that can be most of the text, and is read at no cost."""
    text = subprocess.run(["wasm2wat", "--enable-all", path], check=True, capture_output=True).stdout.decode()
    return re.sub(r"^ +", "", text, flags=re.MULTILINE)


def measure(text: str, rounds: int, peer_rounds: int) -> Timings:
    """Let everybody take turns."""
    timings = Timings()
    with tempfile.NamedTemporaryFile("w", suffix=".wat", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        command = ["wat2wasm", "--enable-all", "--debug-names", file.name, "-o", "/dev/null"]
        for turn in range(rounds):
            timings.take(READ, lambda: Module.from_wat(text, ALL))
            timings.take(ASSEMBLE, lambda: wat2wasm(text, ALL))
            if turn < peer_rounds and importlib.util.find_spec("ppci"):
                timings.take(PPCI, lambda: peers.ppci_text(text))
            if shutil.which("wat2wasm"):
                timings.take(WABT, lambda: subprocess.run(command, check=True, capture_output=True), of_children)
    return timings


def measure_writing(path: Path, rounds: int, peer_rounds: int) -> Timings:
    """Let everybody take turns at printing a binary module, parsing it included."""
    timings, data = Timings(), path.read_bytes()
    command = ["wasm2wat", "--enable-all", str(path), "-o", "/dev/null"]
    for turn in range(rounds):
        timings.take(WRITE, lambda: wasm2wat(data, ALL))
        if turn < peer_rounds and importlib.util.find_spec("ppci"):
            timings.take(PPCI_WRITES, lambda: peers.ppci_print(data))
        if shutil.which("wasm2wat"):
            timings.take(WABT_WRITES, lambda: subprocess.run(command, check=True, capture_output=True), of_children)
    return timings


def report(path: Path, rounds: int, peer_rounds: int) -> Table:
    """The figures of one file."""
    text = printed(path)
    timings = measure(text, rounds, peer_rounds)
    whole = timings.median(ASSEMBLE)
    size = len(text.encode())
    title = f"{path.name}: {path.stat().st_size:,} bytes, {size:,} as text"
    shown = table(title, "seconds", "MB/s", "time of ours (wat2wasm, wasm2wat)")
    for name in timings.seconds:
        seconds = timings.median(name)
        ratio = f"x {seconds / whole:.2f}" if name in (PPCI, WABT) else ""
        shown.add_row(name, f"{seconds:.3f}", f"{size / seconds / 1e6:.2f}", ratio)
    writing = measure_writing(path, rounds, peer_rounds)
    for name in writing.seconds:  # MB/s of the binary
        seconds = writing.median(name)
        ratio = f"x {seconds / writing.median(WRITE):.2f}" if name != WRITE else ""
        shown.add_row(name, f"{seconds:.3f}", f"{path.stat().st_size / seconds / 1e6:.2f}", ratio)
    for name, why in {**timings.failed, **writing.failed}.items():
        shown.add_row(name, "-", "-", why)
    return shown


if __name__ == "__main__":
    per_file(__doc__, 5, report)
