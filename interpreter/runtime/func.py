"""Function instances.

Spec: §4.2.7 (syntax-funcinst)
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from interpreter.runtime.boundary import entry, host_code
from wasm_construct.validation import types

if TYPE_CHECKING:
    from interpreter.runtime.instance import Instance


class Func:
    """A function, of a module or of the host. Calling it takes and gives values of the host.

    `code` is what other code calls: values in the form of the engines, one result as itself, several as a tuple. `tail`
    is the same for a call in tail position: it may give a TailCall instead (see `interpreter.engines`). `leaf`: it is
    known to call nothing. Spec: §4.2.7 (syntax-funcinst)
    """

    __slots__ = (
        "__weakref__",
        "_entry",
        "code",
        "host",
        "index",
        "instance",
        "leaf",
        "mod_name",
        "name",
        "signature",
        "tail",
        "type",
    )

    def __init__(self, type: types.DefType, instance: Instance | None = None, index: int = -1) -> None:  # noqa: A002
        if not isinstance(type.comp, types.Func):
            raise TypeError(f"{type!r} is not a function type")
        self.type = type
        self.signature = type.comp
        self.instance = instance
        self.index = index
        self.host: Callable[..., Any] | None = None
        self.leaf = False
        self.name: str | None = None
        self.mod_name: str | None = None
        self.code: Callable[..., Any] = _unset
        self.tail: Callable[..., Any] = _unset
        self._entry: Callable[..., Any] | None = None

    @classmethod
    def of_host(
        cls,
        type: types.DefType,  # noqa: A002
        function: Callable[..., Any],
        caller: Callable[[], Any] | None = None,
    ) -> Func:
        """A function of the host; `caller`, if given, makes a first argument for each call."""
        func = cls(type)
        func.host = function
        func.code = func.tail = host_code(func, function, caller)
        return func

    @property
    def title(self) -> str:
        """What messages call it."""
        name = self.name
        if name is None and self.instance is not None:
            name = self.instance.module.func_name(self.index)
        return f"function {name!r}" if name is not None else f"function {self.index}" if self.instance else "function"

    def __call__(self, *args: Any) -> Any:
        """Call it: None, one result, or a tuple of results; raises SignatureError before anything has run.

        Integers come back with a sign. Raises Trap, Exhaustion, WasmException, and what a host function raises.
        """
        return (self._entry or self._prepared())(*args)

    def _prepared(self) -> Callable[..., Any]:
        self._entry = entry(self, self.instance.lock if self.instance else nullcontext())
        return self._entry


def _unset(*args: Any) -> Any:
    raise RuntimeError("this function has no code yet")
