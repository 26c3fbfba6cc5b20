"""The input of the reference reader: bytes that know where in the file they stand."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from wasm_construct.errors import MalformedError

Trace = Callable[[int, int, str, Any], None]
"""Called for every leaf that is read: start and end offset, schema path, value."""


class Remark(str):
    """Traced in place of a value: what is unusual about the encoding of these bytes."""


UNEXPECTED_END = "unexpected end of section or function"


class Window(io.BytesIO):
    """A part of the input; `tell` gives the offset in the whole.

    `limit` is where the innermost value with a size ends. As in the reference interpreter, reading may go on beyond it,
    which is found out afterwards; only what extends "to the end" looks at it. `expression(path)` is a faster way to
    read the expression that comes next; it gives None when that is malformed.
    """

    def __init__(
        self,
        data: bytes,
        base: int = 0,
        trace: Trace | None = None,
        expression: Callable[[str], Any] | None = None,
    ) -> None:
        super().__init__(data)
        self.base = base
        self.trace = trace
        self.expression = expression
        self.limit = base + len(data)

    def tell(self) -> int:
        """The absolute offset of the next byte."""
        return super().tell() + self.base

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to an absolute offset."""
        return super().seek(offset - self.base if whence == 0 else offset, whence) + self.base


def until_limit(stream: io.BytesIO) -> int:
    """How many bytes are left up to the limit; negative when reading went beyond it."""
    limit: int | None = getattr(stream, "limit", None)
    return left(stream) if limit is None else limit - stream.tell()


def left(stream: io.BytesIO) -> int:
    """How many bytes of the window are left."""
    at = stream.tell()
    end = stream.seek(0, io.SEEK_END)
    stream.seek(at)
    return end - at


def take(stream: io.BytesIO, size: int, path: str) -> bytes:
    """The next `size` bytes; raises MalformedError at the end of the window."""
    data = stream.read(size) if size >= 0 else b""
    if len(data) != size:
        raise MalformedError(UNEXPECTED_END, stream.tell(), path)
    return data


def next_byte(stream: io.BytesIO) -> int | None:
    """The next byte, which stays where it is; None at the end of the window."""
    at = stream.tell()
    data = stream.read(1)
    stream.seek(at)
    return data[0] if data else None


def note(stream: io.BytesIO, start: int, path: str, value: Any) -> None:
    """Tell the trace of this stream, if it has one, that the bytes from `start` to here mean `value`."""
    trace: Trace | None = getattr(stream, "trace", None)
    if trace is not None:
        trace(start, stream.tell(), path, value)
