"""Python's -O, which removes assertions, changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_SCRIPT = r"""
import sys
from tests.binary.everything import DATA, SECTIONS
from tests.binary.assemble import func, module, section
from wasm_construct import ALL, BuildError, MalformedError, Module
from wasm_construct.binary.reader import read_reference

def said(data):
    try:
        return len(Module.parse(data, ALL).sections)
    except MalformedError as error:
        return str(error)

def refused(sections):
    try:
        return Module(sections).build()
    except BuildError as error:
        return str(error)

print(sys.flags.optimize, file=sys.stderr)
parsed = Module.parse(DATA, ALL)
print(parsed == Module(SECTIONS), read_reference(DATA, ALL) == SECTIONS, parsed.build() == DATA)
for data in (b"", func("ff"), func("05"), module(section(5, "01 03 01 01")), DATA[:-5], DATA):
    print(said(data))
print(refused([None]), refused([SECTIONS[1], 1]))
"""


def _run(*options: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, *options, "-c", _SCRIPT],
        env={**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONOPTIMIZE": ""},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout, done.stderr.strip()


def test_the_same_with_and_without_assertions() -> None:
    plain, optimised = _run(), _run("-O")
    assert (plain[1], optimised[1]) == ("0", "1")
    assert plain[0] == optimised[0]
    assert plain[0].startswith("True True True\n")
    assert len(plain[0].splitlines()) == 8
