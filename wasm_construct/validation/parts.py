"""Sub types taken apart, so that nobody else need know their abbreviations.

Spec: §2.3.10 (syntax-subtype)
"""

from __future__ import annotations

from typing import NamedTuple

from wasm_construct.syntax.types import (
    ArrayType,
    CompType,
    Describes,
    Descriptor,
    FuncType,
    StorageType,
    StructType,
    SubType,
)


class Parts(NamedTuple):
    """A sub type taken apart."""

    comp: FuncType | StructType | ArrayType
    supers: tuple[int, ...]
    final: bool
    described: int | None
    descriptor: int | None


def parts(type_: SubType | CompType) -> Parts:
    """Take a sub type apart, abbreviated or not."""
    comp, supers, final = (type_.comp, type_.supers, type_.final) if isinstance(type_, SubType) else (type_, (), True)
    described = descriptor = None
    while isinstance(comp, Describes | Descriptor):
        if isinstance(comp, Describes):
            described = comp.type
        else:
            descriptor = comp.type
        comp = comp.comp
    return Parts(comp, supers, final, described, descriptor)


def mentioned(comp: CompType) -> list[StorageType]:
    """The types that a composite type is made of."""
    if isinstance(comp, FuncType):
        return [*comp.params, *comp.results]
    if isinstance(comp, StructType):
        return [field.storage for field in comp.fields]
    return [comp.field.storage] if isinstance(comp, ArrayType) else []
