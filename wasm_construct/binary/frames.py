"""Where things stand in a file: the frames of sections and of their elements, found without reading what is within.

A section is its id, a byte, and then the size of its content. See `format` for the schema of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wasm_construct.binary.format import Format
from wasm_construct.binary.leb128 import Fault, decode_u, u32
from wasm_construct.binary.modules import core
from wasm_construct.syntax.custom import CustomSec


@dataclass(frozen=True, slots=True)
class Frame:
    """One section: its number, its id, and the offsets of its id, of its content, and of what follows it.

    `kind` is what a section with this id is called, `name` the name of a custom section. `whole` is False when its size
    is malformed or does not fit: then it extends to the end of the file.
    """

    number: int
    id: int
    kind: str
    offset: int
    content: int
    end: int
    name: str | None = None
    whole: bool = True

    @property
    def size(self) -> int:
        """How many bytes it takes, the id and the size included."""
        return self.end - self.offset


def frames(data: bytes, format_: Format = core) -> Iterator[Frame]:
    """The sections of a file, as far as their sizes go."""
    pos, number = len(format_.preamble.value), 0
    while pos < len(data):
        frame = frame_at(data, pos, number, format_)
        yield frame
        pos, number = frame.end, number + 1


def frame_at(data: bytes, pos: int, number: int = 0, format_: Format = core) -> Frame:
    """The frame of the section at `pos`."""
    kind = format_.kinds.get(data[pos], f"unknown ({data[pos]})")
    try:
        size, content = decode_u(data, pos + 1, u32.bits)
    except (Fault, IndexError):
        return Frame(number, data[pos], kind, pos, min(pos + 1, len(data)), len(data), whole=False)
    end = content + size
    name = _name(data, content, min(end, len(data))) if data[pos] == CustomSec.id else None
    whole = end <= len(data)
    return Frame(number, data[pos], kind, pos, content, end if whole else len(data), name, whole)


def _name(data: bytes, pos: int, end: int) -> str | None:
    try:
        size, pos = decode_u(data, pos, u32.bits)
        return data[pos : pos + size].decode() if pos + size <= end else None
    except (Fault, IndexError, UnicodeDecodeError):
        return None


def elements(data: bytes, frame: Frame) -> list[tuple[int, int]]:
    """Where the elements of a good section begin, after their size, and end: the functions of a code section."""
    count, pos = decode_u(data, frame.content, u32.bits)
    found = []
    for _ in range(count):
        size, pos = decode_u(data, pos, u32.bits)
        found.append((pos, pos + size))
        pos += size
    return found
