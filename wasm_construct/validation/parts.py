"""Sub types taken apart: the one place that knows their abbreviations.

Spec: §2.3.10 (syntax-subtype)
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from wasm_construct.errors import InvalidError
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

PlainType: TypeAlias = FuncType | StructType | ArrayType
"""A composite type that has nothing to do with descriptors."""


class Parts(NamedTuple):
    """A sub type taken apart."""

    comp: PlainType
    supers: tuple[int, ...]
    final: bool
    described: int | None
    descriptor: int | None


def parts(type_: SubType | CompType) -> Parts:
    """Take a sub type apart, abbreviated or not; raises InvalidError when it describes others twice."""
    comp, supers, final = (type_.comp, type_.supers, type_.final) if isinstance(type_, SubType) else (type_, (), True)
    described = descriptor = None
    if isinstance(comp, Describes):
        described, comp = comp.type, comp.comp
    if isinstance(comp, Descriptor):
        descriptor, comp = comp.type, comp.comp
    if isinstance(comp, Describes | Descriptor):
        raise InvalidError("a type describes, or is described by, one type and no more")
    return Parts(comp, supers, final, described, descriptor)


def mentioned(comp: PlainType) -> list[StorageType]:
    """The types that a composite type is made of."""
    if isinstance(comp, FuncType):
        return [*comp.params, *comp.results]
    if isinstance(comp, StructType):
        return [field.storage for field in comp.fields]
    return [comp.field.storage]
