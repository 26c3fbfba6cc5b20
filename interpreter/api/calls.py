"""Calls that run in a thread, while their host does something else."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

from interpreter.errors import TimedOut
from interpreter.runtime.interruption import Call
from interpreter.runtime.show import show_count

T = TypeVar("T")


class AsyncResult(Generic[T]):
    """A call that runs in a thread: its result can be waited for, or awaited in a coroutine."""

    def __init__(self, work: Callable[[], T], seconds: float | None = None) -> None:
        """Begin with the work; after `seconds` it is interrupted, and the call fails with TimedOut."""
        self._call = Call(work)
        if seconds is not None:
            self._call.limit(seconds)
        self._call.start()

    def wait(self) -> None:
        """Wait until the call has ended, one way or another."""
        self._call.ended_within(None)

    def wait_for(self, milliseconds: float) -> bool:
        """Wait no longer than this; whether the call has ended."""
        return self._call.ended_within(milliseconds / 1000)

    def done(self) -> bool:
        """Whether the call has ended."""
        return self._call.future.done()

    def cancel(self) -> bool:
        """Interrupt the code, which may be in a loop without end; False when the call has ended already.

        The code, and the host function that it has called, ends with an Interruption, which `except Exception` does not
        catch; `get` then raises Interrupted. A host function that sleeps ends when it wakes up. May be called again.
        Raises UnsupportedError where Python is not CPython.
        """
        return not self.done() and self._call.interrupt()

    def get(self, timeout: float | None = None) -> T:
        """Wait until the call has ended, and give what it gave; raises what it raised, Interrupted after `cancel`.

        Raises TimedOut when that takes longer than `timeout` seconds; the call goes on then.
        """
        if not self._call.ended_within(timeout):
            raise TimedOut(f"the call has not ended in {show_count(timeout or 0, 'second')}")
        return self._call.future.result()

    def get_async(self, timeout: float | None = None) -> T:
        """The same as `get`, under the name that other SDKs give it. A coroutine awaits the AsyncResult itself."""
        return self.get(timeout)

    def __await__(self) -> Generator[Any, None, T]:
        return self._awaited().__await__()

    async def _awaited(self) -> T:
        import asyncio  # large, and most programs do not need it

        try:
            return await asyncio.wrap_future(self._call.future)
        except asyncio.CancelledError:
            self.cancel()
            raise

    def __repr__(self) -> str:
        state = "running" if not self.done() else "ended" if self._call.future.exception() is None else "failed"
        return f"<AsyncResult: {state}>"
