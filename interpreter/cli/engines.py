"""The option `--engine`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from interpreter.api.config import ENGINES, Config
from interpreter.api.engines import engine
from interpreter.api.statistics import Statistics
from interpreter.engines.engine import Engine

_F = TypeVar("_F", bound=Callable[..., Any])


def _make(_: click.Context, __: click.Parameter, name: str) -> Engine:
    return engine(Config(engine=name), Statistics())


def engine_option(command: _F) -> _F:
    """Add the option `--engine` to a command, which gets an Engine as its parameter `engine`."""
    return click.option(
        "--engine",
        type=click.Choice(ENGINES),
        default="auto",
        show_default=True,
        callback=_make,
        help="The engine that runs the code; auto takes the best one available.",
    )(command)
