"""Interruptions at chosen places, without timers: at each place where CPython raises one, if need be.

CPython raises an exception of a signal or of another thread at three kinds of places: when a Python function begins,
after a call of a C function, and when a loop goes back. A profiler hears of the first two, and can raise it there.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from threading import Thread, get_ident
from types import FrameType
from typing import Any

from interpreter.runtime.frames import FRAME_READER

_PLACES = ("call", "c_return")


class Interrupter:
    """A profiler that raises an error at the places with these numbers, in functions with these names.

    `seen` is how many places there have been.
    """

    def __init__(
        self, error: type[BaseException], numbers: Container[int], names: Container[str] | None = None
    ) -> None:
        self.error = error
        self.numbers = numbers
        self.names = names
        self.seen = 0

    def __call__(self, frame: FrameType, event: str, arg: Any) -> None:
        if event in _PLACES and (self.names is None or frame.f_code.co_name in self.names):
            self.seen += 1
            if self.seen - 1 in self.numbers:
                sys.setprofile(self)  # an error in here ends the profiling
                raise self.error


def everywhere(work: Callable[[], object]) -> Iterator[bool]:
    """Do some work again and again, with a KeyboardInterrupt at its first place, then at its second, and so on.

    Gives each time whether the work was interrupted; the last time it was not.
    """
    interrupted, number = True, 0
    while interrupted:
        interrupted = False
        sys.setprofile(Interrupter(KeyboardInterrupt, {number}))
        try:
            work()
        except KeyboardInterrupt:
            interrupted = True
        finally:
            sys.setprofile(None)
        yield interrupted
        number += 1


@contextmanager
def interrupted_when(ready: Callable[[], object]) -> Iterator[None]:
    """Send the main thread, where this is used, the signal of Ctrl-C as soon as something is so."""
    over, main = False, get_ident()

    def watch() -> None:
        while not over and not ready():
            pass
        if not over:
            signal.pthread_kill(main, signal.SIGINT)  # which also wakes it up

    watcher = Thread(target=watch, daemon=True)
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore the signal
    watcher.start()
    try:
        yield
    finally:
        over = True
        watcher.join()
        signal.signal(signal.SIGINT, handler)


def runs_code() -> Callable[[], bool]:
    """What finds whether the innermost Python frame of this thread, at that moment, is one that runs code."""
    thread = get_ident()
    return lambda: FRAME_READER in sys._current_frames()[thread].f_globals
