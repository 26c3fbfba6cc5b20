"""The runner of the pages finds what it is for, and says where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.markdown import Block, Command, UnclosedFenceError, blocks, commands, matches
from tests.docs.runner import PageError, environment, run_page


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where `wasm-construct` is a script that prints its arguments, and fails when the first is `fail`."""
    scripts = tmp_path / "bin"
    scripts.mkdir()
    script = scripts / "wasm-construct"
    script.write_text('#!/bin/sh\nfor word in "$@"; do echo "$word"; done\ntest "$1" != fail\n')
    script.chmod(0o755)
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(scripts))
    here = tmp_path / "page"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def page_of(folder: Path, text: str) -> Path:
    page = folder / "page.md"
    page.write_text(text, "utf-8")
    return page


def run(folder: Path, text: str) -> None:
    run_page(page_of(folder, text), folder, {})


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx = 1\n```\nand\n```python\nassert x == 1\n```",
        "- in a list\n\n  ```python\n  if True:\n      x = 1\n  ```",
        "```python\nopen('made', 'w').close()\n```\n```console\n$ wasm-construct made; test -e made\n```",
        "```python\nfrom dataclasses import dataclass\n@dataclass\nclass A:\n    b: int\nassert A(1) == A(1)\n```",
        "```console\n$ wasm-construct a b\na\nb\n\n$ wasm-construct c\n```",
        "```sh\n$ wasm-construct a b c\na\n...\n$ wasm-construct a b\n...\nb\n```",
        "```bash\n$ wasm-construct a \\\n>     b\na\nb\n```",
        "```console\n$ wasm-construct b a | sort\na\nb\n$ wasm-construct fail || true\nfail\n```",
        "```console\n$ no-such-command\n$ wasm-construct-not\nwasm-construct fail\n```",
        "```text\n$ wasm-construct fail\n```\n````\n```python\n1 / 0\n```\n````",
    ],
)
def test_good_pages_run(folder: Path, text: str) -> None:
    run(folder, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("text\n\n```python\nx = 1\n1 / 0\n```", "page.md:5: ZeroDivisionError"),
        ("```python\ndef f():\n    1 / 0\n```\n```python\nf()\n```", "page.md:3: ZeroDivisionError"),
        ("```python\nx = 1\nx = = 2\n```", "page.md:3: SyntaxError"),
        ("```python\nx = 1\nraise SystemExit(3)\n```", "page.md:3: SystemExit: 3"),
        ("```python\nassert 1 == 2\n```", "page.md:2: AssertionError"),
        ("text\n```console\n$ wasm-construct a\n$ wasm-construct fail\n```", "page.md:4: $ wasm-construct fail\nexits"),
        ("```console\n$ wasm-construct a b\na\n```", "page.md:2: $ wasm-construct a b\nshows:\na"),
        ("```console\n$ wasm-construct a\na\nb\n```", "page.md:2: $ wasm-construct a\nshows:\na\nb"),
        ("```console\n$ wasm-construct a b\n...\nc\n```", "page.md:2: $ wasm-construct a b\nshows"),
        ("```python no-run\n1 / 0\n```", "page.md:2: the block must run"),
        ("```python norun\n1 / 0\n```", "page.md:2: unknown flags"),
        ("```console no-run\n$ wasm-construct fail\n```", "page.md:2: a console block takes no flags"),
        ("```pycon\n>>> 1 / 0\n```", "page.md:2: write python or console"),
    ],
)
def test_bad_pages_fail_with_file_and_line(folder: Path, text: str, message: str) -> None:
    with pytest.raises(PageError, match=re.escape(message)):
        run(folder, text)


def test_a_listed_block_does_not_run(folder: Path) -> None:
    run_page(page_of(folder, "```python no-run\n1 / 0\n```"), folder, {"page.md:2": "it divides by zero"})


def test_an_unclosed_block_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnclosedFenceError, match=r"page.md:2: "):
        list(blocks(page_of(tmp_path, "\n```python\nx = 1\n")))


def test_commands_and_their_output() -> None:
    lines = ("not shown", "$ a b \\", "    c", "one  ", "", "two", "", "$ d")
    block = Block(Path("page.md"), 10, "console", (), lines)
    assert list(commands(block)) == [Command(11, "a b c", ("one", "", "two")), Command(17, "d", ())]


def test_an_elision_may_be_empty() -> None:
    assert matches(("a", "...", "b"), "a\nb\n")
    assert not matches(("a", "b"), "a\nx\nb\n")
    assert not matches(("a.c",), "abc\n")


def test_a_checkout_that_is_not_installed_runs_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(folder / "nowhere"))
    made = folder.parent / "scripts"
    assert environment(folder)["PATH"].startswith(str(made))
    assert (made / "wasm-construct").stat().st_mode & 0o100
