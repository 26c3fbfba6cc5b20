"""What all commands have in common: help, errors, exit codes, features, and the group itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import wasm_construct
from wasm_construct.cli import CommandGroup, commands, group

Run = Callable[..., Result]
COMPONENT = b"\0asm\x0d\0\1\0"
EACH = [("inspect",), ("dump",), ("disasm",), ("strip", "-o", "-"), ("wasm2wat",)]


def test_help_lists_the_commands(run: Run) -> None:
    lines = run("--help").stdout.splitlines()
    listed = [line.split()[0] for line in lines[lines.index("Commands:") + 1 :]]
    assert (
        listed
        == list(commands)
        == ["inspect", "dump", "disasm", "roundtrip", "strip", "validate", "wat2wasm", "wasm2wat"]
    )


@pytest.mark.parametrize("name", commands)
def test_every_command_has_help_in_whole_sentences(run: Run, name: str) -> None:
    result = run(name, "-h")
    assert result.exit_code == 0
    assert "--features" in result.stdout
    assert "--no-color" in result.stdout
    assert f"  {name} " in run("--help").stdout
    assert "..." not in run("--help").stdout.partition("Commands:")[2]


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"wasm-construct {wasm_construct.__version__}\n"


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    assert run("frobnicate").exit_code == 2


@pytest.mark.parametrize("command", EACH, ids=lambda command: command[0])
class TestBadFiles:
    def test_a_malformed_module_is_one_line(self, run: Run, command: tuple[str, ...]) -> None:
        result = run(*command, "-", data=b"\0asm\1\0\0\0\x01\x05\x01")
        assert result.exit_code == 1
        assert result.stderr == (
            "wasm-construct: <stdin>: length out of bounds (at offset 0x9, in module.sections[0])\n"
        )

    def test_a_component_is_refused(self, run: Run, command: tuple[str, ...]) -> None:
        result = run(*command, "-", data=COMPONENT)
        assert result.exit_code == 1
        assert "this is a component, not a core module" in result.stderr

    def test_no_module_at_all(self, run: Run, command: tuple[str, ...], tmp_path: Path) -> None:
        path = tmp_path / "x.c"
        path.write_bytes(b"int main(void);")
        result = run(*command, path)
        assert result.exit_code == 1
        assert result.stderr == (f"wasm-construct: {path}: magic header not detected (at offset 0x0, in module)\n")

    def test_an_empty_file(self, run: Run, command: tuple[str, ...]) -> None:
        result = run(*command, "-", data=b"")
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1

    @pytest.mark.parametrize(
        ("name", "what"), [("missing", "No such file or directory"), (".", "Is a directory"), ("a\0b", "null")]
    )
    def test_a_file_that_cannot_be_read(self, run: Run, command: tuple[str, ...], name: str, what: str) -> None:
        result = run(*command, name)
        assert result.exit_code == 2
        assert result.stderr.startswith("wasm-construct: ")
        assert result.stderr.count("\n") == 1
        assert what in result.stderr

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
    def test_a_file_that_may_not_be_read(
        self, run: Run, command: tuple[str, ...], file: Callable[[bytes], Path]
    ) -> None:
        path = file(b"\0asm\1\0\0\0")
        path.chmod(0)
        assert "Permission denied" in run(*command, path).stderr


def test_names_of_files_are_escaped(run: Run) -> None:
    assert run("inspect", "\x1b[31m").stderr == "wasm-construct: \\u{1b}[31m: No such file or directory\n"


class TestFeatures:
    SHARED = bytes.fromhex("0061736d 01000000 0504 01 03 01 01")

    @pytest.mark.parametrize("features", ["all", "wasm3,threads", "wasm2, threads", "THREADS,mvp"])
    def test_what_is_on_is_read(self, run: Run, features: str) -> None:
        assert run("inspect", "--features", features, "-", data=self.SHARED).exit_code == 0

    def test_everything_is_on_by_default(self, run: Run) -> None:
        assert run("inspect", "-", data=self.SHARED).exit_code == 0

    @pytest.mark.parametrize("features", ["wasm1", "wasm2", "wasm3", "tail-call"])
    def test_what_is_off_is_not(self, run: Run, features: str) -> None:
        result = run("inspect", "--features", features, "-", data=self.SHARED)
        assert result.exit_code == 1
        assert "needs the feature threads" in result.stderr

    @pytest.mark.parametrize("features", ["nonsense", "", "wasm3,,threads"])
    def test_what_is_no_feature_is_wrong_usage(self, run: Run, features: str) -> None:
        result = run("inspect", "--features", features, "-", data=self.SHARED)
        assert result.exit_code == 2
        assert "custom_page_sizes" in result.stderr


class TestColour:
    @pytest.mark.parametrize("command", [("inspect",), ("dump",), ("disasm",)])
    def test_it_is_off_unless_asked_for(self, run: Run, tally: Path, command: tuple[str, ...]) -> None:
        assert "\x1b" not in run(*command, tally).stdout
        assert "\x1b" not in run(*command, tally, "--no-color").stdout
        assert "\x1b" in run(*command, tally, "--color").stdout

    @pytest.mark.parametrize("command", [("inspect", "--functions", "--custom"), ("dump",), ("disasm",)])
    def test_it_does_not_change_the_text(self, run: Run, tally: Path, command: tuple[str, ...]) -> None:
        plain = run(*command, tally).stdout.splitlines()
        colored = click.unstyle(run(*command, tally, "--color").stdout).splitlines()
        assert [line.rstrip() for line in colored] == [line.rstrip() for line in plain]


def test_another_package_can_mount_the_commands() -> None:
    @click.command()
    def run() -> None:
        """Run it."""
        click.echo("ran")

    larger = CommandGroup({**commands, "run": lambda: run}, name="wasm-construct")
    assert CliRunner().invoke(larger, ["run"]).stdout == "ran\n"
    assert CliRunner().invoke(larger, ["inspect", "-"], input=b"").exit_code == 1
    assert "run" not in group.list_commands(click.Context(group))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyboardInterrupt(), 130),
        (OSError(28, "No space left on device"), 2),
        (PermissionError(13, "Permission denied", "a\x1bb"), 2),
    ],
)
def test_what_goes_wrong_while_a_command_runs(error: BaseException, code: int) -> None:
    @click.command()
    def failing() -> None:
        raise error

    result = CliRunner().invoke(CommandGroup({"failing": lambda: failing}), ["failing"])
    assert result.exit_code == code
    assert result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr
