"""Interruption: one thread ends a call that runs in another, on any engine.

A `Call` is some work in a thread of its own. `Call.interrupt` does two things:

    CPython raises Interruption there      as soon as the thread runs Python code; most engines need no more than this
    it calls the HOOKS of engines          one that runs machine code sets a flag, say, which that code looks at

It does both again and again until the work has ended, since a host function may have a bare `except`. `except
Exception` stops nothing: an Interruption is no Exception.

Where it comes. CPython raises an exception of another thread after a call of a C function, when a Python function
begins, and when a loop goes back; nowhere else. So two statements without any of these are one step.

Why the thread survives. The thread notes by an assignment that the work is over (`_over`), and no other thread begins
to interrupt it after that. At most two interruptions still come: one that waits to be raised, and one of a thread that
had looked at `_over` before. So the thread tries three times to `_leave`, which may be begun again at any point: it
waits for that other thread, and frees what the code has left behind, whereby an interruption that waits is raised. (To
take it back instead would leave CPython looking for it for ever.) Only then all others hear of the end.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from contextlib import suppress
from threading import TIMEOUT_MAX, RLock, Thread, get_ident
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from interpreter.errors import Interrupted, Interruption, TimedOut, UnsupportedError
from interpreter.runtime.coroutines import HERE, current_loop
from interpreter.runtime.recursion_guard import GUARD
from interpreter.runtime.show import show_count

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
HOOKS: list[Callable[[int], object]] = []
"""Functions of engines. Each is called with the identifier of a thread whose code is to end, if it runs any.

Another thread calls them, again and again until the code has ended: so an engine may clear its flag when code begins.
"""
_PAUSE = 0.5
"""How many seconds a thread has to end, with all that its host functions clean up, before it is interrupted again."""


class Call(Generic[T]):
    """Some work in a thread of its own. `future` gets what it gives or raises; Interrupted if it was interrupted."""

    def __init__(self, work: Callable[[], T]) -> None:
        from concurrent.futures import Future  # it imports a lot, and most programs have no use for it

        self.future: Future[T] = Future()
        self.future.set_running_or_notify_cancel()
        self._work = work
        self._loop = current_loop()
        self._lock = RLock()  # held to look whether the work runs and to interrupt it; a signal may come meanwhile
        self._begun = self._over = self._interrupted = False
        # a daemon: a program may end although code of it runs on for ever
        self._thread = Thread(target=self._run, name="wasm call", daemon=True)

    def start(self) -> None:
        """Begin with the work."""
        self._thread.start()

    # ---- in the thread

    def _run(self) -> None:
        HERE.loop = self._loop
        value: T | None = None
        error: BaseException | None = None
        try:
            with self._lock:
                self._begun = True
            if self._interrupted:
                raise Interruption
            value = self._work()
        except BaseException as raised:
            self._over = True
            error = raised
        self._over = True
        try:
            try:
                self._leave()
            except Interruption:
                self._leave()
        except Interruption:
            self._leave()
        if error is None and not self._interrupted:
            self._settle(lambda: self.future.set_result(value))  # type: ignore[arg-type]  # there is one
        else:
            self._settle(lambda: self.future.set_exception(_outcome(error)))

    def _leave(self) -> None:
        with self._lock:
            pass
        GUARD.leave_all(get_ident())

    # ---- in other threads

    def ended_within(self, seconds: float | None) -> bool:
        """Wait no longer than this, with None for ever; whether the call has ended."""
        try:
            self.future.exception(None if seconds is None or seconds > TIMEOUT_MAX else seconds)
        except TimeoutError:
            return False
        return True

    def interrupt(self) -> bool:
        """End the work, by an Interruption in its thread; False when it has ended already. May be called again.

        Raises UnsupportedError where Python is not CPython.
        """
        _pythonapi()
        with self._lock:
            if self._over:
                return False
            first, self._interrupted = not self._interrupted, True
        if first and self._begun:  # before it begins it looks by itself
            self._raise()
            Thread(target=self._insist, daemon=True).start()
        return True

    def _raise(self) -> None:
        with self._lock:
            if not self._over:
                ident = self._thread.ident or 0
                _pythonapi().PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(Interruption))
                for hook in tuple(HOOKS):
                    hook(ident)

    def _insist(self) -> None:
        while not self._over:
            self._thread.join(_PAUSE)
            self._raise()

    def limit(self, seconds: float) -> None:
        """Let the call fail with TimedOut, and interrupt the work, after so many seconds. Raises UnsupportedError."""
        _pythonapi()
        Thread(target=self._expire, args=(seconds,), daemon=True).start()

    def _expire(self, seconds: float) -> None:
        if not self.ended_within(seconds):
            self._settle(lambda: self.future.set_exception(_timed_out(seconds)))
            self.interrupt()

    def _settle(self, settle: Callable[[], None]) -> None:
        from concurrent.futures import InvalidStateError

        with suppress(InvalidStateError):  # it has been settled, by `_expire` or by the thread
            settle()


def within(seconds: float, work: Callable[[], T]) -> T:
    """Do some work, in a thread of its own, and give what it gives; raises TimedOut when it takes longer than this.

    It is interrupted then, and also when the thread that waits is, by Ctrl-C for example. Raises UnsupportedError.
    """
    _pythonapi()
    call = Call(work)
    try:
        call.start()
        if not call.ended_within(seconds):
            raise _timed_out(seconds)
    except BaseException:
        call.interrupt()
        raise
    return call.future.result()


def _timed_out(seconds: float) -> TimedOut:
    return TimedOut(f"execution timed out after {show_count(seconds, 'second')}")


def _outcome(error: BaseException | None) -> BaseException:
    """What the call fails with when its work raised this; None: the work gave a value, but it was interrupted."""
    if error is not None and error.__traceback__ is not None:
        error.__traceback__ = error.__traceback__.tb_next  # not the frame of `_run`, which refers to the error
    if error is None or isinstance(error, Interruption):
        interrupted = Interrupted()
        interrupted.frames = error.frames if error is not None else ()
        return interrupted.with_traceback(error.__traceback__ if error is not None else None)
    if isinstance(error, StopIteration):  # a coroutine that waits for the call cannot raise it
        raised = RuntimeError("a host function raised StopIteration")
        raised.__cause__ = error
        return raised
    return error


def _pythonapi() -> Any:
    if not hasattr(ctypes, "pythonapi"):
        raise UnsupportedError("this Python cannot raise an exception in another thread")
    return ctypes.pythonapi
