"""Global instances.

Spec: §4.2.10 (syntax-globalinst)
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from struct import Struct
from typing import Any, overload

from interpreter.errors import ImmutableError
from interpreter.numerics import f32_from_bits, f32_to_bits
from interpreter.runtime.show import show_global, show_type
from interpreter.runtime.types import GlobalType
from interpreter.runtime.values import checked, shown, to_host
from wasm_construct.syntax.types import NumType, VecType
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


class RawGlobal(Global):
    """A global of a number or vector type whose value lies in memory, for engines whose code is not Python's.

    `address` is where: 16 bytes, aligned to 8 or more, of which the value takes the first ones, least significant byte
    first. `cell` reads and writes them, so Python code sees no difference. Raises TypeError for a reference type.
    """

    __slots__ = ("_bytes", "_read", "_write")

    def __init__(self, type: ValType, mutable: bool, value: Any) -> None:  # noqa: A002
        if type not in _FORMS:
            raise TypeError(f"a global of type {show_type(type)} cannot be raw")
        self._read, self._write = _FORMS[type]
        self._bytes = (ctypes.c_uint64 * 2)()
        super().__init__(type, mutable, value)

    @property
    def address(self) -> int:
        """The address of the value, which stays the same."""
        return ctypes.addressof(self._bytes)

    @property
    def cell(self) -> Any:
        """The value in the form of the engines."""
        return self._read(self._bytes)

    @cell.setter
    def cell(self, value: Any) -> None:
        self._write(self._bytes, value)

    def __reduce__(self) -> tuple[Any, ...]:
        kept = {"name": self.name, "mod_name": self.mod_name}
        return RawGlobal, (self.type, self.mutable, self.cell), (None, kept)


def allocated(type_: ValType, mutable: bool, value: Any, raw: bool) -> Global:
    """A global of a module; `raw`: as a RawGlobal, if its type allows that."""
    return (RawGlobal if raw and type_ in _FORMS else Global)(type_, mutable, value)


_Form = tuple[Callable[[Any], Any], Callable[[Any, Any], None]]


def _form(code: str, to: Callable[[Any], Any] | None = None, back: Callable[[Any], Any] | None = None) -> _Form:
    """How a value is read from bytes and written to them: by a format of `struct`, changed by `to` and `back`."""
    layout = Struct(code)

    def read(data: Any) -> Any:
        (value,) = layout.unpack_from(data)
        return value if back is None else back(value)

    def write(data: Any, value: Any) -> None:
        layout.pack_into(data, 0, value if to is None else to(value))

    return read, write


_FORMS: dict[ValType, _Form] = {
    NumType.I32: _form("<I"),
    NumType.I64: _form("<Q"),
    NumType.F32: _form("<I", f32_to_bits, f32_from_bits),
    NumType.F64: _form("<d"),
    VecType.V128: _form("16s"),
}
"""The types whose values are bytes."""
