"""The end of the program. Source: WASI preview 1, proc_*"""

from __future__ import annotations

from interpreter.errors import Exit
from interpreter.wasi.errno import Errno, Failure
from interpreter.wasi.state import State

_LAST = 30  # signals, by the numbers of the interface
_IGNORED = frozenset({0, 16, 17, 22, 27})  # none, chld, cont, urg, winch: they end no program
_STOPPING = range(18, 22)  # stop, tstp, ttin, ttou


def proc_exit(state: State, view: memoryview, code: int) -> None:
    """End the program."""
    state.exit_code = code
    raise Exit(code)


def proc_raise(state: State, view: memoryview, signal: int) -> None:
    """Send a signal to the program itself, which has no handlers: it ends as a shell would report it, or goes on."""
    if signal > _LAST:
        raise Failure(Errno.EINVAL)
    if signal in _STOPPING:
        raise Failure(Errno.ENOTSUP)
    if signal not in _IGNORED:
        proc_exit(state, view, 128 + signal)
