"""How much CPU time a program takes that only starts: an import, a first text, a whole command.

Each is a process of its own, in turn with the others, among them bare Python and the imports of other packages.
`python -X importtime -c "from wasm_construct import Module"` tells what an import consists of.

Usage: python -m tests.benchmarks.startup [--against FOLDER], where FOLDER is another checkout of this project.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.timings import Timings, of_children

ROOT = Path(__file__).resolve().parents[2]
RUN = ["-m", "interpreter", "run", str(ROOT / "docs" / "examples" / "fib.wat"), "--invoke", "fib", "10"]
PROGRAMS = {
    "python": ["-c", "pass"],
    "wasm-construct run fib.wat": RUN,
    "from interpreter import Module": ["-c", "from interpreter import Module"],
    "from wasm_construct import Module": ["-c", "from wasm_construct import Module"],
    "import construct": ["-c", "import construct"],
    "a first text": ["-c", "from wasm_construct import wat2wasm; wat2wasm('(module)')"],
    "a first module": ["-c", "from wasm_construct import Module; Module.parse(b'\\0asm\\1\\0\\0\\0')"],
}
"""What Python is started with; `python` itself is in all the others, `import construct` in all that read modules."""
PEERS = {"import wasmtime": "wasmtime", "import pywasm": "pywasm", "import ppci.wasm": "ppci"}


def start(arguments: list[str], folder: Path) -> Callable[[], object]:
    """What runs Python with these arguments, on the code in this folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else every process compiles what it imports
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def measure(rounds: int, against: Path | None) -> Timings:
    """The CPU seconds of each program."""
    programs = {name: start(arguments, ROOT) for name, arguments in PROGRAMS.items()}
    if against is not None:
        programs |= {f"{name}, {against}": start(arguments, against) for name, arguments in PROGRAMS.items()}
    programs |= {
        name: start(["-c", name], ROOT) for name, package in PEERS.items() if importlib.util.find_spec(package)
    }
    timings = Timings()
    for run in programs.values():
        run()  # writes the bytecode of what is imported, and fills the caches of the system
    for _ in range(rounds):
        for name, run in programs.items():
            timings.take(name, run, of_children)
    return timings


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--against", type=Path, help="another checkout, measured in turn with this one")
    options = parser.parse_args()
    timings = measure(options.rounds, options.against and options.against.resolve())
    for name in timings.seconds:
        print(f"{timings.median(name) * 1000:7.0f} ms  {name}")
    for name, problem in timings.failed.items():
        print(f"{'':10}  {name}: {problem}")


if __name__ == "__main__":
    main()
