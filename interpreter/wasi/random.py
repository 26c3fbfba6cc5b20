"""Random bytes. Source: WASI preview 1, random_get"""

from __future__ import annotations

from os import urandom

from interpreter.wasi.guest import span
from interpreter.wasi.state import State


def random_get(state: State, view: memoryview, buffer: int, length: int) -> None:
    """Fill a buffer with bytes that nobody can foresee."""
    target = span(view, buffer, length)  # checked before that many bytes are made
    target[:] = urandom(length)
