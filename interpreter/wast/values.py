"""Arguments of a script as values, and comparisons of values with the results that a script expects.

Values are in the form that engines use (see `interpreter.runtime`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any

import wasm_construct.validation.types as types
from interpreter.numerics import f32_from_bits, f32_to_bits, f64_from_bits, f64_to_bits, round32
from interpreter.runtime.aggregates import I31, ArrayInst, StructInst
from interpreter.runtime.exceptions import ExnInst
from interpreter.runtime.func import Func
from interpreter.runtime.references import has_type
from interpreter.runtime.show import show_type
from interpreter.runtime.values import WasmValue
from wasm_construct.syntax.types import AbsHeapType, NumType, VecType
from wasm_construct.syntax.values import Float32, Float64
from wasm_construct.text.commands import Argument, Const, Either, Lane, Nan, Null, Ref, Result, Vec
from wasm_construct.text.literals import SHAPES
from wasm_construct.validation.matching import top
from wasm_construct.validation.types import ValType


class HostRef:
    """The object that `(ref.extern n)` or `(ref.host n)` means: within a script, one for each number."""

    __slots__ = ("__weakref__", "number")

    def __init__(self, number: int) -> None:
        self.number = number

    def __repr__(self) -> str:
        return f"(ref.host {self.number})"


class HostRefs(dict[int, HostRef]):
    """The HostRefs of one script, by number; each is made when it is first asked for."""

    def __missing__(self, number: int) -> HostRef:
        return self.setdefault(number, HostRef(number))


# ---- arguments


_HOST_TYPES = {"extern": AbsHeapType.EXTERN, "host": AbsHeapType.ANY}


def argument(value: Argument, refs: HostRefs) -> WasmValue | None:
    """The value of an argument in a script; raises ValueError for a reference that a script cannot make."""
    match value:
        case Const(NumType.F32, Float32() as number):
            return WasmValue(NumType.F32, f32_from_bits(number.bits))
        case Const(NumType.F64, Float64() as number):
            return WasmValue(NumType.F64, f64_from_bits(number.bits))
        case Const(type_, int() as number):
            return WasmValue(type_, number & (1 << _BITS[type_]) - 1)
        case Vec():
            return WasmValue(VecType.V128, value.bytes)
        case Null():
            return None
        case Ref(kind, int() as number) if kind in _HOST_TYPES:
            return WasmValue(types.ref(False, _HOST_TYPES[kind]), refs[number])
    raise ValueError(f"{value} is no value that a script can make")


_BITS = {NumType.I32: 32, NumType.I64: 64}


# ---- results


def from_code(value: Any, type_: ValType) -> Any:
    """A result as a host gets it, in the form that engines use; raises ValueError if it is no value of its type."""
    match type_:
        case NumType.I32 | NumType.I64 if isinstance(value, int):
            return value & (1 << _BITS[type_]) - 1
        case NumType.F32 if isinstance(value, float) and (value != value or round32(value) == value):
            return value
        case NumType.F64 if isinstance(value, float):
            return value
        case VecType.V128 if isinstance(value, bytes) and len(value) == 16:
            return value
        case types.Ref() if has_type(value, type_):
            return value
    raise ValueError(f"{value!r} is no {show_type(type_)}")


def agree(values: Sequence[Any], value_types: Sequence[ValType], results: Sequence[Result], refs: HostRefs) -> bool:
    """Whether these values are the expected results, bit for bit."""
    return len(values) == len(results) and all(
        is_expected(value, type_, result, refs)
        for value, type_, result in zip(values, value_types, results, strict=True)
    )


def is_expected(value: Any, type_: ValType, result: Result, refs: HostRefs) -> bool:
    """Whether a value of this type is the expected result, or one of several."""
    match result:
        case Const():
            return type_ is result.type and _is_lane(_bits(value, type_), result.type.value, result.value)
        case Vec():
            return type_ is VecType.V128 and all(
                _is_lane(bits, result.shape, lane)
                for bits, lane in zip(_lanes(value, result.shape), result.lanes, strict=True)
            )
        case Null():
            return isinstance(type_, types.Ref) and value is None
        case Ref():
            return isinstance(type_, types.Ref) and value is not None and _is_ref(value, type_, result, refs)
        case Either():
            return any(is_expected(value, type_, choice, refs) for choice in result.choices)


def _bits(value: Any, type_: ValType) -> int:
    if type_ is NumType.F32:
        return f32_to_bits(value)
    return f64_to_bits(value) if type_ is NumType.F64 else int(value)


def _lanes(value: bytes, shape: str) -> tuple[int, ...]:
    width = SHAPES[shape][0]
    return struct.unpack(f"<{128 // width}{_CODES[width]}", value)


_CODES = {8: "B", 16: "H", 32: "I", 64: "Q"}


def _is_lane(bits: int, shape: str, lane: Lane) -> bool:
    """Whether the bits of a number, or of a lane of a vector of this shape, are the expected ones."""
    width = int(shape[1:].partition("x")[0])
    match lane:
        case Nan():
            quiet = _QUIET[width]
            magnitude = bits & (1 << width - 1) - 1
            return magnitude == quiet if lane is Nan.CANONICAL else magnitude & quiet == quiet
        case int():
            return bits == lane & (1 << width) - 1
        case _:
            return bits == lane.bits


_QUIET = {32: 0x7FC00000, 64: 0x7FF8000000000000}
"""By width, the bits that every arithmetic NaN has set. A canonical NaN has only these and perhaps a sign."""


def _is_ref(value: Any, type_: types.Ref, result: Ref, refs: HostRefs) -> bool:
    hierarchy = top(type_.heap)
    if result.kind in _HOST_TYPES and hierarchy is not _HOST_TYPES[result.kind]:
        return False
    if result.value is not None:
        return value.index == result.value if isinstance(value, Func) else value is refs[result.value]
    return _KINDS[result.kind](value, hierarchy)


_T = AbsHeapType
_KINDS: dict[str, Callable[[Any, Any], bool]] = {
    "ref": lambda value, hierarchy: True,
    "any": lambda value, hierarchy: hierarchy is _T.ANY,
    "eq": lambda value, hierarchy: hierarchy is _T.ANY and isinstance(value, I31 | StructInst | ArrayInst),
    "i31": lambda value, hierarchy: hierarchy is _T.ANY and isinstance(value, I31),
    "struct": lambda value, hierarchy: hierarchy is _T.ANY and isinstance(value, StructInst),
    "array": lambda value, hierarchy: hierarchy is _T.ANY and isinstance(value, ArrayInst),
    "func": lambda value, hierarchy: isinstance(value, Func),
    "exn": lambda value, hierarchy: isinstance(value, ExnInst),
    "extern": lambda value, hierarchy: True,
    "host": lambda value, hierarchy: isinstance(value, HostRef),
}
"""For each kind of reference in a script: whether a value is of that kind. `hierarchy`: the top type of its type."""
