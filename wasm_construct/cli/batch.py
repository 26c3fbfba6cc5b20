"""Commands that take many files: those of folders, and a bar that shows how far the command is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from wasm_construct.cli.common import complain, unusable


def expanded(files: Sequence[str], endings: tuple[str, ...] = (".wasm",)) -> Iterator[str]:
    """The files, and those with such endings in the folders among them."""

    def refuse(error: OSError) -> None:
        raise unusable(str(error.filename), error)

    for file in files:
        if file == "-" or not os.path.isdir(file):
            yield file
            continue
        for folder, folders, names in os.walk(file, onerror=refuse):
            folders.sort()
            yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(endings))


_Say = Callable[[str], None]


@contextmanager
def progress(total: int) -> Iterator[tuple[Callable[[], None], _Say, _Say]]:
    """A function that counts one file, one that prints a line, and one for the standard error.

    On a terminal a bar stands below what they print.
    """
    if not sys.stdout.isatty() or total < 2:
        yield lambda: None, click.echo, complain
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
    from rich.text import Text

    console = Console(no_color=not click.get_current_context().color)
    columns = BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def warn(message: str) -> None:  # the standard error may be the same terminal
            bar.stop()
            complain(message)
            bar.start()

        yield (
            lambda: bar.advance(task),
            lambda line: console.print(Text.from_ansi(line), soft_wrap=True),
            warn,
        )
