"""LEB128 integers.

Spec: §5.2.2 (binary-int)
"""

from __future__ import annotations

import io
from typing import Any

from wasm_construct.binary.schema import Schema
from wasm_construct.binary.stream import UNEXPECTED_END, Remark, note
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.syntax.padded import PaddedInt, width_of


class Fault(Exception):
    """A fast path met bytes that it does not accept; the reference says what is wrong with them."""


def encode_u(value: int, width: int = 0) -> bytes:
    """An unsigned integer in as few bytes as it needs, but at least `width`."""
    out = bytearray()
    while value > 0x7F or len(out) + 1 < width:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def encode_s(value: int, width: int = 0) -> bytes:
    """A signed integer in as few bytes as it needs, but at least `width`."""
    out = bytearray()
    while True:
        low = value & 0x7F
        value >>= 7
        if (value == 0 and not low & 0x40 or value == -1 and low & 0x40) and len(out) + 1 >= width:
            out.append(low)
            return bytes(out)
        out.append(low | 0x80)


def decode_u(data: bytes, pos: int, bits: int) -> tuple[int, int]:
    """The unsigned integer at `pos` and the position after it; raises Fault or IndexError."""
    start = pos
    byte = data[pos]
    value = byte & 0x7F
    shift = 7
    pos += 1
    while byte > 0x7F:
        if shift >= bits:
            raise Fault
        byte = data[pos]
        pos += 1
        value |= (byte & 0x7F) << shift
        shift += 7
    if value >> bits:
        raise Fault
    return (PaddedInt(value, pos - start) if byte == 0 and pos - start > 1 else value), pos


def decode_s(data: bytes, pos: int, bits: int) -> tuple[int, int]:
    """The signed integer at `pos` and the position after it; raises Fault or IndexError."""
    start = pos
    byte = data[pos]
    value = byte & 0x7F
    shift = 7
    pos += 1
    while byte > 0x7F:
        if shift >= bits:
            raise Fault
        byte = data[pos]
        pos += 1
        value |= (byte & 0x7F) << shift
        shift += 7
    if byte & 0x40:
        value -= 1 << shift
    if not -1 <= value >> (bits - 1) <= 0:
        raise Fault
    width = pos - start
    if width > 1 and (byte == 0 and not data[pos - 2] & 0x40 or byte == 0x7F and data[pos - 2] & 0x40):
        return PaddedInt(value, width), pos
    return value, pos


class Leb(Schema):
    """A LEB128 integer of at most `bits` bits; `natural`: a signed one that may not be negative."""

    gives = int

    def __init__(self, bits: int, signed: bool = False, natural: bool = False, message: str = "") -> None:
        super().__init__()
        self.bits = bits
        self.signed = signed
        self.natural = natural
        self.message = message
        self.longest = (bits + 6) // 7
        self.least = -(1 << (bits - 1)) if signed and not natural else 0
        self.most = (1 << (bits - signed)) - 1

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> int:
        start = stream.tell()
        data = b""
        while not data or data[-1] > 0x7F:
            byte = stream.read(1)
            if not byte:
                raise MalformedError(UNEXPECTED_END, stream.tell(), path)
            if len(data) == self.longest - 1 and not self._ends(byte[0]):
                too_long = byte[0] > 0x7F and self._ends(byte[0] & 0x7F)
                message = "integer representation too long" if too_long else "integer too large"
                raise MalformedError(message, stream.tell() - 1, path)
            data += byte
        value, _ = (decode_s if self.signed else decode_u)(data, 0, self.bits)
        if self.natural and value < 0:
            raise MalformedError(self.message, start, path)
        note(stream, start, path, value)
        if isinstance(value, PaddedInt):
            needed = len(self.encode(int(value)))
            note(stream, start, path, Remark(f"{int(value)} takes {value.width} bytes, {needed} would do"))
        return value

    def _ends(self, byte: int) -> bool:
        """Whether this may be the last byte of the longest encoding."""
        used = self.bits - 7 * (self.longest - 1)
        if not self.signed:
            return byte < 1 << used
        sign = -1 << (used - 1) & 0x7F
        return byte < 0x80 and byte & sign in (0, sign)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        stream.write(self.encode(obj, path))
        return obj

    def encode(self, value: Any, path: str = "") -> bytes:
        """The bytes of this value; raises BuildError when it is not an integer in range."""
        if not isinstance(value, int) or not self.least <= value <= self.most:
            kind = f"{'s' if self.signed else 'u'}{self.bits}"
            raise BuildError(f"{value!r} is not {'a natural' if self.natural else 'a'} number of type {kind}", path)
        width = min(width_of(value), self.longest)
        return (encode_s if self.signed else encode_u)(int(value), width)


u32 = Leb(32)
u64 = Leb(64)
s32 = Leb(32, signed=True)
s33 = Leb(33, signed=True)
s64 = Leb(64, signed=True)
