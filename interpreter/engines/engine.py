"""The protocol between the runtime and an engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance


class Engine(Protocol):
    """Makes the functions of instances callable."""

    name: str

    def attach(self, instance: Instance) -> None:
        """Give `code` and `tail` to every function of the instance that is its own.

        The index spaces of the instance are complete, except that segments have not been copied yet. What the engine
        needs to keep goes to `instance.engine`, what instances of the same module can share to
        `instance.module.compiled[self.name]`. Code may be made on the first call of a function only.
        """


class TailCall:
    """What code in tail position may give instead of results: go on with this call. See `Func.tail`.

    Whoever calls a `tail` goes on for as long as it gets one of these; `code` never gives one.
    """

    __slots__ = ("args", "func")

    def __init__(self, func: Func, args: tuple[Any, ...]) -> None:
        self.func = func
        self.args = args


Code = Callable[..., Any]
"""A function as engines call it (see `Func.code`)."""
