"""Evaluating constant expressions.

Spec: §4.7.3 (eval-expr), §3.4.13 (valid-constant)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from interpreter.errors import Trap, TrapCode
from interpreter.numerics import OPS, f32_from_bits, f64_from_bits
from interpreter.runtime.aggregates import I31, ArrayInst, StructInst, check_length
from interpreter.runtime.instance import Instance
from interpreter.runtime.values import default
from wasm_construct.syntax.instructions import Expr
from wasm_construct.syntax.types import PackType
from wasm_construct.validation.types import Array, DefType, Field, Struct

Stack: TypeAlias = list[Any]
Rule: TypeAlias = Callable[[Instance, Stack, tuple[Any, ...]], None]


def evaluate(instance: Instance, expr: Expr) -> Any:
    """The value of a constant expression; the globals and functions that it names must be there already."""
    stack: Stack = []
    for instr in expr.peek():
        _RULES[instr.name](instance, stack, instr.args)
    return stack[0]


def _operation(name: str) -> Rule:
    compute = OPS[name]

    def run(instance: Instance, stack: Stack, args: tuple[Any, ...]) -> None:
        other = stack.pop()
        stack[-1] = compute(stack[-1], other)

    return run


def _popped(stack: Stack, count: int) -> list[Any]:
    values = stack[len(stack) - count :]
    del stack[len(stack) - count :]
    return values


def _fields(type_: DefType) -> tuple[Field, ...]:
    match type_.comp:
        case Struct(fields):
            return fields
        case Array(field):
            return (field,)
    raise TypeError(f"{type_!r} has no fields")


_MASKS = {PackType.I8: 0xFF, PackType.I16: 0xFFFF}


def packed(value: Any, field: Field) -> Any:
    """A value as a field keeps it. Spec: §4.3.17 (aux-packfield)"""
    return value & _MASKS[field.storage] if isinstance(field.storage, PackType) else value


def _struct_new(instance: Instance, stack: Stack, args: tuple[Any, ...]) -> None:
    fields = _fields(instance.types[args[0]])
    stack.append(StructInst(instance.types[args[0]], list(map(packed, _popped(stack, len(fields)), fields))))


def _struct_new_default(instance: Instance, stack: Stack, args: tuple[Any, ...]) -> None:
    type_ = instance.types[args[0]]
    stack.append(StructInst(type_, [default(field.storage) for field in _fields(type_)]))


def _struct_new_desc(instance: Instance, stack: Stack, args: tuple[Any, ...]) -> None:
    desc = _descriptor(stack)
    _struct_new(instance, stack, args)
    stack[-1].desc = desc


def _struct_new_default_desc(instance: Instance, stack: Stack, args: tuple[Any, ...]) -> None:
    desc = _descriptor(stack)
    _struct_new_default(instance, stack, args)
    stack[-1].desc = desc


def _descriptor(stack: Stack) -> StructInst:
    desc: StructInst | None = stack.pop()
    if desc is None:
        raise Trap(TrapCode.NULL_DESCRIPTOR)
    return desc


def _array_new(instance: Instance, stack: Stack, args: tuple[Any, ...]) -> None:
    type_ = instance.types[args[0]]
    length = stack.pop()
    check_length(length)
    stack[-1] = ArrayInst(type_, [packed(stack[-1], _fields(type_)[0])] * length)


def _array_new_default(instance: Instance, stack: Stack, args: tuple[Any, ...]) -> None:
    type_ = instance.types[args[0]]
    check_length(stack[-1])
    stack[-1] = ArrayInst(type_, [default(_fields(type_)[0].storage)] * stack[-1])


def _array_new_fixed(instance: Instance, stack: Stack, args: tuple[Any, ...]) -> None:
    type_ = instance.types[args[0]]
    field = _fields(type_)[0]
    stack.append(ArrayInst(type_, [packed(value, field) for value in _popped(stack, args[1])]))


def _replace_top(function: Callable[[Any], Any]) -> Rule:
    def run(instance: Instance, stack: Stack, args: tuple[Any, ...]) -> None:
        stack[-1] = function(stack[-1])

    return run


_RULES: dict[str, Rule] = {
    **{name: _operation(name) for name in "i32.add i32.sub i32.mul i64.add i64.sub i64.mul".split()},
    "i32.const": lambda instance, stack, args: stack.append(args[0] & 0xFFFFFFFF),
    "i64.const": lambda instance, stack, args: stack.append(args[0] & 0xFFFFFFFFFFFFFFFF),
    "f32.const": lambda instance, stack, args: stack.append(f32_from_bits(args[0].bits)),
    "f64.const": lambda instance, stack, args: stack.append(f64_from_bits(args[0].bits)),
    "v128.const": lambda instance, stack, args: stack.append(args[0]),
    "ref.null": lambda instance, stack, args: stack.append(None),
    "ref.func": lambda instance, stack, args: stack.append(instance.funcs[args[0]]),
    "global.get": lambda instance, stack, args: stack.append(instance.globals[args[0]].value),
    "ref.i31": _replace_top(lambda value: I31(value & 0x7FFFFFFF)),
    "struct.new": _struct_new,
    "struct.new_default": _struct_new_default,
    "struct.new_desc": _struct_new_desc,
    "struct.new_default_desc": _struct_new_default_desc,
    "array.new": _array_new,
    "array.new_default": _array_new_default,
    "array.new_fixed": _array_new_fixed,
    "any.convert_extern": _replace_top(lambda value: value),
    "extern.convert_any": _replace_top(lambda value: value),
    "end": lambda instance, stack, args: None,
}
