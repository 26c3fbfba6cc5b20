"""`strip`: which sections go, and where the result goes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from wasm_construct import Module

Run = Callable[..., Result]


def customs(data: bytes) -> list[str]:
    """The names of the custom sections."""
    return [section.name for section in Module.parse(data).customs()]


def test_all_by_default_and_nothing_else_changes(run: Run, tally: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.wasm"
    result = run("strip", tally, "-o", out)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == (
        f"wasm-construct: {tally}: dropped 3 custom sections (name, producers, target_features):"
        " 250 bytes saved, 1,278 became 1,028\n"
    )
    assert out.read_bytes() == tally.read_bytes()[:0x404]


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (["--keep", "name"], ["name"]),
        (["--keep", "name", "--keep", "producers"], ["name", "producers"]),
        (["--only", "name"], ["producers", "target_features"]),
        (["--only", "*r*"], ["name"]),
        (["--only", "nothing"], ["name", "producers", "target_features"]),
        (["--keep", "*"], ["name", "producers", "target_features"]),
    ],
)
def test_choices(run: Run, tally: Path, options: list[str], left: list[str]) -> None:
    result = run("strip", tally, "-o", "-", *options)
    assert result.exit_code == 0
    assert customs(result.stdout_bytes) == left


def test_from_stdin_to_stdout(run: Run, tally: Path) -> None:
    result = run("strip", "-", "-o", "-", data=tally.read_bytes())
    assert result.stdout_bytes == tally.read_bytes()[:0x404]
    assert "<stdin>" in result.stderr


class TestInPlace:
    def test_the_file_is_replaced(self, run: Run, tally: Path, file: Callable[[bytes], Path]) -> None:
        path = file(tally.read_bytes())
        path.chmod(0o640)
        assert run("strip", "--in-place", path).exit_code == 0
        assert path.read_bytes() == tally.read_bytes()[:0x404]
        assert path.stat().st_mode & 0o777 == 0o640
        assert os.listdir(path.parent) == [path.name]

    def test_a_link_stays_a_link(self, run: Run, tally: Path, file: Callable[[bytes], Path], tmp_path: Path) -> None:
        path = file(tally.read_bytes())
        link = tmp_path / "link"
        link.symlink_to(path)
        assert run("strip", "-i", link).exit_code == 0
        assert link.is_symlink()
        assert len(path.read_bytes()) == 1028

    def test_a_file_without_custom_sections_is_left_alone(self, run: Run, file: Callable[[bytes], Path]) -> None:
        path = file(b"\0asm\1\0\0\0")
        before = path.stat()
        result = run("strip", "-i", path)
        assert "no custom section to drop, 8 bytes" in result.stderr
        assert path.stat().st_ino == before.st_ino

    def test_a_malformed_file_is_left_alone(self, run: Run, tally: Path, file: Callable[[bytes], Path]) -> None:
        path = file(tally.read_bytes()[:-1])
        assert run("strip", "-i", path).exit_code == 1
        assert path.read_bytes() == tally.read_bytes()[:-1]

    def test_a_failure_leaves_nothing_behind(
        self, run: Run, tally: Path, file: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = file(tally.read_bytes())

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", fail)
        result = run("strip", "-i", path)
        assert result.exit_code == 2
        assert result.stderr == f"wasm-construct: {path}: No space left on device\n"
        assert os.listdir(path.parent) == [path.name]
        assert path.read_bytes() == tally.read_bytes()


@pytest.mark.parametrize(
    "options",
    [[], ["-i", "-o", "x"], ["-o", "-", "--keep", "a", "--only", "b"]],
    ids=["no output", "both", "keep and only"],
)
def test_wrong_usage(run: Run, tally: Path, options: list[str]) -> None:
    assert run("strip", tally, *options).exit_code == 2


def test_stdin_cannot_be_replaced(run: Run, tally: Path) -> None:
    assert run("strip", "-i", "-", data=tally.read_bytes()).exit_code == 2


def test_a_file_that_cannot_be_written(run: Run, tally: Path, tmp_path: Path) -> None:
    result = run("strip", tally, "-o", tmp_path / "no" / "such")
    assert result.exit_code == 2
    assert result.stderr == f"wasm-construct: {tmp_path / 'no' / 'such'}: No such file or directory\n"
