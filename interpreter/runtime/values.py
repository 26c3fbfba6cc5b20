"""Values: their default, and how those of a host become those of the code.

Spec: §4.2.1 (syntax-val), §4.2.1 (aux-default)
"""

from __future__ import annotations

from collections.abc import Callable
from operator import index
from reprlib import Repr
from typing import Any

from interpreter.errors import ValueTypeError
from interpreter.numerics import f32_from_bits, f32_to_bits, round32
from interpreter.runtime.references import has_type
from interpreter.runtime.show import show_type
from interpreter.runtime.types import EXTERNREF, FUNCREF, val_type
from wasm_construct.syntax.types import AbsHeapType, NumType, PackType, VecType
from wasm_construct.validation.matching import matches, matches_heap
from wasm_construct.validation.types import Ref, StorageType, ValType

ZERO: dict[StorageType, Any] = {
    NumType.I32: 0,
    NumType.I64: 0,
    NumType.F32: 0.0,
    NumType.F64: 0.0,
    VecType.V128: bytes(16),
    PackType.I8: 0,
    PackType.I16: 0,
}
"""The default values of the types that are no references; that of a reference is None."""


def default(type_: StorageType) -> Any:
    """The default value of a type. Spec: §4.2.1 (aux-default)"""
    return ZERO.get(type_)


# ---- from the host


class Unfit(Exception):
    """A value of the host does not fit a type."""


def _whole(low: int, high: int, mask: int) -> Callable[[Any], int]:
    def convert(value: Any) -> int:
        try:
            number = index(value)
        except TypeError:
            raise Unfit from None
        if not low <= number <= high:
            raise Unfit
        return number & mask

    return convert


def _float(value: Any) -> float:
    if isinstance(value, (str, bytes, bytearray)):
        raise Unfit  # float() would read them
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Unfit from None
    except OverflowError:  # an int beyond the largest float
        return float("inf") if value > 0 else float("-inf")


def _vector(value: Any) -> bytes:
    if isinstance(value, int):
        if not -(1 << 127) <= value < 1 << 128:
            raise Unfit
        return (value & (1 << 128) - 1).to_bytes(16, "little")
    try:
        data = bytes(memoryview(value))
    except TypeError:
        raise Unfit from None
    if len(data) != 16:
        raise Unfit
    return data


def _single(value: Any) -> float:
    number = _float(value)
    return round32(number) if number == number else f32_from_bits(f32_to_bits(number))  # a NaN keeps its payload


_FROM_HOST: dict[ValType, Callable[[Any], Any]] = {
    NumType.I32: _whole(-(1 << 31), (1 << 32) - 1, (1 << 32) - 1),
    NumType.I64: _whole(-(1 << 63), (1 << 64) - 1, (1 << 64) - 1),
    NumType.F32: _single,
    NumType.F64: _float,
    VecType.V128: _vector,
}


def from_host(value: Any, type_: ValType) -> Any:
    """The value of this type that a value of the host stands for; raises Unfit.

    Integers may be given with or without sign; a vector as 16 bytes or as an int.
    """
    if isinstance(value, WasmValue):
        if not matches(value.type, type_) and not (isinstance(type_, Ref) and has_type(value.value, type_)):
            raise Unfit
        return value.value
    convert = _FROM_HOST.get(type_)
    if convert is not None:
        return convert(value)
    if not isinstance(type_, Ref) or not has_type(value, type_):
        raise Unfit
    return value


def checked(value: Any, type_: ValType) -> Any:
    """The same as `from_host`; raises ValueTypeError."""
    try:
        return from_host(value, type_)
    except Unfit:
        raise ValueTypeError(f"{shown(value)} is no {show_type(type_)}{_hint(value, type_)}") from None


def _hint(value: object, type_: ValType) -> str:
    wants_func = isinstance(type_, Ref) and matches_heap(type_.heap, AbsHeapType.FUNC)
    return ": Func.wrap makes one of a function of Python" if wants_func and callable(value) else ""


