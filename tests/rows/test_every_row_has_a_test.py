"""Every row of the list has a test that is named after it, and every test that is named after a row names one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.docs.runner import ROOT
from tests.rows.rows import BOOK, EXAMPLES, ROWS

ROW = re.compile(r"(?:^test|_and)_(a[12]_\d+|a[34]|c\d+)(?=_)")


def names_in(path: Path) -> list[str]:
    """The names of the tests in a file, in classes too."""
    nodes = ast.walk(ast.parse(path.read_text()))
    return [node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


@pytest.fixture(scope="module")
def shown() -> dict[str, list[str]]:
    """The tests that show a row, by row."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in names_in(path):
            for row in ROW.findall(name):
                found.setdefault(row, []).append(f"{path.relative_to(ROOT)}::{name}")
    return found


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_a_test(shown: dict[str, list[str]], row: str) -> None:
    assert shown.get(row), f"no test shows row {row}: {ROWS.get(row)}"


def test_a_test_names_a_row_that_there_is(shown: dict[str, list[str]]) -> None:
    assert {row: tests for row, tests in shown.items() if row not in ROWS} == {}


@pytest.mark.parametrize("path", BOOK)
def test_the_tests_of_the_book_are_there(path: str) -> None:
    prefix = "test_decode_" if path.endswith("decode.py") else "test_"
    names = names_in(ROOT / path)
    assert [name for name in BOOK[path] if prefix + name not in names] == []


def test_the_book_has_23_tests_and_the_sdk_16_examples() -> None:
    assert (sum(map(len, BOOK.values())), len(EXAMPLES)) == (23, 16)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_sdk_are_there(name: str) -> None:
    assert (ROOT / "docs" / "examples" / f"{name}.py").is_file()  # tests/docs runs them all


def test_names_are_read_as_rows() -> None:
    assert ROW.findall("test_a1_17_and_a1_21_a_virtual_machine") == ["a1_17", "a1_21"]
    assert ROW.findall("test_a3_and_a2_11_and_c30_x") == ["a3", "a2_11", "c30"]
    assert ROW.findall("test_a_loop_and_b") == ROW.findall("test_calls_a1_4_x") == []
