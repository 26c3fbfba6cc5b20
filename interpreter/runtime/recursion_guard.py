"""How deep calls may go: one budget for all engines, so that deep recursion ends with Exhaustion and never in a crash.

Two things run out, and the guard counts each in a way that costs generated code nothing:

    frames of code      Python counts those of Python functions: while code runs, its recursion limit is raised by
                        MOST_FRAMES. An engine with frames of its own compares their number with `frames_left`.
    the stack of C      Python code that calls Python code takes none. A host function that calls code again takes
                        some, and so does an engine that calls code of another one. `enter` counts these calls.

Calls from the host enter by themselves (`interpreter.runtime.boundary`). An engine whose code is not made of Python
functions calls other code by `call`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from threading import RLock, get_ident, local
from typing import Any

from interpreter.errors import Exhaustion
from interpreter.runtime.stack import stack_size

MOST_FRAMES = 5000
"""How many frames of code may lie on top of their host; the depth of the host does not count."""
_LARGEST_LIMIT = (1 << 31) - 1
_LEAST_CALLS = 16
"""So many nested calls fit into every stack."""
_MOST_CALLS = 200
"""CPython 3.12 counts calls through C, and miscounts from there on when its own limit of 1,500 is reached."""
_BYTES_PER_CALL = 8 << 10
"""How much of the stack of C a call may take, with what the host does on its way: some 1,300 of our own."""


class _Thread(local):
    waiting = 0
    """How many frames of engines with frames of their own wait in this thread for code that they have called."""


_THREAD = _Thread()


class RecursionGuard:
    """Raises Python's recursion limit while code runs, until the last thread has left it, and counts nested calls.

    `inside` has the thread of each call that has not come back. An interruption may come wherever CPython allows one:
    after a call of a C function, and when a Python function begins. So each step is one call of a C function, the last
    thing done in its statement, and `leave` may be called once more at any time.
    """

    def __init__(self) -> None:
        self.inside: list[int] = []
        self._lock = RLock()  # signal handlers and finalizers may call code, too
        self._limit = 0
        self._raised: int | None = None

    def enter(self, thread: int) -> None:
        """Let a call that is `inside` already begin; raises Exhaustion when too many are nested in this thread."""
        if len(self.inside) > _LEAST_CALLS and self.inside.count(thread) > _most_calls():
            raise Exhaustion("call stack exhausted")
        with self._lock:
            limit = sys.getrecursionlimit()
            if limit != self._raised:  # else others are inside
                self._limit, self._raised = limit, min(limit + MOST_FRAMES, _LARGEST_LIMIT)
                sys.setrecursionlimit(self._raised)

    def leave(self) -> None:
        """Set Python's limit back, unless others are inside, or the host has set another limit meanwhile."""
        if self.inside:
            return
        with self._lock:
            if self.inside or self._raised is None:
                return
            if sys.getrecursionlimit() == self._raised:
                try:
                    sys.setrecursionlimit(self._limit)
                except RecursionError:  # this thread is deeper than the limit: the next one to leave sets it back
                    return
            self._raised = None

    def leave_all(self, thread: int) -> None:
        """Leave all calls of a thread that ends: an interruption may have come just when it was leaving one."""
        while thread in self.inside:
            self.inside.remove(thread)
        self.leave()

    # ---- for engines whose code is not made of Python functions

    def frames_left(self) -> int:
        """How many frames of its own an engine may have now, on top of those that wait in this thread."""
        return MOST_FRAMES - _THREAD.waiting

    def call(self, code: Callable[..., Any], args: Sequence[Any], frames: int) -> Any:
        """Call code that is not the engine's own, while so many of its frames wait.

        Gives and raises what the code does; raises Exhaustion when too many calls are nested.
        """
        thread, waiting = get_ident(), _THREAD.waiting
        try:
            self.inside.append(thread)
            self.enter(thread)
            _THREAD.waiting = waiting + frames
            return code(*args)
        finally:
            _THREAD.waiting = waiting
            self.inside.remove(thread)
            self.leave()


def _most_calls() -> int:
    return min(_MOST_CALLS, max(_LEAST_CALLS, stack_size() // _BYTES_PER_CALL))


GUARD = RecursionGuard()
"""The guard of this process: the limit that it raises is Python's, for all threads."""
