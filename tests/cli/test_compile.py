"""`compile`: what is written, and that `run` uses it when it is told to."""

from __future__ import annotations

import marshal
import os
from functools import partial
from pathlib import Path

import pytest

from interpreter.cli import group
from interpreter.engines.python import artifact, source
from tests.support.command import invoke
from wasm_construct import Module, wat2wasm

MODULE = wat2wasm('(func (export "answer") (result i32) i32.const 42)')


run = partial(invoke, group)


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    plain, out = tmp_path / "plain.wasm", tmp_path / "compiled.wasm"
    plain.write_bytes(MODULE)
    result = run("compile", plain, out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"wasm-construct: {plain}: {len(MODULE)} bytes became {len(out.read_bytes())}\n"
    return out


def forbid(*_: object) -> None:
    raise AssertionError("this must not be called")


def test_the_module_and_a_section_more(compiled: Path) -> None:
    assert compiled.read_bytes().startswith(MODULE)
    assert [section.name for section in Module.parse_file(compiled).customs()] == [artifact.SECTION]


def test_run_uses_the_code_when_it_is_trusted(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "write", forbid)
    assert run("run", "--trust-compiled-code", "--invoke", "answer", compiled).stdout == "42\n"


def test_run_does_not_use_it_otherwise(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marshal, "loads", forbid)
    assert run("run", "--invoke", "answer", compiled).stdout == "42\n"


def test_from_stdin_to_stdout_and_from_text() -> None:
    from_text = run("compile", "-", "-", data='(func (export "answer") (result i32) i32.const 42)')
    assert from_text.stdout_bytes.startswith(MODULE)
    assert "<stdin>" in from_text.stderr


@pytest.mark.parametrize(
    ("data", "features", "code", "message"),
    [
        (b"\0asm\1\0\0\0\7", "all", 1, "<stdin>: unexpected end"),
        (b"(func drop)", "all", 1, "<stdin>: type mismatch"),
        (b"(module)", "gc", 2, "Invalid value for '--features'"),
    ],
)
def test_what_cannot_be_compiled(tmp_path: Path, data: bytes, features: str, code: int, message: str) -> None:
    result = run("compile", "--features", features, "-", tmp_path / "out", data=data)
    assert result.exit_code == code
    assert message in result.stderr
    assert os.listdir(tmp_path) == []


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    result = run("compile", "-", tmp_path, data=MODULE)
    assert result.exit_code == 2
    assert str(tmp_path) in result.stderr
