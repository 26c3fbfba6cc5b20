"""Instructions on structures whose type has a custom descriptor.

Source: the custom-descriptors proposal
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.errors import Trap, TrapCode
from interpreter.operations.structures import struct_new, struct_new_default
from interpreter.runtime.aggregates import StructInst
from wasm_construct.validation.types import DefType, Ref


def has_descriptor(type_: Ref, value: object, desc: StructInst | None) -> bool:
    """Whether a cast to this type succeeds: the value has the descriptor `desc`. Raises Trap if `desc` is null."""
    if desc is None:
        raise Trap(TrapCode.NULL_DESCRIPTOR)
    if value is None:
        return type_.null
    return isinstance(value, StructInst) and value.desc is desc


def ref_cast_desc_eq(type_: Ref, value: Any, desc: StructInst | None) -> Any:
    """The value, if its descriptor is `desc`, or if it is null and the type is nullable; raises Trap otherwise."""
    if has_descriptor(type_, value, desc):
        return value
    raise Trap(TrapCode.DESCRIPTOR_CAST)


def ref_get_desc(type_: DefType, value: StructInst | None) -> StructInst | None:
    """The descriptor of a structure; raises Trap for null."""
    if value is None:
        raise Trap(TrapCode.NULL_REFERENCE)
    return value.desc


def struct_new_desc(type_: DefType, *operands: Any) -> StructInst:
    """A structure whose fields are all operands but the last, which is its descriptor; raises Trap if that is null."""
    *values, desc = operands
    return _described(struct_new(type_, *values), desc)


def struct_new_default_desc(type_: DefType, desc: StructInst | None) -> StructInst:
    """A structure of default values with a descriptor; raises Trap if that is null."""
    return _described(struct_new_default(type_), desc)


def _described(value: StructInst, desc: StructInst | None) -> StructInst:
    if desc is None:
        raise Trap(TrapCode.NULL_DESCRIPTOR)
    value.desc = desc
    return value


OPERATIONS: dict[str, Callable[..., Any]] = {
    "struct.new_desc": struct_new_desc,
    "struct.new_default_desc": struct_new_default_desc,
    "ref.get_desc": ref_get_desc,
    "ref.cast_desc_eq": ref_cast_desc_eq,
}
