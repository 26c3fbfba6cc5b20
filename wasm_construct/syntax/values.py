"""Values that Python has no exact type for: floating-point numbers by their bits, so that no NaN ever changes.

Spec: §2.2.3 (syntax-float)
"""

from __future__ import annotations

import struct
from typing import ClassVar, Self


class _Float:
    """An IEEE 754 number that keeps its bits; two are equal when their bits are."""

    __slots__ = ("bits",)
    bits: int
    width: ClassVar[int]
    significand: ClassVar[int]
    _codec: ClassVar[struct.Struct]

    def __init__(self, value: float | int | str = 0.0) -> None:
        try:
            encoded = self._codec.pack(float(value))
        except OverflowError:
            raise ValueError(f"{value} is too large for {self.width} bits") from None
        object.__setattr__(self, "bits", int.from_bytes(encoded, "little"))

    @classmethod
    def from_bits(cls, bits: int) -> Self:
        """The number with these bits; raises ValueError when they do not fit."""
        if not 0 <= bits < 1 << cls.width:
            raise ValueError(f"{bits:#x} is not a bit pattern of {cls.width} bits")
        self = object.__new__(cls)
        object.__setattr__(self, "bits", bits)
        return self

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The number that these little-endian bytes encode."""
        return cls.from_bits(int.from_bytes(data, "little"))

    def to_bytes(self) -> bytes:
        """The little-endian encoding."""
        return self.bits.to_bytes(self.width // 8, "little")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __float__(self) -> float:
        return float(self._codec.unpack(self.to_bytes())[0])

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.bits == other.bits

    def __hash__(self) -> int:
        return hash((self.width, self.bits))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self).from_bits, (self.bits,)

    def __str__(self) -> str:
        """The literal of the text format that gives these bits. Spec: §6.3.2 (text-float)"""
        sign = "-" if self.bits >> (self.width - 1) else ""
        exponent = self.bits >> self.significand & (1 << (self.width - 1 - self.significand)) - 1
        payload = self.bits & (1 << self.significand) - 1
        if exponent != (1 << (self.width - 1 - self.significand)) - 1:
            return self._decimal()
        if not payload:
            return sign + "inf"
        return sign + ("nan" if payload == 1 << (self.significand - 1) else f"nan:{payload:#x}")

    def _decimal(self) -> str:
        return repr(float(self))

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}.from_bits({self.bits:#x})"
            if "n" in str(self)  # nan or inf
            else f"{type(self).__name__}({self})"
        )


class Float32(_Float):
    """A 32-bit floating-point number."""

    __slots__ = ()
    width = 32
    significand = 23
    _codec = struct.Struct("<f")

    def _decimal(self) -> str:
        # the shortest decimal that reads back as the same 32 bits
        value = float(self)
        texts = (f"{value:.{digits}g}" for digits in range(1, 10))
        return repr(next((float(text) for text in texts if self._reads_back(float(text))), value))

    def _reads_back(self, value: float) -> bool:
        try:
            return self._codec.pack(value) == self.to_bytes()
        except OverflowError:  # the largest numbers, rounded up
            return False


class Float64(_Float):
    """A 64-bit floating-point number."""

    __slots__ = ()
    width = 64
    significand = 52
    _codec = struct.Struct("<d")
