"""Pickles host functions: by name, as Python pickles functions."""

from __future__ import annotations

import copy
import pickle
import sys
from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any


class HostCode:
    """The host function in the state of a Func. Copying copies it; pickling raises when its name does not find it."""

    __slots__ = ("function", "title")

    def __init__(self, function: Callable[..., Any] | None, title: str) -> None:
        self.function = function
        self.title = title

    def __deepcopy__(self, memo: dict[int, Any]) -> HostCode:
        return HostCode(copy.deepcopy(self.function, memo), self.title)

    def __reduce__(self) -> tuple[Any, ...]:
        nameless = _nameless(self.function)
        if nameless is not None:
            name = f"{nameless.__module__}.{nameless.__qualname__}"
            raise pickle.PicklingError(
                f"the host's {self.title} cannot be pickled: {name} is not to be found by this name; "
                "define it at the top of a module (copy.deepcopy needs no names)"
            )
        return _itself, (self.function,)


def _itself(function: Any) -> Any:
    return function


def _nameless(function: Any) -> FunctionType | None:
    """The function itself, below partial ones, if its name does not find it, as with a lambda; else None."""
    while isinstance(function, partial):
        function = function.func
    if not isinstance(function, FunctionType):
        return None
    found: Any = sys.modules.get(function.__module__)
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return None if found is function else function
