"""Structures.

Spec: §4.6.9 (exec-struct.new)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.errors import Trap, TrapCode
from interpreter.operations.fields import extend, layout
from interpreter.runtime.aggregates import StructInst
from wasm_construct.validation.types import DefType


def struct_new(type_: DefType, *values: Any) -> StructInst:
    """Spec: §4.6.9 (exec-struct.new)"""
    fields = list(values)
    for number, mask in layout(type_).packed:
        fields[number] &= mask
    return StructInst(type_, fields)


def struct_new_default(type_: DefType) -> StructInst:
    """Spec: §4.6.9 (exec-struct.new_default)"""
    return StructInst(type_, list(layout(type_).defaults))


def struct_get(type_: DefType, number: int, value: StructInst | None) -> Any:
    """Spec: §4.6.9 (exec-struct.get)"""
    if value is None:
        raise Trap(TrapCode.NULL_STRUCT)
    return value.fields[number]


def struct_get_s(type_: DefType, number: int, value: StructInst | None) -> int:
    """Spec: §4.6.9 (exec-struct.get_sx)"""
    return extend(struct_get(type_, number, value), layout(type_).masks[number])


def struct_set(type_: DefType, number: int, value: StructInst | None, new: Any) -> None:
    """Spec: §4.6.9 (exec-struct.set)"""
    if value is None:
        raise Trap(TrapCode.NULL_STRUCT)
    mask = layout(type_).masks[number]
    value.fields[number] = new if mask is None else new & mask


OPERATIONS: dict[str, Callable[..., Any]] = {
    "struct.new": struct_new,
    "struct.new_default": struct_new_default,
    "struct.get": struct_get,
    "struct.get_s": struct_get_s,
    "struct.get_u": struct_get,  # packed fields keep unsigned values
    "struct.set": struct_set,
}
