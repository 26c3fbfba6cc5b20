"""Seconds of CPU time, by candidate."""

from __future__ import annotations

import gc
import resource
import statistics
import time
from collections.abc import Callable


class Timings:
    """Seconds of CPU time by candidate, and what went wrong with the others."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.failed: dict[str, str] = {}

    def take(self, name: str, run: Callable[[], object], clock: Callable[[], float] = time.process_time) -> None:
        """Time one turn of a candidate."""
        if name in self.failed:
            return
        gc.collect()
        start = clock()
        try:
            result = run()
        except Exception as error:
            self.failed[name] = f"{type(error).__name__}: {error}"[:40]
            return
        self.seconds.setdefault(name, []).append(clock() - start)
        del result

    def median(self, name: str) -> float:
        """The median of a candidate's turns."""
        return statistics.median(self.seconds[name])


def of_children() -> float:
    """A clock that counts what finished child processes have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
