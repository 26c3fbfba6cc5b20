"""Protocols by which the lower files of this package know the classes of the higher ones.

A Func knows its Instance, an Instance consists of Funcs, and a Store of Instances, which know it. Imports go in one
direction all the same: the lower file asks for one of these protocols, and the class in the higher one meets it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from interpreter.runtime.globals import Global
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule
from interpreter.runtime.table import Table
from wasm_construct.validation.types import Func as FuncType


class FuncLike(Protocol):
    """What lower files use of a Func."""

    signature: FuncType
    name: str | None
    index: int
    host: Callable[..., Any] | None
    instance: InstanceLike | None
    code: Callable[..., Any]
    tail: Callable[..., Any]

    def link(self) -> None:
        """Get the code from the engine."""

    @property
    def title(self) -> str:
        """Its name in messages."""


class InstanceLike(Protocol):
    """What lower files use of an Instance; its functions are Any here."""

    name: str | None
    module: ValidModule
    executor: Any
    engine: Any
    funcs: list[Any]
    mems: list[Memory]
    lock: Any
    exports: Any
    externs: dict[str, Any]

    def func(self, name: str, /) -> Any:
        """The function that is exported under this name, or None."""

    def memory(self, name: str, /) -> Memory | None:
        """The memory that is exported under this name, or None."""

    def table(self, name: str, /) -> Table | None:
        """The table that is exported under this name, or None."""

    def global_(self, name: str, /) -> Global | None:
        """The global that is exported under this name, or None."""

    def func_names(self) -> list[str]:
        """The names of the exported functions."""


class StoreLike(Protocol):
    """What an Instance uses of a Store."""

    def unregister(self, instance: Any, /) -> None:
        """Forget an instance."""
