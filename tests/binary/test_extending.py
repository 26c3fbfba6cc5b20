"""What docs/extending.md says is enough: its blocks go into a copy of the library, which is then put to use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.docs.markdown import blocks

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "extending.md"


def _insert(folder: Path, place: str, code: str) -> None:
    """Put a block where its first line says."""
    name, _, where = place.removeprefix("# ").partition(", ")
    path = folder / name
    if where == "a new file":
        path.write_text(code)
        return
    text = path.read_text()
    if where == "among the imports":
        anchor = "\nfrom wasm_construct."
        at = text.index(anchor) + 1
    elif where.startswith("before "):
        at = text.index(f"\n{where.removeprefix('before ')}") + 1
    else:  # behind the line that opens a tuple or dict
        start = text.index(f"\n{where.removeprefix('in ')}") + 1
        table = text.index("{\n", start) if "Table(" in text[start : text.index("\n", start)] else start
        at = text.index("\n", table) + 1
    path.write_text(text[:at] + code + text[at:])


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the library that has what the page adds."""
    folder = tmp_path_factory.mktemp("extended")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "wasm_construct", folder / "wasm_construct", ignore=ignored)
    for block in blocks(PAGE):
        place, _, code = block.code.partition("\n")
        if place.startswith("# wasm_construct/"):
            _insert(folder, place, code)
    return folder


def _run(folder: Path, script: str) -> str:
    """What a script prints that uses the extended library."""
    path = os.pathsep.join([str(folder), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", _HEAD + textwrap.dedent(script)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


_HEAD = """
from tests.property.compare import check
from tests.property.seeds import examples
from wasm_construct import ALL, WASM1, Module
from wasm_construct.binary.trace import trace_module
from wasm_construct.syntax import *


def used(module):
    data = module.build()
    assert check(data, ALL), "it is read and written, by the schemas and by what is compiled"
    assert Module.parse(data) == module
    leaves = [leaf for leaf in trace_module(data, ALL) if not type(leaf.value).__name__ == "Remark"]
    assert sum(leaf.size for leaf in leaves) == len(data)
    return [leaf.path.removeprefix("module.sections") for leaf in trace_module(data, ALL)]
"""


def test_an_instruction_and_a_kind_of_immediate(extended: Path) -> None:
    printed = _run(
        extended,
        """
        from wasm_construct.strategies import instructions
        from wasm_construct.syntax.instructions import instr

        body = Expr.of(("i32.const", 1), ("i32.const", 2), "i32.mean", ("i32.const", 3), ("i32.blend", (7, 300)))
        module = Module([TypeSec([FuncType((), (I32,))]), FuncSec([0]), CodeSec([Code([], body)])])
        print(*used(module)[-4:])
        print(module.build().hex(" ")[-32:])
        found = {item.name for item in examples(instructions(WASM1), 1500)}
        print({"i32.mean", "i32.blend"} <= found)
        """,
    )
    path = "[2].codes[0].body"
    assert printed.splitlines() == [
        f"{path}[4] {path}[4].i32.blend.0.0 {path}[4].i32.blend.0.1 {path}[5]",
        "41 02 fc 41 41 03 fc 42 07 ac 02 0b"[-32:],
        "True",
    ]


def test_a_section(extended: Path) -> None:
    printed = _run(
        extended,
        """
        from wasm_construct.binary.frames import frames
        from wasm_construct.binary.modules import section
        from wasm_construct.strategies import values
        from wasm_construct.syntax.modules import NoteSec

        module = Module([NoteSec(["a", "b"]), TypeSec([])])
        print(*used(module))
        print(*(frame.kind for frame in frames(module.build())))
        print(any(isinstance(made, NoteSec) and made.notes for made in examples(values(section), 200)))
        """,
    )
    assert printed.splitlines()[1:] == ["note type", "True"]
    assert "[0].notes[1]" in printed


def test_a_custom_section(extended: Path) -> None:
    printed = _run(
        extended,
        """
        from wasm_construct.binary.custom import customsec
        from wasm_construct.strategies import values
        from wasm_construct.syntax.shades import Grey, Named, Shades

        shades = Shades([Grey(3), Named(), Named("red"), Named("none", stale=True)])
        module = Module([CustomSec("shades", content=shades)])
        print(*used(module)[-3:])
        print(module.build().hex(" ")[-44:])
        print(*(finding.message for finding in module.encoding_report()), sep="; ")
        print(any(isinstance(made.content, Shades) for made in examples(values(customsec), 200)))
        """,
    )
    lines = printed.splitlines()
    assert lines[1] == "04 00 03 01 02 03 72 65 64 02 04 6e 6f 6e 65"[-44:]
    assert lines[2:] == ["the name can be left out", "True"]
