"""The command `wasm-construct`: the commands of `wasm_construct`, and those that run modules."""

from __future__ import annotations

from wasm_construct.cli import CommandGroup
from wasm_construct.cli import commands as format_commands
from wasm_construct.cli.group import Loader

__all__ = ["commands", "group", "main"]


def _run() -> object:
    """Run a program, or a function of a module."""
    from interpreter.cli.run import run

    return run


def _compile() -> object:
    """Compile all functions ahead of time."""
    from interpreter.cli.compile import compile_

    return compile_


def _wast() -> object:
    """Run scripts of modules and assertions."""
    from interpreter.cli.wast import wast

    return wast


commands: dict[str, Loader] = {**format_commands, "run": _run, "compile": _compile, "wast": _wast}
"""For each command by name, the function that imports it: only the command that runs is imported."""

_HELP = """Look into WebAssembly modules, byte for byte, and run them.

FILE is a module, or - for the standard input. All commands but roundtrip also take the text format; those that show a
module show what it assembles to.

Exit codes: 0 when all is well, 1 when a module is malformed, invalid or differs, or a script fails, 2 when the command
line is wrong or a file cannot be read or written.
"""

group = CommandGroup(commands, name="wasm-construct", help=_HELP)
"""The commands as one click group."""


def main() -> None:
    """Run the command line and exit."""
    group.main(prog_name="wasm-construct")
