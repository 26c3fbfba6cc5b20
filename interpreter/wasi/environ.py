"""The environment variables. Source: WASI preview 1, environ_*"""

from __future__ import annotations

from interpreter.wasi.guest import store_sizes, store_strings
from interpreter.wasi.state import State


def environ_sizes_get(state: State, view: memoryview, count: int, size: int) -> None:
    """Store the number of variables, and how many bytes they take."""
    store_sizes(view, state.environ, count, size)


def environ_get(state: State, view: memoryview, environ: int, buffer: int) -> None:
    """Store the variables as `NAME=VALUE`, and an array of their addresses."""
    store_strings(view, state.environ, environ, buffer)
