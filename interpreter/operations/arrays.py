"""Arrays.

Spec: §4.6.9 (exec-array.new)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.errors import Trap, TrapCode
from interpreter.operations.fields import SIZES, extend, layout, values_in
from interpreter.operations.lists import check, fill
from interpreter.runtime.aggregates import ArrayInst, check_length
from interpreter.runtime.instance import Instance
from wasm_construct.validation.types import DefType

_BOUNDS = TrapCode.ARRAY_BOUNDS


def _elems(array: ArrayInst | None) -> list[Any]:
    if array is None:
        raise Trap(TrapCode.NULL_ARRAY)
    return array.elems


def _pack(type_: DefType, value: Any) -> Any:
    """A value as the array keeps it. Spec: §4.2.15 (aux-packfield)"""
    (mask,) = layout(type_).masks
    return value if mask is None else value & mask


def array_new(type_: DefType, value: Any, length: int) -> ArrayInst:
    """Spec: §4.6.9 (exec-array.new)"""
    check_length(length)
    return ArrayInst(type_, [_pack(type_, value)] * length)


def array_new_default(type_: DefType, length: int) -> ArrayInst:
    """Spec: §4.6.9 (exec-array.new_default)"""
    check_length(length)
    return ArrayInst(type_, list(layout(type_).defaults) * length)


def array_new_fixed(type_: DefType, length: int, *values: Any) -> ArrayInst:
    """Spec: §4.6.9 (exec-array.new_fixed)"""
    (mask,) = layout(type_).masks
    return ArrayInst(type_, list(values) if mask is None else [value & mask for value in values])


def array_new_data(type_: DefType, instance: Instance, data: int, start: int, length: int) -> ArrayInst:
    """Spec: §4.6.9 (exec-array.new_data)"""
    return ArrayInst(type_, _from_data(type_, instance.datas[data], start, length))


def array_new_elem(type_: DefType, instance: Instance, elem: int, start: int, length: int) -> ArrayInst:
    """Spec: §4.6.9 (exec-array.new_elem)"""
    return ArrayInst(type_, _from_elem(instance.elems[elem], start, length))


def _from_data(type_: DefType, data: bytes, start: int, length: int) -> list[Any]:
    (storage,) = layout(type_).storage
    size = length * SIZES[storage]
    check(TrapCode.MEMORY_BOUNDS, data, start, size)
    check_length(length)
    return values_in(data[start : start + size], storage)


def _from_elem(elem: list[Any], start: int, length: int) -> list[Any]:
    check(TrapCode.TABLE_BOUNDS, elem, start, length)
    return elem[start : start + length]


def array_get(type_: DefType, array: ArrayInst | None, index: int) -> Any:
    """Spec: §4.6.9 (exec-array.get)"""
    try:
        return _elems(array)[index]
    except IndexError:
        raise Trap(_BOUNDS) from None


def array_get_s(type_: DefType, array: ArrayInst | None, index: int) -> int:
    """Spec: §4.6.9 (exec-array.get_sx)"""
    return extend(array_get(type_, array, index), layout(type_).masks[0])


def array_set(type_: DefType, array: ArrayInst | None, index: int, value: Any) -> None:
    """Spec: §4.6.9 (exec-array.set)"""
    try:
        _elems(array)[index] = _pack(type_, value)
    except IndexError:
        raise Trap(_BOUNDS) from None


def array_len(array: ArrayInst | None) -> int:
    """Spec: §4.6.9 (exec-array.len)"""
    return len(_elems(array))


def array_fill(type_: DefType, array: ArrayInst | None, start: int, value: Any, count: int) -> None:
    """Spec: §4.6.9 (exec-array.fill)"""
    elems = _elems(array)
    check(_BOUNDS, elems, start, count)
    fill(elems, start, count, _pack(type_, value))


def array_copy(
    type_: DefType, other: DefType, array: ArrayInst | None, to: int, source: ArrayInst | None, start: int, count: int
) -> None:
    """Spec: §4.6.9 (exec-array.copy)"""
    goal, elems = _elems(array), _elems(source)
    check(_BOUNDS, goal, to, count)
    check(_BOUNDS, elems, start, count)
    goal[to : to + count] = elems[start : start + count]


def array_init_data(
    type_: DefType, instance: Instance, data: int, array: ArrayInst | None, to: int, start: int, count: int
) -> None:
    """Spec: §4.6.9 (exec-array.init_data)"""
    goal = _elems(array)
    check(_BOUNDS, goal, to, count)
    goal[to : to + count] = _from_data(type_, instance.datas[data], start, count)


def array_init_elem(
    type_: DefType, instance: Instance, elem: int, array: ArrayInst | None, to: int, start: int, count: int
) -> None:
    """Spec: §4.6.9 (exec-array.init_elem)"""
    goal = _elems(array)
    check(_BOUNDS, goal, to, count)
    goal[to : to + count] = _from_elem(instance.elems[elem], start, count)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "array.new": array_new,
    "array.new_default": array_new_default,
    "array.new_fixed": array_new_fixed,
    "array.new_data": array_new_data,
    "array.new_elem": array_new_elem,
    "array.get": array_get,
    "array.get_s": array_get_s,
    "array.get_u": array_get,  # packed elements are kept as unsigned values
    "array.set": array_set,
    "array.len": array_len,
    "array.fill": array_fill,
    "array.copy": array_copy,
    "array.init_data": array_init_data,
    "array.init_elem": array_init_elem,
}
