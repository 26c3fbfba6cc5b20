"""The leaves of the schemas besides the integers: bytes, constants, enumerations, names.

construct's own leaves say nothing about where they failed, and some accept anything; these raise MalformedError with
offset and path, and BuildError for values that do not fit.

Spec: §5.2 (binary-value)
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any

from wasm_construct.binary.leb128 import Leb, u32
from wasm_construct.binary.schema import Condition, Path, Schema, common_class, constant_conditions
from wasm_construct.binary.stream import left, note, take, until_limit
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.syntax.padded import PaddedInt, padded, width_of

LENGTH = "length out of bounds"
SIZE = "section size mismatch"


class Byte(Schema):
    """One byte, as an int. Spec: §5.2.1 (binary-byte)"""

    gives = int

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> int:
        start = stream.tell()
        value = take(stream, 1, path)[0]
        note(stream, start, path, value)
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, int) or not 0 <= obj <= 0xFF:
            raise BuildError(f"{obj!r} is not a byte", path)
        stream.write(bytes((obj,)))
        return obj

    def _sizeof(self, context: Any, path: str) -> int:
        return 1


class TypeCode(Byte):
    """The first byte of a type. It is a byte, and at the same time a negative number of type s7."""

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> int:
        start = stream.tell()
        code = super()._parse(stream, context, path)
        if code > 0x7F:
            raise MalformedError("integer representation too long", start, path)
        return code


class Fixed(Schema):
    """So many bytes."""

    gives: type = bytes

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        value = self.decode(take(stream, self.size, path))
        note(stream, start, path, value)
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        stream.write(self.encode(obj, path))
        return obj

    def _sizeof(self, context: Any, path: str) -> int:
        return self.size

    def decode(self, data: bytes) -> Any:
        """The value of these bytes."""
        return data

    def encode(self, value: Any, path: str = "") -> bytes:
        """The bytes of this value."""
        if not isinstance(value, bytes) or len(value) != self.size:
            raise BuildError(f"{value!r} is not {self.size} bytes", path)
        return value


class Float(Fixed):
    """A floating-point number by its bits. Spec: §5.2.3 (binary-float)"""

    def __init__(self, cls: Any) -> None:
        super().__init__(cls.width // 8)
        self.cls = self.gives = cls

    def decode(self, data: bytes) -> Any:
        """The value of these bytes."""
        return self.cls.from_bytes(data)

    def encode(self, value: Any, path: str = "") -> bytes:
        """The bytes of this value."""
        if not isinstance(value, self.cls):
            raise BuildError(f"{value!r} is not a {self.cls.__name__}", path)
        encoded: bytes = value.to_bytes()
        return encoded


class Magic(Schema):
    """Bytes that must be there and mean nothing by themselves."""

    gives = NoneType

    def __init__(self, value: bytes, message: str) -> None:
        super().__init__()
        self.value = value
        self.message = message
        self.flagbuildnone = True

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        start = stream.tell()
        if take(stream, len(self.value), path) != self.value:
            raise MalformedError(self.message, start, path)
        note(stream, start, path, self.value)

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        stream.write(self.value)
        return obj

    def _sizeof(self, context: Any, path: str) -> int:
        return len(self.value)


class Constant(Schema):
    """No bytes at all, but a value: what follows from the choice of the schema that has this as a part."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        if callable(value):
            raise TypeError(f"{value!r} is a function; a constant is the value itself")
        self.value = value
        self.gives = type(value)
        self.flagbuildnone = True

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        return self.value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        return self.value

    def _sizeof(self, context: Any, path: str) -> int:
        return 0

    def conditions(self, path: Path = ()) -> Iterator[Condition]:
        """The value must be this one, with the same hints about its encoding."""
        yield from constant_conditions(self.value, path)


class OneOf(Schema):
    """A byte that stands for one of a few values."""

    def __init__(self, values: Mapping[int, Any], message: str) -> None:
        super().__init__()
        self.values = dict(values)
        self.gives = common_class(map(type, self.values.values()))
        self.codes = {value: code for code, value in values.items()}
        self.message = message

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start = stream.tell()
        code = take(stream, 1, path)[0]
        if code not in self.values:
            raise MalformedError(self.message, start, path)
        value = self.values[code]
        note(stream, start, path, value)
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        try:
            code = self.codes[obj]
        except (KeyError, TypeError):
            raise BuildError(f"{obj!r} is none of {', '.join(map(repr, self.codes))}", path) from None
        stream.write(bytes((code,)))
        return obj

    def _sizeof(self, context: Any, path: str) -> int:
        return 1


class Blob(Schema):
    """A length and so many bytes. Spec: §5.1.3 (binary-list)"""

    gives: type = bytes

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> Any:
        start, room = stream.tell(), left(stream)
        size = u32._parse(stream, context, f"{path}.length")
        if size > room:
            raise MalformedError(LENGTH, start, path)
        at = stream.tell()
        value = self.decode(take(stream, size, path), start, path)
        note(stream, at, path, value)
        return padded(value, size.width) if isinstance(size, PaddedInt) else value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        data = self.encode(obj, path)
        stream.write(u32.encode(len(data)) if not width_of(obj) else u32.encode(padded(len(data), obj.width)))
        stream.write(data)
        return obj

    def decode(self, data: bytes, start: int, path: str) -> Any:
        """The value of these bytes."""
        return data

    def encode(self, value: Any, path: str = "") -> bytes:
        """The bytes of this value, without the length."""
        if not isinstance(value, bytes):
            raise BuildError(f"{value!r} is not bytes", path)
        return value


class Name(Blob):
    """A name in UTF-8, with its length in bytes. Spec: §5.2.4 (binary-name)"""

    gives = str

    def decode(self, data: bytes, start: int, path: str) -> Any:
        """The value of these bytes."""
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise MalformedError("malformed UTF-8 encoding", start, path) from None

    def encode(self, value: Any, path: str = "") -> bytes:
        """The bytes of this value, without the length."""
        if not isinstance(value, str):
            raise BuildError(f"{value!r} is not a str", path)
        try:
            return value.encode()
        except UnicodeEncodeError:
            raise BuildError(f"{value!r} cannot be written in UTF-8", path) from None


class Rest(Schema):
    """All bytes up to the limit."""

    gives = bytes

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> bytes:
        start = stream.tell()
        value = take(stream, until_limit(stream), path)
        note(stream, start, path, value)
        return value

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, bytes):
            raise BuildError(f"{obj!r} is not bytes", path)
        stream.write(obj)
        return obj


byte = Byte()
typecode = TypeCode()
blob = Blob()
name = Name()
rest = Rest()

__all__ = [
    "Blob",
    "Byte",
    "Constant",
    "Fixed",
    "Float",
    "Leb",
    "Magic",
    "Name",
    "OneOf",
    "Rest",
    "blob",
    "byte",
    "name",
    "rest",
    "typecode",
]
