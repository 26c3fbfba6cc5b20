"""The example programs run, and print what their docstrings say."""

from __future__ import annotations

import ast
import runpy
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.docs.runner import ROOT

EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.py"))


def promised(example: Path) -> str:
    """What follows "Prints:" in the docstring of a program."""
    docstring = ast.get_docstring(ast.parse(example.read_text("utf-8"))) or ""
    _, found, text = docstring.partition("\n\nPrints:\n\n")
    assert found, f"{example.name} does not say what it prints"
    return dedent(text) + "\n"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_an_example_prints_what_it_says(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(example), run_name="__main__")
    assert capsys.readouterr() == (promised(example), "")


def test_an_example_is_a_program() -> None:
    example = ROOT / "docs" / "examples" / "hello_world.py"
    done = subprocess.run(
        [sys.executable, str(example)], env={"PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == promised(example)


def test_every_example_is_in_the_list() -> None:
    page = (ROOT / "docs" / "examples" / "README.md").read_text("utf-8")
    assert EXAMPLES and all(f"]({example.name})" in page for example in EXAMPLES)


def test_every_text_module_belongs_to_an_example() -> None:
    programs = "".join(example.read_text("utf-8") for example in EXAMPLES)
    texts = list((ROOT / "docs" / "examples").glob("*.wat"))
    assert texts and all(f'"{text.name}"' in programs for text in texts)
