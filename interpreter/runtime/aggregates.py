"""Structures, arrays and scalars: the values that Python's garbage collector frees.

Spec: §4.2.15 (syntax-structinst)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, repeat
from operator import index
from typing import Any

from interpreter.errors import BoundsError, Exhaustion, ImmutableError, ValueTypeError
from interpreter.runtime.references import Referent
from interpreter.runtime.show import show_count, show_type
from interpreter.runtime.values import checked, shown, to_host
from wasm_construct.syntax.types import AbsHeapType, PackType
from wasm_construct.validation.types import Array, DefType, Field, Struct

MOST_ELEMENTS = 100_000_000
"""The longest array: one takes eight bytes for each element."""
_MOST_SHOWN = 10
_BITS = {PackType.I8: 8, PackType.I16: 16}


class StructInst(Referent):
    """A structure: `value[0]` is a field, as a value of the host; `len` and iteration.

    Setting a field raises ImmutableError, and ValueTypeError for what does not fit. Numbers of 32 and of 64 bits have a
    sign; packed fields (i8, i16) have none, as `struct.get_u` reads them, and may be set with or without one.

    `fields` is the list that engines use (see `interpreter.runtime`), `type` the type, `desc` the descriptor (feature
    custom_descriptors). Spec: §4.2.15 (syntax-structinst)
    """

    __slots__ = ("__weakref__", "desc", "fields", "type")

    heap = AbsHeapType.STRUCT
    type: DefType

    def __init__(self, type: DefType, fields: list[Any], desc: StructInst | None = None) -> None:  # noqa: A002
        self.type = type
        self.fields = fields
        self.desc = desc

    def _types(self) -> tuple[Field, ...]:
        comp = self.type.comp
        return comp.fields if isinstance(comp, Struct) else ()

    def _place(self, at: int) -> int:
        return _place(at, "structure", "field", len(self.fields))

    def __getitem__(self, at: int) -> Any:
        at = self._place(at)
        return _read(self.fields[at], self._types()[at])

    def __setitem__(self, at: int, value: Any) -> None:
        at = self._place(at)
        self.fields[at] = _written(value, self._types()[at], f"field {at} of {self!r}")

    def __len__(self) -> int:
        return len(self.fields)

    def __iter__(self) -> Iterator[Any]:
        return map(_read, self.fields, self._types())

    def __repr__(self) -> str:
        return f"<struct{_some(self, len(self))}>"


class ArrayInst(Referent):
    """An array: `value[0]` is an element, as a value of the host; `len` and iteration.

    Elements are read and set as the fields of a StructInst. `elems` is the list that engines use (see
    `interpreter.runtime`), `type` the type. Spec: §4.2.15 (syntax-arrayinst)
    """

    __slots__ = ("__weakref__", "elems", "type")

    heap = AbsHeapType.ARRAY
    type: DefType

    def __init__(self, type: DefType, elems: list[Any]) -> None:  # noqa: A002
        self.type = type
        self.elems = elems

    def _field(self) -> Field:
        comp = self.type.comp
        if not isinstance(comp, Array):
            raise TypeError(f"{self.type!r} is not an array type")
        return comp.field

    def _place(self, at: int) -> int:
        return _place(at, "array", "element", len(self.elems))

    def __getitem__(self, at: int) -> Any:
        return _read(self.elems[self._place(at)], self._field())

    def __setitem__(self, at: int, value: Any) -> None:
        at = self._place(at)
        self.elems[at] = _written(value, self._field(), f"{self!r}")

    def __len__(self) -> int:
        return len(self.elems)

    def __iter__(self) -> Iterator[Any]:
        return map(_read, self.elems, repeat(self._field()))

    def __repr__(self) -> str:
        return f"<array of {len(self)}{':' if len(self) else ''}{_some(self, len(self))}>"


def check_length(length: int) -> None:
    """Raise Exhaustion when an array would be too long."""
    if length > MOST_ELEMENTS:
        raise Exhaustion(f"out of memory: an array of {length} elements")


class I31(int, Referent):
    """An unboxed scalar. As an int it is its 31 bits without sign, which `i31.get_u` gives; see `signed`.

    Two are equal when they are to `ref.eq`. A host makes one with `I31.of`. Spec: §4.2.1 (syntax-ref.i31num)
    """

    __slots__ = ()

    heap = AbsHeapType.I31

    @classmethod
    def of(cls, number: int) -> I31:
        """The scalar for a number of 31 bits, with or without sign; raises ValueTypeError."""
        try:
            number = index(number)
        except TypeError:
            raise _unfit(number, "i31") from None
        if not -(1 << 30) <= number < 1 << 31:
            raise _unfit(number, "i31")
        return cls(number & 0x7FFF_FFFF)

    @property
    def signed(self) -> int:
        """The number that the bits mean with a sign."""
        return (self & 0x7FFF_FFFF ^ 0x4000_0000) - 0x4000_0000

    def __repr__(self) -> str:
        return f"<i31 {self.signed}>"


# ---- for the host


def _place(at: int, whole: str, part: str, count: int) -> int:
    at = index(at)
    if not 0 <= at < count:
        raise BoundsError(f"out of bounds {whole} access: {part} {at}, the {whole} has {count}")
    return at


def _read(kept: Any, field: Field) -> Any:
    """The value of the host for what a field keeps; a packed one is an integer without sign, as it is kept."""
    return kept if isinstance(field.storage, PackType) else to_host(kept, field.storage)


def _written(value: Any, field: Field, what: str) -> Any:
    """The form in which a field keeps a value of the host; raises ImmutableError and ValueTypeError."""
    if not field.mutable:
        raise ImmutableError(f"immutable field: {what} is constant")
    if not isinstance(field.storage, PackType):
        return checked(value, field.storage)
    bits = _BITS[field.storage]
    try:
        number = index(value)
    except TypeError:
        raise _unfit(value, show_type(field.storage)) from None
    if not -(1 << bits - 1) <= number < 1 << bits:
        raise _unfit(value, show_type(field.storage))
    return number & (1 << bits) - 1


def _unfit(value: object, type_: str) -> ValueTypeError:
    return ValueTypeError(f"{shown(value)} is no {type_}")


def _some(values: StructInst | ArrayInst, count: int) -> str:
    """The first values, each after a space."""
    shown = [brief(value) for value in islice(values, _MOST_SHOWN)]
    return "".join([f" {text}" for text in shown]) + (" ..." if count > _MOST_SHOWN else "")


def brief(value: object) -> str:
    """A value of the host in a few words. They leave out the parts of objects, which may refer back to the object."""
    match value:
        case None:
            return "null"
        case StructInst():
            return f"<struct of {show_count(len(value), 'field')}>"
        case ArrayInst():
            return f"<array of {len(value)}>"
        case int() | float() | str() | bytes():
            return shown(value)
        case _:
            return f"<{type(value).__name__}>"
