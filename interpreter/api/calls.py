"""Calls that run in a thread of their own: to be waited for, awaited, or interrupted."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Generator
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any, Generic, TypeVar

from interpreter.errors import Interrupted, TimedOut
from interpreter.runtime.boundary import end_of_thread
from interpreter.runtime.coroutines import HERE, current_loop
from interpreter.runtime.show import show_count

T = TypeVar("T")


class AsyncResult(Generic[T]):
    """A call that runs in a thread: its result can be waited for, or awaited in a coroutine."""

    def __init__(self, work: Callable[[], T]) -> None:
        """Begin with the work."""
        self._work = work
        self._lock = Lock()  # held to change, or to rely on, whether the work is over
        self._over = False
        self._cancelled = False
        self._loop = current_loop()
        self._started = Event()
        self._done = Event()
        self._tell: list[Callable[[], object]] = []
        self._value: T | None = None
        self._error: BaseException | None = None
        # a daemon: a program may end although code of it runs on for ever
        self._thread = Thread(target=self._run, name="wasm call", daemon=True)
        self._thread.start()
        self._started.wait()

    # ---- in the thread

    def _run(self) -> None:
        # the one interruption that there may be comes at any call, whether the work is over or not
        HERE.loop = self._loop
        try:
            self._started.set()
            try:
                self._value = self._work()
            except BaseException as error:
                self._error = error
            self._end()
        except Interrupted as error:
            self._error = error
            self._end()
        try:
            self._report()
        except Interrupted:
            self._report()

    def _end(self) -> None:
        with self._lock:
            self._over = True

    def _report(self) -> None:
        end_of_thread()
        self._done.set()
        for tell in self._tell:
            tell()

    # ---- in all others

    def wait(self) -> None:
        """Wait until the call has ended, one way or another."""
        self._done.wait()

    def wait_for(self, milliseconds: float) -> bool:
        """Wait no longer than this; whether the call has ended."""
        return self._done.wait(None if math.isinf(milliseconds) else milliseconds / 1000)

    def done(self) -> bool:
        """Whether the call has ended."""
        return self._done.is_set()

    def cancel(self) -> bool:
        """Interrupt the code, which may be in a loop without end; False when the call has ended already.

        It ends with Interrupted as soon as it runs Python code again: a host function that sleeps is not woken up.
        Raises NotImplementedError where Python is not CPython.
        """
        raise_in = _raise_in()
        with self._lock:
            if not self._over and not self._cancelled:
                self._cancelled = True
                raise_in(ctypes.c_ulong(self._thread.ident or 0), ctypes.py_object(Interrupted))
            return not self._over

    def get(self, timeout: float | None = None) -> T:
        """What the call gave, once it has ended; raises what the call raised, Interrupted when it was interrupted.

        Raises TimedOut when that takes longer than `timeout` seconds; the call goes on then.
        """
        if not self._done.wait(timeout):
            raise TimedOut(f"the call has not ended in {show_count(timeout or 0, 'second')}")
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]

    def get_async(self, timeout: float | None = None) -> T:
        """What SDKs call `get`: it waits here, too. In a coroutine, `await` the AsyncResult itself."""
        return self.get(timeout)

    def __await__(self) -> Generator[Any, None, T]:
        return self._awaited().__await__()

    async def _awaited(self) -> T:
        import asyncio  # large, and most programs do not need it

        loop = asyncio.get_running_loop()
        ended = asyncio.Event()

        def tell() -> None:
            with suppress(RuntimeError):  # a loop that has been closed waits for nothing
                loop.call_soon_threadsafe(ended.set)

        self._tell.append(tell)
        try:
            if not self._done.is_set():  # else nobody may be told
                await ended.wait()
        except asyncio.CancelledError:
            self.cancel()
            raise
        return self.get()

    def __repr__(self) -> str:
        state = "running" if not self._done.is_set() else "ended" if self._error is None else "failed"
        return f"<AsyncResult: {state}>"


def _raise_in() -> Any:
    if not hasattr(ctypes, "pythonapi"):
        raise NotImplementedError("this Python cannot raise an exception in another thread")
    return ctypes.pythonapi.PyThreadState_SetAsyncExc


def within(seconds: float, work: Callable[[], T]) -> T:
    """What some work gives; raises TimedOut, and interrupts it, when it takes longer than this."""
    call = AsyncResult(work)
    if not call.wait_for(seconds * 1000):
        call.cancel()
        raise TimedOut(f"execution timed out after {show_count(seconds, 'second')}")
    return call.get()