def shown(value: object) -> str:
    """A value as messages show it: any object, in a text of bounded length."""
    if isinstance(value, int) and value.bit_length() > 200:  # Python refuses to write very long ones
        return f"an integer of {value.bit_length()} bits"
    try:
        text = _SHORT.repr(value)
    except Exception:
        text = object.__repr__(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 100


_TO_HOST: dict[ValType, Callable[[Any], Any]] = {
    NumType.I32: lambda value: (value ^ 1 << 31) - (1 << 31),
    NumType.I64: lambda value: (value ^ 1 << 63) - (1 << 63),
}


def to_host(value: Any, type_: ValType) -> Any:
    """The value of the host for a value of the code: integers with a sign, all else as it is."""
    convert = _TO_HOST.get(type_)
    return value if convert is None else convert(value)


class WasmValue:
    """A value with its type. `value` is in the form that engines use (see `interpreter.runtime`)."""

    __slots__ = ("type", "value")

    def __init__(self, type: ValType, value: Any) -> None:  # noqa: A002
        self.type = type
        self.value = value

    @classmethod
    def of(cls, type: ValType, value: Any) -> WasmValue:  # noqa: A002
        """The value of this type that a value of the host stands for; raises ValueTypeError."""
        return cls(type, checked(value, type))

    @classmethod
    def from_i32(cls, value: int) -> WasmValue:
        """From an integer of 32 bits, with or without sign."""
        return cls.of(NumType.I32, value)

    @classmethod
    def from_i64(cls, value: int) -> WasmValue:
        """From an integer of 64 bits, with or without sign."""
        return cls.of(NumType.I64, value)

    @classmethod
    def from_f32(cls, value: float) -> WasmValue:
        """From a float, rounded to 32 bits."""
        return cls.of(NumType.F32, value)

    @classmethod
    def from_f64(cls, value: float) -> WasmValue:
        """From a float."""
        return cls.of(NumType.F64, value)

    @classmethod
    def from_v128(cls, value: bytes | int) -> WasmValue:
        """From 16 bytes, or the integer that they are, the lowest byte first."""
        return cls.of(VecType.V128, value)

    @classmethod
    def from_null_ref(cls, type: object) -> WasmValue:  # noqa: A002
        """The null of a reference type."""
        return cls.of(val_type(type), None)

    @classmethod
    def from_func_ref(cls, func: Any) -> WasmValue:
        """A reference to a Func."""
        return cls.of(FUNCREF, func)

    @classmethod
    def from_extern_ref(cls, value: object) -> WasmValue:
        """A reference to any object of Python; None is the null of the type."""
        return cls.of(EXTERNREF, value)

    def ty(self) -> ValType:
        """Its type."""
        return self.type

    def to_host(self) -> Any:
        """The value of the host, as calls give it: integers with a sign."""
        return to_host(self.value, self.type)

    def _as(self, type_: ValType) -> Any:
        if self.type is not type_:
            raise ValueTypeError(f"{self!r} is no {type_}")
        return to_host(self.value, type_)

    def to_i32(self) -> int:
        """The integer, with a sign; like all these, raises ValueTypeError when the value has another type."""
        number: int = self._as(NumType.I32)
        return number

    def to_i64(self) -> int:
        """The integer, with a sign."""
        number: int = self._as(NumType.I64)
        return number

    def to_f32(self) -> float:
        """The float."""
        number: float = self._as(NumType.F32)
        return number

    def to_f64(self) -> float:
        """The float."""
        number: float = self._as(NumType.F64)
        return number

    def to_v128(self) -> bytes:
        """The 16 bytes."""
        data: bytes = self._as(VecType.V128)
        return data

    def is_null_ref(self) -> bool:
        """Whether this is the null of a reference type."""
        return isinstance(self.type, Ref) and self.value is None

    def _refers(self, heap: AbsHeapType) -> Any:
        if not isinstance(self.type, Ref) or not matches_heap(self.type.heap, heap):
            raise ValueTypeError(f"{self!r} is no {heap}ref")
        return self.value

    def func_ref(self) -> Any:
        """The Func that it refers to, or None."""
        return self._refers(AbsHeapType.FUNC)

    def extern_ref(self) -> Any:
        """The object that it refers to, or None."""
        return self._refers(AbsHeapType.EXTERN)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WasmValue):
            return NotImplemented
        return self.type is other.type and (self.value is other.value or bool(self.value == other.value))

    def __hash__(self) -> int:
        return hash((self.type, self.value))

    def __repr__(self) -> str:
        return f"<WasmValue {show_type(self.type)} {self.to_host()!r}>"


def params(*values: Any) -> tuple[Any, ...]:
    """The arguments of a call; each becomes a value of the type that the function wants."""
    return values
