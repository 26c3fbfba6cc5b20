"""Random bytes. Source: WASI preview 1, random_get"""

from __future__ import annotations

from os import urandom

from interpreter.wasi.guest import span
from interpreter.wasi.state import State


def random_get(state: State, view: memoryview, buffer: int, length: int) -> None:
    """Fill a buffer with cryptographically secure random bytes."""
    target = span(view, buffer, length)  # checks the length before so many bytes are made
    target[:] = urandom(length)
