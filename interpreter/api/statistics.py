"""What has been counted and measured while code ran."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Statistics:
    """Counts of an Executor, as far as its configuration says to count (see `Config`)."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """How long calls from the host have taken, host functions that they called included."""
        self._running = 0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure how long something takes; a call within a call counts once."""
        self._running += 1
        start = perf_counter()
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self.seconds += perf_counter() - start

    def clear(self) -> None:
        """Be as at the beginning."""
        self.seconds = 0.0
