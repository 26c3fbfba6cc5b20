"""The arguments of the program. Source: WASI preview 1, args_*"""

from __future__ import annotations

from interpreter.wasi.guest import store_sizes, store_strings
from interpreter.wasi.state import State


def args_sizes_get(state: State, view: memoryview, count: int, size: int) -> None:
    """Store the number of arguments, and how many bytes they take."""
    store_sizes(view, state.args, count, size)


def args_get(state: State, view: memoryview, argv: int, buffer: int) -> None:
    """Store the arguments, and an array of their addresses."""
    store_strings(view, state.args, argv, buffer)
