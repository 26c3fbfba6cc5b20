"""Global instances.

Spec: §4.2.10 (syntax-globalinst)
"""

from __future__ import annotations

from typing import Any, overload

from interpreter.errors import ImmutableError
from interpreter.runtime.show import show_global
from interpreter.runtime.types import GlobalType
from interpreter.runtime.values import checked, shown, to_host
from wasm_construct.validation.types import ValType


class Global:
    """A global; `value` is that of the host, `cell` the same in the form of the engines (see `interpreter.runtime`).

    Spec: §4.2.10 (syntax-globalinst)
    """

    __slots__ = ("__weakref__", "cell", "mod_name", "mutable", "name", "type")

    @overload
    def __init__(self, type: GlobalType, value: Any, /) -> None: ...

    @overload
    def __init__(self, type: ValType, mutable: bool, value: Any, /) -> None: ...

    def __init__(self, type: GlobalType | ValType, /, *args: Any) -> None:  # noqa: A002
        """From a GlobalType and a value of the host; raises ValueTypeError when that has another type.

        Or, as modules do it, from a value type, whether it is mutable, and a value in the form that engines use.
        """
        self.type: ValType
        self.mutable: bool
        if isinstance(type, GlobalType):
            (given,) = args
            self.type, self.mutable, self.cell = type.type, type.mutable, checked(given, type.type)
        else:
            self.type = type
            self.mutable, self.cell = args
        self.name: str | None = None
        self.mod_name: str | None = None

    def ty(self) -> GlobalType:
        """Its type."""
        return GlobalType(self.type, self.mutable)

    @property
    def value(self) -> Any:
        """Its value, integers with a sign; setting it raises ImmutableError, and ValueTypeError for a wrong value."""
        return to_host(self.cell, self.type)

    @value.setter
    def value(self, value: Any) -> None:
        if not self.mutable:
            raise ImmutableError(f"immutable global: {self!r} is constant")
        self.cell = checked(value, self.type)

    def get_value(self) -> Any:
        """The same as `value`."""
        return self.value

    def set_value(self, value: Any) -> None:
        """The same as setting `value`."""
        self.value = value

    def __repr__(self) -> str:
        name = "" if self.name is None else f"{self.name!r} "
        return f"<Global {name}{show_global(self.type, self.mutable)} = {shown(self.value)}>"
