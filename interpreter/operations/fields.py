"""The fields of structures and the elements of arrays: packing, unpacking, default values.

Spec: §4.2.15 (aux-packfield, aux-unpackfield)
"""

from __future__ import annotations

from functools import lru_cache
from struct import unpack
from typing import Any, NamedTuple

from interpreter.numerics import f32_from_bits
from interpreter.runtime.values import default
from wasm_construct.syntax.types import NumType, PackType, VecType
from wasm_construct.validation.types import Array, DefType, StorageType, Struct

_MASKS: dict[StorageType, int] = {PackType.I8: 0xFF, PackType.I16: 0xFFFF}
SIZES: dict[StorageType, int] = {
    PackType.I8: 1,
    PackType.I16: 2,
    NumType.I32: 4,
    NumType.I64: 8,
    NumType.F32: 4,
    NumType.F64: 8,
    VecType.V128: 16,
}
"""The number of bytes of a value of each type in a data segment."""
_LETTERS: dict[StorageType, str] = {
    PackType.I8: "B",
    PackType.I16: "H",
    NumType.I32: "I",
    NumType.I64: "Q",
    NumType.F64: "d",
}


class Layout(NamedTuple):
    """The fields of a structure type, or the one field of an array type, prepared for making and changing values."""

    storage: tuple[StorageType, ...]
    masks: tuple[int | None, ...]
    """For each packed field, the mask of the bits that it keeps; None for another field."""
    packed: tuple[tuple[int, int], ...]
    """The packed fields only: the number of each, and its mask."""
    defaults: tuple[Any, ...]


@lru_cache(1024)  # bounded, since it keeps the types alive
def layout(type_: DefType) -> Layout:
    """The layout of a structure or array type; raises TypeError for a function type."""
    match type_.comp:
        case Struct(fields):
            pass
        case Array(field):
            fields = (field,)
        case _:
            raise TypeError(f"{type_!r} has no fields")
    storage = tuple([field.storage for field in fields])
    masks = tuple([_MASKS.get(type_) for type_ in storage])
    packed = tuple([(number, mask) for number, mask in enumerate(masks) if mask is not None])
    return Layout(storage, masks, packed, tuple(map(default, storage)))


def extend(value: int, mask: int | None) -> int:
    """The value of a packed field with this mask, sign-extended to i32. Spec: §4.2.15 (aux-unpackfield)"""
    sign = (mask or 0) + 1 >> 1
    return (value ^ sign) - sign & 0xFFFF_FFFF


def values_in(data: bytes, storage: StorageType) -> list[Any]:
    """The values in bytes of a data segment, as fields of this type keep them."""
    count = len(data) // SIZES[storage]
    if storage is VecType.V128:
        return [data[at : at + 16] for at in range(0, len(data), 16)]
    if storage is NumType.F32:
        return [f32_from_bits(bits) for bits in unpack(f"<{count}I", data)]
    return list(unpack(f"<{count}{_LETTERS[storage]}", data))
