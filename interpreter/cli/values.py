"""Values on a command line: arguments read by their types, and results written so that they can be arguments again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from interpreter.numerics import f32_from_bits, f32_to_bits, f64_from_bits, f64_to_bits
from interpreter.runtime.aggregates import I31, ArrayInst, StructInst
from interpreter.runtime.exceptions import ExnInst
from interpreter.runtime.func import Func
from interpreter.runtime.show import show_type
from wasm_construct.syntax.types import AbsHeapType, NumType, VecType
from wasm_construct.syntax.values import Float32, Float64
from wasm_construct.text.literals import f32, f64, integer, nat
from wasm_construct.validation.types import Ref, ValType


def _float32(text: str) -> float | None:
    number = f32(_with_zero(text))
    return None if number is None else f32_from_bits(number.bits)


def _float64(text: str) -> float | None:
    number = f64(_with_zero(text))
    return None if number is None else f64_from_bits(number.bits)


def _with_zero(text: str) -> str:
    return re.sub(r"^([+-]?)\.", r"\g<1>0.", text)  # the text format does not take .5


_READERS: dict[ValType, Callable[[str], int | float | None]] = {
    NumType.I32: lambda text: integer(text, 32),
    NumType.I64: lambda text: integer(text, 64),
    NumType.F32: _float32,
    NumType.F64: _float64,
    VecType.V128: lambda text: nat(text, 128),
}
NULL = "null"
"""The word for a null reference."""


def read_argument(text: str, type_: ValType) -> Any:
    """The value of an argument; raises ValueError, whose text is part of the message to the user.

    Numbers are written as in the text format, a vector as one number of 128 bits. A reference is `null`, or for
    externref the text itself.
    """
    reader = _READERS.get(type_)
    if reader is None:
        return _reference(text, type_)
    try:
        value = reader(text)
    except OverflowError:
        raise ValueError(f"out of the range of {show_type(type_)}") from None
    if value is None:
        raise ValueError(f"not a number of type {show_type(type_)}")
    return value


def _reference(text: str, type_: ValType) -> str | None:
    if not isinstance(type_, Ref):
        raise ValueError(f"no value of type {show_type(type_)} can be given here")
    if text == NULL and type_.null:
        return None
    if type_.heap is not AbsHeapType.EXTERN:
        raise ValueError(f"the only value of type {show_type(type_)} that can be given here is {NULL}")
    return text


_WRITERS: dict[ValType, Callable[[Any], str]] = {
    NumType.I32: str,
    NumType.I64: str,
    NumType.F32: lambda value: str(Float32.from_bits(f32_to_bits(value))),
    NumType.F64: lambda value: str(Float64.from_bits(f64_to_bits(value))),
    VecType.V128: lambda value: f"0x{int.from_bytes(value, 'little'):032x}",
}
_KINDS: dict[type, str] = {Func: "func", StructInst: "struct", ArrayInst: "array", ExnInst: "exn"}


def write_result(value: Any, type_: ValType) -> str:
    """A result as text: integers with a sign, floats with as few digits as possible, references by their kind."""
    writer = _WRITERS.get(type_)
    if writer is not None:
        return writer(value)
    if value is None:
        return f"<null {_word(type_)}>"
    if isinstance(value, I31):
        return f"<i31ref {value.signed}>"
    return f"<{_KINDS.get(type(value), 'extern')}ref>"


def _word(type_: ValType) -> str:
    return show_type(type_) if isinstance(type_, Ref) and isinstance(type_.heap, AbsHeapType) else "ref"
