"""The option that says which engine runs the code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from interpreter.engines.engine import Engine

_F = TypeVar("_F", bound=Callable[..., Any])


def _python() -> Engine:
    from interpreter.engines.python import PythonEngine

    return PythonEngine()


ENGINES: dict[str, Callable[[], Engine]] = {"python": _python}
"""What makes each engine, by its name; only the one that is asked for gets imported."""


def _make(_: click.Context, __: click.Parameter, name: str) -> Engine:
    return ENGINES[name]()


def engine_option(command: _F) -> _F:
    """Add the option; the command gets an engine."""
    return click.option(
        "--engine",
        type=click.Choice(list(ENGINES)),
        default="python",
        show_default=True,
        callback=_make,
        help="What runs the code.",
    )(command)
