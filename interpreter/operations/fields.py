"""The fields of structures and arrays: how values are put into them and read out of them.

Spec: §4.2.15 (aux-packfield, aux-unpackfield)
"""

from __future__ import annotations

from functools import lru_cache
from struct import Struct as Layout
from typing import Any

from interpreter.numerics import f32_from_bits
from wasm_construct.syntax.types import NumType, PackType, VecType
from wasm_construct.validation.types import Array, DefType, Field, StorageType, Struct

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
"""How many bytes of a data segment make a value of each type."""
_LETTERS: dict[StorageType, str] = {
    PackType.I8: "B",
    PackType.I16: "H",
    NumType.I32: "I",
    NumType.I64: "Q",
    NumType.F64: "d",
}


@lru_cache(1024)  # bounded, since it keeps the types alive
def fields_of(type_: DefType) -> tuple[Field, ...]:
    """The fields of a structure type, or the one of an array type; raises TypeError for a function type."""
    match type_.comp:
        case Struct(fields):
            return fields
        case Array(field):
            return (field,)
    raise TypeError(f"{type_!r} has no fields")


def pack(value: Any, field: Field) -> Any:
    """A value as a field keeps it. Spec: §4.2.15 (aux-packfield)"""
    mask = _MASKS.get(field.storage)
    return value if mask is None else value & mask


def extend(value: int, field: Field) -> int:
    """The i32 that the bits in a packed field mean with a sign. Spec: §4.2.15 (aux-unpackfield)"""
    sign = _MASKS[field.storage] + 1 >> 1
    return (value ^ sign) - sign & 0xFFFF_FFFF


def values_in(data: bytes, storage: StorageType) -> list[Any]:
    """The values that bytes of a data segment stand for, as fields of this type keep them."""
    count = len(data) // SIZES[storage]
    if storage is VecType.V128:
        return [data[at : at + 16] for at in range(0, len(data), 16)]
    if storage is NumType.F32:
        return [f32_from_bits(bits) for bits in Layout(f"<{count}I").unpack(data)]
    return list(Layout(f"<{count}{_LETTERS[storage]}").unpack(data))
