"""The group of commands: imports only the command that is run, and turns errors into one line and an exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

import click

from wasm_construct import __version__
from wasm_construct.cli.common import CommandError, Failure
from wasm_construct.display.words import shown
from wasm_construct.errors import WasmError

Loader = Callable[[], Any]
"""Imports a command and gives it; its docstring is the line about the command in the list of commands."""

_WIDTH = 100
INTERRUPTED = 130
BROKEN_PIPE = 141
"""What a shell reports of a program that was stopped by SIGINT or by SIGPIPE."""

_HELP = """Look into WebAssembly modules, byte for byte.

FILE is a module, or - for the standard input. All commands but roundtrip also take the text format and show what it
assembles to.

Exit codes: 0 when all is well, 1 when a module is malformed, invalid or differs, 2 when the command line is wrong
or a file cannot be read or written.
"""


class CommandGroup(click.Group):
    """A group of commands that are imported when they are needed."""

    def __init__(self, loaders: Mapping[str, Loader], **attributes: Any) -> None:
        settings = {"help_option_names": ["-h", "--help"], "max_content_width": _WIDTH}
        super().__init__(**{"help": _HELP, "context_settings": settings, **attributes})
        self.loaders = dict(loaders)
        self.params.append(_version())

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order in which help lists them."""
        return [*self.loaders, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name, or None."""
        loader = self.loaders.get(cmd_name)
        command: click.Command | None = loader() if loader else super().get_command(ctx, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the docstrings of their loaders, so that none is imported."""
        rows = []
        for name in self.list_commands(ctx):
            about = self.loaders[name].__doc__ if name in self.loaders else None
            command = None if about else self.get_command(ctx, name)
            rows.append((name, about or (command.get_short_help_str(_WIDTH) if command else "")))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; errors become one line and an exit code."""
        if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that lacks a letter is no reason to stop
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _discard_output()
            ctx.exit(BROKEN_PIPE)
        except KeyboardInterrupt:
            click.echo(err=True)  # below the ^C of the terminal
            ctx.exit(INTERRUPTED)
        except OSError as error:
            where = f"{shown(str(error.filename))}: " if error.filename else ""
            raise CommandError(f"{where}{error.strerror or error}") from None
        except WasmError as error:
            raise Failure(shown(str(error))) from None
        return result


def _version() -> click.Option:
    def show(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
        if asked:
            click.echo(f"wasm-construct {__version__}")
            ctx.exit()

    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show, help="Show the version and exit."
    )


def _discard_output() -> None:
    """Keep Python from complaining, when it exits, that nothing reads its output any more."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)
