"""Structures, arrays and scalars: the values that Python's garbage collector looks after.

Spec: §4.2.15 (syntax-structinst)
"""

from __future__ import annotations

from typing import Any

from interpreter.errors import Exhaustion
from wasm_construct.validation.types import DefType

MOST_ELEMENTS = 100_000_000
"""The longest array: one takes eight bytes for each element."""


class StructInst:
    """A structure. Packed fields hold the bits, without sign. Spec: §4.2.15 (syntax-structinst)

    `desc` is its descriptor (feature custom_descriptors).
    """

    __slots__ = ("__weakref__", "desc", "fields", "type")

    def __init__(self, type: DefType, fields: list[Any], desc: StructInst | None = None) -> None:  # noqa: A002
        self.type = type
        self.fields = fields
        self.desc = desc

    def __repr__(self) -> str:
        return f"<struct of {len(self.fields)} fields at 0x{id(self):x}>"


class ArrayInst:
    """An array. Packed elements hold the bits, without sign. Spec: §4.2.15 (syntax-arrayinst)"""

    __slots__ = ("__weakref__", "elems", "type")

    def __init__(self, type: DefType, elems: list[Any]) -> None:  # noqa: A002
        self.type = type
        self.elems = elems

    def __repr__(self) -> str:
        return f"<array of {len(self.elems)} elements at 0x{id(self):x}>"


def check_length(length: int) -> None:
    """Raise Exhaustion when an array would be too long."""
    if length > MOST_ELEMENTS:
        raise Exhaustion(f"out of memory: an array of {length} elements")


class I31(int):
    """An unboxed scalar: 31 bits, without sign. Spec: §4.2.1 (syntax-ref.i31num)"""

    __slots__ = ()

    @property
    def signed(self) -> int:
        """The number that the bits mean with a sign."""
        return (self ^ 0x40000000) - 0x40000000

    def __repr__(self) -> str:
        return f"I31({int(self)})"
