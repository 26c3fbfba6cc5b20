"""Host functions that are coroutine functions: code that calls one waits until its coroutine has ended."""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import iscoroutinefunction
from threading import local
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


class _Here(local):
    loop: AbstractEventLoop | None = None


HERE = _Here()
"""The event loop that waits for the code of this thread, if one does: set where the thread begins."""


def current_loop() -> AbstractEventLoop | None:
    """The event loop that could wait for a new thread: the one that runs here, or waits for this thread."""
    if "asyncio" not in sys.modules:  # then no loop runs, and there is no need to import all that
        return None
    from asyncio import get_running_loop

    try:
        return get_running_loop()
    except RuntimeError:
        return HERE.loop


def awaited(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that runs the coroutine of a coroutine function and gives its result; any other function as it is."""
    if not iscoroutinefunction(function) and not iscoroutinefunction(type(function).__call__):
        return function

    import asyncio

    def call(*args: Any) -> Any:
        loop = HERE.loop
        if loop is not None:
            if loop.is_closed():
                raise RuntimeError("the event loop for coroutines of the host has ended")
            return asyncio.run_coroutine_threadsafe(function(*args), loop).result()
        if current_loop() is not None:
            raise RuntimeError("an event loop waits for this call: use run_func_async, and await it")
        return asyncio.run(function(*args))

    return call
