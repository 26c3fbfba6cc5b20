"""Reference instructions, i31, and the conversions between internal and external references.

Spec: §4.6.9 (exec-instr-ref)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.errors import Trap, TrapCode
from interpreter.operations.casts import caster
from interpreter.runtime.aggregates import I31
from interpreter.runtime.func import Func
from wasm_construct.validation.types import Ref


def ref_null(type_: Ref) -> None:
    """Spec: §4.6.9 (exec-ref.null)"""


def ref_func(func: Func) -> Func:
    """Spec: §4.6.9 (exec-ref.func)"""
    return func


def ref_is_null(value: object) -> bool:
    """Spec: §4.6.9 (exec-ref.is_null)"""
    return value is None


def ref_as_non_null(value: Any) -> Any:
    """Spec: §4.6.9 (exec-ref.as_non_null)"""
    if value is None:
        raise Trap(TrapCode.NULL_REFERENCE)
    return value


def ref_eq(one: object, other: object) -> bool:
    """Spec: §4.6.9 (exec-ref.eq)"""
    return one is other or (isinstance(one, I31) and isinstance(other, I31) and one == other)


def ref_test(type_: Ref, value: object) -> bool:
    """Spec: §4.6.9 (exec-ref.test)"""
    return caster(type_)(value)


def ref_cast(type_: Ref, value: Any) -> Any:
    """Spec: §4.6.9 (exec-ref.cast)"""
    if caster(type_)(value):
        return value
    raise Trap(TrapCode.CAST)


def ref_i31(value: int) -> I31:
    """Spec: §4.6.9 (exec-ref.i31)"""
    return I31(value & 0x7FFF_FFFF)


def i31_get_s(value: I31 | None) -> int:
    """Spec: §4.6.9 (exec-i31.get)"""
    if value is None:
        raise Trap(TrapCode.NULL_I31)
    return value.signed & 0xFFFF_FFFF


def i31_get_u(value: I31 | None) -> int:
    """Spec: §4.6.9 (exec-i31.get)"""
    if value is None:
        raise Trap(TrapCode.NULL_I31)
    return int(value)


def convert(value: Any) -> Any:
    """Spec: §4.6.9 (exec-any.convert_extern, exec-extern.convert_any)"""
    return value


OPERATIONS: dict[str, Callable[..., Any]] = {
    "ref.null": ref_null,
    "ref.func": ref_func,
    "ref.is_null": ref_is_null,
    "ref.as_non_null": ref_as_non_null,
    "ref.eq": ref_eq,
    "ref.test": ref_test,
    "ref.cast": ref_cast,
    "ref.i31": ref_i31,
    "i31.get_s": i31_get_s,
    "i31.get_u": i31_get_u,
    "any.convert_extern": convert,
    "extern.convert_any": convert,
}
