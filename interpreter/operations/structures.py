"""Structures.

Spec: §4.6.9 (exec-struct.new)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.errors import Trap, TrapCode
from interpreter.operations.fields import extend, fields_of, pack
from interpreter.runtime.aggregates import StructInst
from interpreter.runtime.values import default
from wasm_construct.validation.types import DefType


def struct_new(type_: DefType, *values: Any) -> StructInst:
    """Spec: §4.6.9 (exec-struct.new)"""
    return StructInst(type_, list(map(pack, values, fields_of(type_))))


def struct_new_default(type_: DefType) -> StructInst:
    """Spec: §4.6.9 (exec-struct.new_default)"""
    return StructInst(type_, [default(field.storage) for field in fields_of(type_)])


def struct_get(type_: DefType, number: int, value: StructInst | None) -> Any:
    """Spec: §4.6.9 (exec-struct.get)"""
    if value is None:
        raise Trap(TrapCode.NULL_STRUCT)
    return value.fields[number]


def struct_get_s(type_: DefType, number: int, value: StructInst | None) -> int:
    """Spec: §4.6.9 (exec-struct.get_sx)"""
    return extend(struct_get(type_, number, value), fields_of(type_)[number])


def struct_set(type_: DefType, number: int, value: StructInst | None, new: Any) -> None:
    """Spec: §4.6.9 (exec-struct.set)"""
    if value is None:
        raise Trap(TrapCode.NULL_STRUCT)
    value.fields[number] = pack(new, fields_of(type_)[number])


OPERATIONS: dict[str, Callable[..., Any]] = {
    "struct.new": struct_new,
    "struct.new_default": struct_new_default,
    "struct.get": struct_get,
    "struct.get_s": struct_get_s,
    "struct.get_u": struct_get,  # packed fields hold the bits without sign
    "struct.set": struct_set,
}
