"""What the benchmarks have in common that print a table for each file."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table


def per_file(description: str | None, rounds: int, report: Callable[[Path, int, int], Table]) -> None:
    """The command line: print the report on each file, made with so many rounds for us and so many for the peers."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--peer-rounds", type=int, default=3, help="peers in Python are slow, and get fewer turns")
    options = parser.parse_args()
    console = Console()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    console.print(f"{date.today()}, {python}, {platform.platform()}")
    for path in options.files:
        console.print(report(path, options.rounds, options.peer_rounds))


def table(title: str, *columns: str) -> Table:
    """An empty table: names to the left, and these columns of figures to the right."""
    made = Table("", title=title)
    for column in columns:
        made.add_column(column, justify="right")
    return made
