"""The end of the program. Source: WASI preview 1, proc_*"""

from __future__ import annotations

from interpreter.errors import Exit
from interpreter.wasi.errno import Errno, Failure
from interpreter.wasi.state import State

_LAST = 30  # the highest number of a signal in WASI
_IGNORED = frozenset({0, 16, 17, 22, 27})  # none, chld, cont, urg, winch: they end no program
_STOPPING = range(18, 22)  # stop, tstp, ttin, ttou


def proc_exit(state: State, view: memoryview, code: int) -> None:
    """End the program: raises Exit."""
    state.exit_code = code
    raise Exit(code)


def proc_raise(state: State, view: memoryview, signal: int) -> None:
    """Send a signal to the program, which has no handlers: by the signal, ignore it or end with 128 and its number."""
    if signal > _LAST:
        raise Failure(Errno.EINVAL)
    if signal in _STOPPING:
        raise Failure(Errno.ENOTSUP)
    if signal not in _IGNORED:
        proc_exit(state, view, 128 + signal)
