"""Tables: rich's where they are short, and the same look in plain text for lists of any length."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from wasm_construct.cli.common import Paint, cell_width

if TYPE_CHECKING:
    from rich.table import Table

GAP = "  "
_WIDEST = 32
"""The widest that a column gets; a longer cell moves the rest of its line to the right."""


def short_table(*columns: str) -> Table:
    """A table of rich: plain columns, those whose name begins with `>` on the right."""
    from rich.table import Table

    table = Table(box=None, padding=(0, len(GAP), 0, 0), pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(
            column.removeprefix(">"), justify="right" if column.startswith(">") else "left", overflow="fold"
        )
    return table


def print_table(table: Table) -> None:
    """Print a table of rich; it folds to the width of a terminal, and is as wide as its cells elsewhere."""
    from rich.console import Console

    out, color = io.StringIO(), bool(click.get_current_context().color)
    width = None if sys.stdout.isatty() else 1_000_000
    console = Console(file=out, width=width, force_terminal=color, color_system="standard" if color else None)
    console.print(table)
    for line in out.getvalue().splitlines():
        click.echo(line.rstrip())


def listing(columns: Sequence[str], rows: Iterable[Sequence[str]], paint: Paint) -> Iterator[str]:
    """The lines of a table of any length; the columns are as wide as what is in them, within limits."""
    rows = list(rows)
    heads = [column.removeprefix(">") for column in columns]
    right = [column.startswith(">") for column in columns]
    widths = [
        max(cell_width(head), *(min(cell_width(cell), _WIDEST) for cell in cells)) if cells else cell_width(head)
        for head, cells in zip(heads, zip(*rows, strict=True) if rows else [()] * len(heads), strict=True)
    ]
    for number, row in enumerate([heads, *rows]):
        cells = [
            " " * (width - cell_width(cell)) + cell if to_the_right else cell + " " * (width - cell_width(cell))
            for cell, width, to_the_right in zip(row, widths, right, strict=True)
        ]
        line = GAP.join(cells).rstrip()
        yield line if number else paint(line, "bold")
