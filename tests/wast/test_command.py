"""The command `wast`, and the group that it is in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import pytest
from click.testing import Result

from interpreter.cli import commands, group
from tests.support.command import invoke
from wasm_construct.cli import commands as format_commands

Run = Callable[..., Result]

GOOD = '(module (func (export "f") (result i32) (i32.const 7))) (assert_return (invoke "f") (i32.const 7))'
BAD = GOOD + '\n(assert_return (invoke "f") (i32.const 8))'


@pytest.fixture
def run() -> Run:
    """Run a command line; an exception that escapes is an error of the test."""
    return partial(invoke, group)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a good and a bad script, and what is no script."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "good.wast").write_text(GOOD)
    (tmp_path / "inner" / "bad.wast").write_text(BAD)
    (tmp_path / "module.wat").write_text("(module")
    return tmp_path


def test_a_good_script_is_one_line(run: Run, folder: Path) -> None:
    result = run("wast", folder / "good.wast")
    assert result.stdout == f"{folder / 'good.wast'}: 2 passed\n"
    assert result.exit_code == 0


def test_a_failure_is_shown_with_its_place(run: Run, folder: Path) -> None:
    path = folder / "inner" / "bad.wast"
    result = run("wast", path)
    assert result.stdout == (
        f"{path}: 2 passed, 1 failed\n"
        f'  {path}:2:1: assert_return (invoke "f"): expected (i32.const 8), got (i32.const 7)\n'
    )
    assert result.exit_code == 1


def test_a_folder_gets_a_summary(run: Run, folder: Path) -> None:
    result = run("wast", folder)
    assert result.stdout.splitlines()[0] == f"{folder / 'good.wast'}: 2 passed"
    assert result.stdout.splitlines()[-1] == "2 files: 4 passed, 1 failed"
    assert result.exit_code == 1


def test_many_failures_are_cut_unless_asked_for(run: Run) -> None:
    script = GOOD + '\n(assert_return (invoke "f"))' * 12
    lines = run("wast", "-", data=script).stdout.splitlines()
    assert len(lines) == 12
    assert lines[-1] == "  ... and 2 more failures (--all shows them)"
    assert len(run("wast", "--all", "-", data=script).stdout.splitlines()) == 13


def test_a_text_that_is_no_script_is_shown(run: Run) -> None:
    result = run("wast", "-", data="(module)\n(modul)")
    assert result.stdout.startswith("<stdin>: no script: 2:2: ")
    assert result.exit_code == 1


def test_a_file_that_is_missing_does_not_stop_the_others(run: Run, folder: Path) -> None:
    result = run("wast", folder / "missing.wast", folder / "good.wast")
    assert "missing.wast: No such file" in result.stderr
    assert "good.wast: 2 passed" in result.stdout
    assert result.exit_code == 2


def test_static_assertions_can_be_skipped(run: Run) -> None:
    script = '(assert_invalid (module) "")'
    assert run("wast", "-", data=script).exit_code == 1
    assert run("wast", "--no-static", "-", data=script).stdout == "<stdin>: 1 skipped\n"


def test_what_a_script_prints_is_shown_if_asked_for(run: Run) -> None:
    script = (
        '(module (import "spectest" "print_i32" (func $p (param i32))) (func $s (call $p (i32.const 5))) (start $s))'
    )
    assert run("wast", "-", data=script).stdout == "<stdin>: 1 passed\n"
    assert run("wast", "--print", "-", data=script).stdout == "5 : i32\n<stdin>: 1 passed\n"


def test_files_do_not_share_what_they_import(run: Run, tmp_path: Path) -> None:
    script = """
    (module (import "spectest" "memory" (memory 1)) (func (export "grow") (result i32) (memory.grow (i32.const 1))))
    (assert_return (invoke "grow") (i32.const 1))
    """
    for name in "ab":
        (tmp_path / f"{name}.wast").write_text(script)
    assert run("wast", tmp_path).exit_code == 0


def test_features_are_all_on_by_default(run: Run) -> None:
    script = "(module (memory 1 1 shared))"
    assert run("wast", "-", data=script).exit_code == 0
    assert run("wast", "--features", "wasm3", "-", data=script).exit_code == 1


def test_features_that_need_others_are_wrong_usage(run: Run) -> None:
    assert run("wast", "--features", "gc", "-", data=GOOD).exit_code == 2


def test_a_hostile_name_is_escaped(run: Run) -> None:
    script = GOOD + '(invoke "\\1b[31m")'
    result = run("wast", "-", data=script)
    assert "\x1b" not in result.stdout
    assert result.exit_code == 1


def test_an_engine_that_is_not_there_is_wrong_usage(run: Run) -> None:
    assert run("wast", "--engine", "steam", "-", data=GOOD).exit_code == 2
    assert run("wast", "--engine", "python", "-", data=GOOD).exit_code == 0


class TestTheWholeGroup:
    def test_it_has_the_commands_of_the_format_and_more(self, run: Run) -> None:
        assert {**format_commands, "wast": None}.keys() <= commands.keys()
        assert group.list_commands(click.Context(group)) == list(commands)
        assert "  wast " in run("--help").stdout

    def test_the_commands_of_the_format_work(self, run: Run) -> None:
        assert run("validate", "-", data="(module)").stdout == "<stdin>: valid\n"

    @pytest.mark.parametrize("module", ["interpreter", "wasm_construct.cli", "wasm_construct"])
    def test_it_can_be_started_as_a_module(self, module: str) -> None:
        command = [sys.executable, "-m", module, "validate", "-"]
        result = subprocess.run(command, input="(module)", capture_output=True, text=True, check=True)
        assert result.stdout == "<stdin>: valid\n"


def test_a_module_is_no_script(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.wast").write_bytes(b"\0asm\1\0\0\0")
    result = run("wast", tmp_path / "a.wast")
    assert result.exit_code == 2
    assert "a binary module, and no script" in result.stderr
