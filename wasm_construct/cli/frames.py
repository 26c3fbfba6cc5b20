"""Where things stand in a file: the frames of sections and of function bodies, found without reading what is within."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wasm_construct.binary.leb128 import Fault, decode_u
from wasm_construct.binary.reader import PREAMBLE
from wasm_construct.errors import MalformedError

KINDS = "custom type import func table memory global export start elem code data datacount tag".split()
"""What the sections are called, by their ids."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One section: its number, its id, and the offsets of its id, of its contents, and of what follows it.

    `whole` is False when its size is malformed or does not fit: then it extends to the end of the file.
    """

    number: int
    id: int
    offset: int
    content: int
    end: int
    name: str | None = None
    whole: bool = True

    @property
    def kind(self) -> str:
        """What a section with this id is called."""
        return KINDS[self.id] if self.id < len(KINDS) else f"unknown ({self.id})"

    @property
    def size(self) -> int:
        """How many bytes it takes, the id and the size included."""
        return self.end - self.offset


def frames(data: bytes) -> Iterator[Frame]:
    """The sections of a module, as far as their sizes go."""
    pos, number = len(PREAMBLE), 0
    while pos < len(data):
        frame = _frame(data, pos, number)
        yield frame
        pos, number = frame.end, number + 1


def _frame(data: bytes, pos: int, number: int) -> Frame:
    try:
        size, content = decode_u(data, pos + 1, 32)
    except (Fault, IndexError):
        return Frame(number, data[pos], pos, min(pos + 1, len(data)), len(data), whole=False)
    end = content + size
    name = _name(data, content, min(end, len(data))) if data[pos] == 0 else None
    if end > len(data):
        return Frame(number, data[pos], pos, content, len(data), name, whole=False)
    return Frame(number, data[pos], pos, content, end, name)


def _name(data: bytes, pos: int, end: int) -> str | None:
    try:
        size, pos = decode_u(data, pos, 32)
        return data[pos : pos + size].decode() if pos + size <= end else None
    except (Fault, IndexError, UnicodeDecodeError):
        return None


def bad_sections(errors: Iterable[MalformedError]) -> dict[int, MalformedError]:
    """The errors that are about one section, by its number."""
    found = ((error, _SECTION.match(error.path)) for error in errors)
    return {int(match[1]): error for error, match in found if match}


_SECTION = re.compile(r"module\.sections\[(\d+)\]")


def bodies(data: bytes, code: Frame) -> list[tuple[int, int]]:
    """Where the functions of a good code section begin, with their locals, and end."""
    count, pos = decode_u(data, code.content, 32)
    found = []
    for _ in range(count):
        size, pos = decode_u(data, pos, 32)
        found.append((pos, pos + size))
        pos += size
    return found
