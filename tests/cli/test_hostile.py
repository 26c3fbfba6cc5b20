"""Names in a module are shown, never obeyed: no escape sequence and no markup reaches the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import click
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import EVIL
from wasm_construct import Module
from wasm_construct.display.words import name_text, quoted, shown
from wasm_construct.syntax import I32, Code, CodeSec, Expr, FuncSec, FuncType, TypeSec

Run = Callable[..., Result]
LISTS = ("--types", "--imports", "--exports", "--functions", "--names", "--custom")
COMMANDS = [
    ("inspect", "-", *LISTS),
    ("inspect", "-", "--json", *LISTS),
    ("dump", "-"),
    ("dump", "-", "--at", "0x20"),
    ("dump", "-", "--section", "nothing"),
    ("disasm", "-"),
    ("disasm", "-", "nobody"),
    ("roundtrip", "-"),
    ("validate", "-"),
    ("wasm2wat", "-", "--custom"),
]


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_hostile_names(run: Run, evil: bytes, command: tuple[str, ...], color: bool) -> None:
    result = run(*command, *(["--color"] if color else []), data=evil)
    text = result.stdout + result.stderr
    text = click.unstyle(text) if color else text
    assert not {unicodedata.category(char) for char in text.replace("\n", "")} & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def test_markup_stays_as_it_is(run: Run, evil: bytes) -> None:
    assert run("inspect", "-", data=evil).stdout.count("[bold]x[/bold]") == 2  # the module and a custom section
    assert "\\u{1b}[31mred" in run("disasm", "-", data=evil).stdout


def test_stripping_tells_names_in_a_safe_way(run: Run, evil: bytes) -> None:
    result = run("strip", "-", "-o", "-", data=evil)
    assert shown(EVIL) in result.stderr
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("operator new(unsigned long)", "operator new(unsigned long)"),
        ("é漢字", "é漢字"),
        ("\x1b[2J", "\\u{1b}[2J"),
        ("a\tb\nc\r", "a\\tb\\nc\\r"),
        ("\\u{1b}", "\\\\u{1b}"),
        ("\u202e\u200b\ufeff\u2028", "\\u{202e}\\u{200b}\\u{feff}\\u{2028}"),
        ("\x7f\x9b", "\\u{7f}\\u{9b}"),
    ],
)
def test_shown(text: str, safe: str) -> None:
    assert shown(text) == safe


@given(st.text(), st.text())
def test_what_is_shown_is_printable_and_distinct(one: str, other: str) -> None:
    assert shown(one).isprintable()
    assert (shown(one) == shown(other)) == (one == other)


def test_names_that_one_cannot_see_are_quoted() -> None:
    assert [name_text(name) for name in ("", " ", "a", None, 'a"')] == ['""', '" "', "a", "", 'a"']
    assert quoted('a"') == '"a\\""'


def test_long_names_and_types_are_not_repeated_for_ever(run: Run) -> None:
    module = Module()
    module.ensure(TypeSec).types.append(FuncType((I32,) * 10_000))
    for _ in range(200):
        module.ensure(FuncSec).types.append(0)
        module.ensure(CodeSec).codes.append(Code([], Expr.of(("call", 0))))
    module.rename_func(0, "n" * 10_000)
    result = run("disasm", "-", data=module.build())
    assert len(result.stdout) < 100_000
    assert "n" * 10_000 in result.stdout
    assert len(run("inspect", "-", "--functions", data=module.build()).stdout) < 50_000
