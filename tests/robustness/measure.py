"""How the tests measure work and memory without looking at the clock on the wall."""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from wasm_construct import MalformedError


def peak_of(action: Callable[[], Any]) -> int:
    """The most memory, in bytes, that an action takes at a time; it may end with a MalformedError."""
    gc.collect()
    tracemalloc.start()
    try:
        with suppress(MalformedError):
            action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def calls_of(action: Callable[[], Any]) -> int:
    """How many functions, Python's own included, an action calls; it may end with a MalformedError."""
    count = 0

    def hook(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(hook)
    try:
        with suppress(MalformedError):
            action()
    finally:
        sys.setprofile(before)
    return count


def lines_of(action: Callable[[], Any]) -> int:
    """How many lines of Python an action executes."""
    count = 0

    def hook(frame: object, event: str, arg: object) -> Any:
        nonlocal count
        count += 1
        return hook

    before = sys.gettrace()
    sys.settrace(hook)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


def time_of(action: Callable[[], Any], tries: int = 3) -> float:
    """The processor time of an action, in seconds, the best of several tries; it may end with a MalformedError."""
    best = float("inf")
    for _ in range(tries):
        start = time.process_time()
        with suppress(MalformedError):
            action()
        best = min(best, time.process_time() - start)
    return best
