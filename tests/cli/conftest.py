"""Running commands in this process, and files for them to read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result

from tests.support.command import invoke
from wasm_construct import Module
from wasm_construct.cli import group
from wasm_construct.syntax import (
    I32,
    Code,
    CodeSec,
    CustomSec,
    Expr,
    ExternFunc,
    ExternKind,
    FuncSec,
    FuncType,
    Import,
    ImportSec,
    Locals,
    ModuleName,
    TypeSec,
)

Run = Callable[..., Result]
EVIL = "\x1b[31mred\x1b]0;title\x07 [bold]x[/bold] \u202eabc \\ \x9b1m\r\n\x00 \U000e0001é漢字"
"""A name with escape sequences, C1 controls, bidirectional controls, tags and markup."""


@pytest.fixture(scope="session")
def tally() -> Path:
    """A small real module, with debug names and other custom sections."""
    return Path(__file__).resolve().parents[2] / "docs" / "examples" / "tally.wasm"


@pytest.fixture
def run() -> Run:
    """Run a command line; an exception that escapes is an error of the test."""
    return partial(invoke, group)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    """Make a file with these bytes."""

    def make(data: bytes) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.wasm"
        path.write_bytes(data)
        return path

    return make


@pytest.fixture(scope="session")
def evil() -> bytes:
    """A module with hostile names wherever a module has names."""
    module = Module()
    module.ensure(TypeSec).types.append(FuncType((I32,)))
    module.ensure(ImportSec).imports.append(Import(EVIL, EVIL, ExternFunc(0)))
    module.ensure(FuncSec).types.append(0)
    body = Expr.of(("call", 0), ("call", 1), ("local.get", 1), "drop")
    module.ensure(CodeSec).codes.append(Code([Locals(2**32 - 5, I32)], body))
    module.add_export(EVIL, ExternKind.FUNC, 0)
    module.add_export("", ExternKind.FUNC, 9)
    module.rename_func(0, EVIL)
    module.rename_func(1, " ")
    assert module.names is not None
    module.names.subsections.insert(0, ModuleName(EVIL))
    module.add(CustomSec(EVIL, b"\x1b[2J"))
    module.add(CustomSec("producers", b"\xff"))
    module.add(CustomSec("sourceMappingURL", bytes((len(EVIL.encode()),)) + EVIL.encode()))
    return module.build()
