"""Where something stands in the bytes that a module builds to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

from construct import Construct

from wasm_construct.binary.fast.write_compiler import encode_instr
from wasm_construct.binary.modules import code, locals_, section
from wasm_construct.binary.writer import compiled, write_by_schema, write_module
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.modules import Code, CodeSec
from wasm_construct.syntax.section import Section


def code_ends(sections: Sequence[Section]) -> list[int]:
    """The byte offset of the end of each code; raises BuildError."""
    place, codes = next((place, item) for place, item in enumerate(sections) if isinstance(item, CodeSec))
    end = len(write_module(sections[:place], check=False)) + _length(section, codes)
    ends = []
    for item in reversed(codes.codes):  # which are the last thing in their section
        ends.append(end)
        end -= _length(code, item)
    return ends[::-1]


def instr_offsets(codes: Sequence[Code], ends: Sequence[int]) -> Callable[[int, int], int]:
    """A function that gives the byte offset of an instruction, by the numbers of its code and of itself.

    `ends` are the offsets of the ends of the codes. It is fast for one code after the other.
    """

    @lru_cache(1)
    def of(number: int) -> list[int]:
        instrs = codes[number].body.peek()
        return list(accumulate(map(_size, instrs), initial=ends[number] - sum(map(_size, instrs))))

    return lambda number, instr: of(number)[instr]


def instr_offset(sections: Sequence[Section], number: int, instr: int) -> int:
    """The byte offset of an instruction of code `number` of the code section; raises BuildError."""
    codes = next(item for item in sections if isinstance(item, CodeSec)).codes
    return code_ends(sections)[number] - size_from(codes[number], instr)


def size_from(item: Code, instr: int) -> int:
    """How many bytes there are from an instruction to the end of its code; raises BuildError."""
    return sum(map(_size, item.body.peek()[instr:]))


def code_offsets(item: Code) -> Iterator[int]:
    """The byte offset of each instruction, counted from the locals in front of the body; raises BuildError."""
    offset = _length(locals_, item.locals)
    for instr in item.body.peek():
        yield offset
        offset += _size(instr)


def _size(instr: Instr) -> int:
    return len(instr.raw or encode_instr(instr))


def _length(schema: Construct, value: Any) -> int:
    parts: list[bytes] = []
    try:
        compiled(schema)(value, parts.append)
    except Exception:  # whatever it was, the schema puts it into words
        return len(write_by_schema(schema, value, "module"))
    return sum(map(len, parts))
