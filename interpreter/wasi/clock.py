"""Clocks, in nanoseconds. Source: WASI preview 1, clock_*"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal, TypeAlias

from interpreter.wasi.errno import Errno, Failure
from interpreter.wasi.guest import U64, store
from interpreter.wasi.state import State

_Clock: TypeAlias = tuple[Literal["time", "monotonic", "process_time", "thread_time"], Callable[[], int]]

CLOCKS: dict[int, _Clock] = {
    0: ("time", time.time_ns),  # realtime
    1: ("monotonic", time.monotonic_ns),
    2: ("process_time", time.process_time_ns),
    3: ("thread_time", time.thread_time_ns),
}
"""For each clock, by its number in WASI: Python's name for it, and the function that reads it."""


def _clock(number: int) -> _Clock:
    clock = CLOCKS.get(number)
    if clock is None:
        raise Failure(Errno.EINVAL)
    return clock


def clock_res_get(state: State, view: memoryview, clock: int, result: int) -> None:
    """Store the resolution of a clock."""
    name, _ = _clock(clock)
    store(view, U64, result, max(1, round(time.get_clock_info(name).resolution * 1e9)))


def clock_time_get(state: State, view: memoryview, clock: int, precision: int, result: int) -> None:
    """Store the time of a clock. `precision` allows it to be late by so much; here it never is."""
    _, read = _clock(clock)
    store(view, U64, result, read())
