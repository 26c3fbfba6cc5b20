"""`wat2wasm`: what it takes, and where the result goes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from wasm_construct import Module
from wasm_construct.cli import common

Run = Callable[..., Result]
TEXT = b'(module (func (export "f")))'
BINARY = Module.from_wat(TEXT).build()


def test_the_result_goes_beside_the_file(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "a.b.wat"
    source.write_bytes(TEXT)
    result = run("wat2wasm", source)
    assert (result.exit_code, result.output) == (0, "")
    assert (tmp_path / "a.b.wasm").read_bytes() == BINARY


def test_or_where_it_should(run: Run, tmp_path: Path) -> None:
    source, out = tmp_path / "a.wat", tmp_path / "out"
    source.write_bytes(TEXT)
    assert run("wat2wasm", source, "-o", out).exit_code == 0
    assert out.read_bytes() == BINARY
    assert run("wat2wasm", source, "-o", "-").stdout_bytes == BINARY
    assert run("wat2wasm", "-", data=TEXT).stdout_bytes == BINARY
    assert not (tmp_path / "a.wasm").exists()


def test_what_is_binary_passes(run: Run) -> None:
    assert run("wat2wasm", "-", data=BINARY + b"\xff").stdout_bytes == BINARY + b"\xff"


def test_no_file_replaces_itself(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.wasm").write_bytes(TEXT)
    for name in ("a.wasm", "./a.wasm", tmp_path / "a.wasm"):
        result = run("wat2wasm", name)
        assert result.exit_code == 2
        assert "would replace itself" in result.stderr
    assert Path("a.wasm").read_bytes() == TEXT
    assert run("wat2wasm", "a.wasm", "-o", "a.wasm").exit_code == 0
    assert Path("a.wasm").read_bytes() == BINARY


def test_no_module_goes_to_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(target: str) -> None:
        raise common.CommandError(f"refused {target}")

    monkeypatch.setattr("wasm_construct.cli.wat2wasm.refuse_terminal", refuse)
    assert run("wat2wasm", "-", data=TEXT).stderr == "wasm-construct: refused -\n"
    assert run("wat2wasm", "-", "-o", "-", data=TEXT).exit_code == 2


@pytest.mark.parametrize("name", ["missing", ".", "/", "", "a\0b"])
def test_a_file_that_cannot_be_read(run: Run, name: str) -> None:
    result = run("wat2wasm", name)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_a_place_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    result = run("wat2wasm", "-", "-o", tmp_path, data=TEXT)
    assert result.exit_code == 2
    assert result.stderr == f"wasm-construct: {tmp_path}: Is a directory\n"


def test_an_error_has_a_place_and_a_caret(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "a.wat"
    source.write_bytes(b"(module\n\t(func)\t# x)\n")
    result = run("wat2wasm", source)
    assert result.exit_code == 1
    assert result.stderr == f"wasm-construct: {source}:2:9: unknown operator #\n    (func)  # x)\n            ^\n"
    assert not (tmp_path / "a.wasm").exists()


def test_the_caret_knows_wide_and_hostile_characters(run: Run) -> None:
    result = run("wat2wasm", "-", data="(func (; 漢\u202e ;) #)".encode())
    lines = result.stderr.splitlines()
    assert "\\u{202e}" in lines[1]
    assert {unicodedata.category(char) for char in "".join(lines)}.isdisjoint({"Cc", "Cf"})
    assert lines[1][len(lines[2]) - 2] == "#"  # one character of those before it takes two columns


def test_bytes_within_a_text_that_are_no_module(run: Run) -> None:
    result = run("inspect", "-", data=b'(module binary "no module")')
    assert result.exit_code == 1
    assert "magic header not detected" in result.stderr


def test_legacy_names_and_features(run: Run) -> None:
    old = b"(func (param i32) get_local 0 drop)"
    assert run("wat2wasm", "-", data=old).exit_code == 1
    assert run("wat2wasm", "-", "--legacy-names", data=old).exit_code == 0
    shared = b"(memory 1 1 shared)"
    assert run("wat2wasm", "-", data=shared).exit_code == 0
    result = run("wat2wasm", "-", "--features", "wasm3", data=shared)
    assert result.exit_code == 1
    assert "threads" in result.stderr


class TestOtherCommands:
    @pytest.mark.parametrize(
        "command", [("inspect", "-", "--exports"), ("dump", "-"), ("disasm", "-"), ("strip", "-", "-o", "-")]
    )
    @pytest.mark.parametrize("space", [b"", b" \n\t", b"(; c ;)", b";; c\n"])
    def test_a_text_is_shown_as_what_it_assembles_to(self, run: Run, command: tuple[str, ...], space: bytes) -> None:
        result = run(*command, data=space + TEXT)
        assert result.exit_code == 0
        assert result.stdout_bytes == run(*command, data=BINARY).stdout_bytes

    @pytest.mark.parametrize("command", [("inspect",), ("dump",), ("disasm",), ("strip", "-o", "-")])
    def test_a_malformed_text(self, run: Run, command: tuple[str, ...]) -> None:
        result = run(*command, "-", data=b"(module")
        assert result.exit_code == 1
        assert result.stderr.startswith("wasm-construct: <stdin>:1:8: unexpected token")
        assert result.stdout == ""

    def test_the_name_of_a_file_tells_too(self, run: Run, tmp_path: Path) -> None:
        source = tmp_path / "a.wat"
        source.write_bytes(b"func")
        assert f"{source}:1:1: unexpected token func" in run("inspect", source).stderr

    def test_a_text_is_not_stripped_in_place(self, run: Run, tmp_path: Path) -> None:
        source = tmp_path / "a.wat"
        source.write_bytes(TEXT)
        assert run("strip", "-i", source).exit_code == 2
        assert source.read_bytes() == TEXT
