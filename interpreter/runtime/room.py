"""Room on the stack, of which calls from the host into the code take some.

Python code that calls Python code takes no stack of C. A host that is called by code, and calls code again, does.
"""

from __future__ import annotations

import sys
from threading import RLock

from interpreter.errors import Exhaustion
from interpreter.runtime.stack import stack_size

_DEPTH = 5000
"""How many frames of Python code may go deeper than its host."""
_LARGEST = (1 << 31) - 1
_FEW = 16
"""So many nested calls fit into every stack."""
_MOST = 200
"""CPython 3.12 counts calls through C, and miscounts from there on when its own limit of 1,500 is reached."""
_PER_CALL = 8 << 10
"""How many bytes of the stack of C a call may take, with what the host does on its way: some 1,300 of our own."""


class Room:
    """Raises Python's limit for recursion while code runs, until the last thread has left it again.

    `inside` has the thread of each call that has not come back.
    """

    def __init__(self) -> None:
        self.inside: list[int] = []
        self._lock = RLock()  # signal handlers and finalizers may call code, too
        self._limit = 0
        self._raised: int | None = None

    def enter(self, thread: int) -> None:
        """Make room for a call that is counted already; raises Exhaustion when too many are nested."""
        if len(self.inside) > _FEW and self.inside.count(thread) > min(_MOST, max(_FEW, stack_size() // _PER_CALL)):
            raise Exhaustion("call stack exhausted")
        with self._lock:
            limit = sys.getrecursionlimit()
            if limit != self._raised:  # else others are inside
                self._limit, self._raised = limit, min(limit + _DEPTH, _LARGEST)
                sys.setrecursionlimit(self._raised)

    def leave(self) -> None:
        """Be as before, unless others are inside, or the host has set another limit meanwhile."""
        if self.inside:
            return
        with self._lock:
            if self.inside or self._raised is None:
                return
            if sys.getrecursionlimit() == self._raised:
                try:
                    sys.setrecursionlimit(self._limit)
                except RecursionError:  # this thread has used the room of another: the next one to leave does it
                    return
            self._raised = None
