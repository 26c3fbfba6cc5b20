"""`validate`: verdicts, places, exit codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from wasm_construct import Module

Run = Callable[..., Result]
WRONG = b'(module (func) (func $g\\ (export "f") (result i32) nop i64.const 1))'


def verdict(run: Run, text: bytes, *options: str, code: int = 1) -> str:
    """What is said of this text."""
    result = run("validate", *options, "-", data=text)
    assert result.exit_code == code
    assert result.stderr == ""
    return result.stdout.removeprefix("<stdin>: ")


def test_valid_modules(run: Run, tally: Path) -> None:
    result = run("validate", tally, "-", data=b"(module)")
    assert result.stdout == f"{tally}: valid\n<stdin>: valid\n"
    assert result.exit_code == 0


def test_where_an_instruction_is_wrong(run: Run) -> None:
    said = verdict(run, WRONG)
    assert said.startswith("invalid: type mismatch")
    assert said.count("\n") == 1
    assert "(in function 1 g\\\\, instruction 2: end, at offset 0x" in said
    data = Module.from_wat(WRONG).build()
    assert data[int(said.rpartition(" ")[2].rstrip(")\n"), 16)] == 0x0B
    assert verdict(run, data) == said


def test_where_something_else_is_wrong(run: Run) -> None:
    said = verdict(run, b'(module (export "f" (func 3)))')
    assert said.startswith("invalid: unknown function")
    assert "in module" in said


def test_malformed_modules(run: Run) -> None:
    assert verdict(run, b"\0asm\1\0\0\0\x0d") == (
        "malformed: unexpected end of section or function (at offset 0x9, in module.sections[0].size)\n"
    )
    assert verdict(run, b"(module\n  # x)") == "malformed: 2:3: unknown operator #\n  # x)\n  ^\n"
    assert (
        verdict(run, b"no module")
        == "malformed: magic header not detected (at offset 0x0, in module): neither a binary module nor a text\n"
    )


def test_the_highest_exit_code_counts(run: Run, tally: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.wat"
    bad.write_bytes(WRONG)
    assert run("validate", tally, bad).exit_code == 1
    result = run("validate", tmp_path / "missing", bad, tally)
    assert result.exit_code == 2
    assert result.stderr == f"wasm-construct: {tmp_path / 'missing'}: No such file or directory\n"
    assert [line.partition(": ")[0] for line in result.stdout.splitlines()] == [str(bad), str(tally)]


def test_folders_are_searched(run: Run, tally: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.wasm").write_bytes(tally.read_bytes())
    (tmp_path / "b.wat").write_bytes(b"(module)")
    (tmp_path / "c.txt").write_bytes(b"no module")
    result = run("validate", tmp_path)
    assert result.stdout == f"{tmp_path / 'b.wat'}: valid\n{tmp_path / 'sub' / 'a.wasm'}: valid\n"


def test_a_folder_without_modules(run: Run, tmp_path: Path) -> None:
    result = run("validate", tmp_path)
    assert result.stdout == ""
    assert result.stderr.startswith("wasm-construct: no files")


def test_only_the_standard_is_on(run: Run) -> None:
    shared = Module.from_wat("(memory 1 1 shared)", features=["threads"]).build()
    assert "threads" in verdict(run, shared)
    assert verdict(run, shared, "--features", "wasm3,threads", code=0) == "valid\n"
    assert "[default: wasm3]" in " ".join(run("validate", "--help").stdout.split())


def test_features_without_those_that_they_need(run: Run) -> None:
    result = run("validate", "--features", "gc", "-", data=b"(module)")
    assert result.exit_code == 2
    assert "gc needs function_references" in result.stderr


def test_long_names_and_instructions_are_cut(run: Run) -> None:
    text = f"(module (func ${'n' * 1000} br_table {'7 ' * 1000}))"
    said = verdict(run, text.encode())
    assert len(said) < 600
    assert "br_table 7 7" in said


@pytest.mark.parametrize(("option", "styled"), [("--color", True), ("--no-color", False)])
def test_colour(run: Run, option: str, styled: bool) -> None:
    assert ("\x1b" in run("validate", option, "-", data=b"(module)").stdout) is styled
