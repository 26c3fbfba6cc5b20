"""Every byte of a module beside the schema path and the value that it means.

The schemas themselves report their leaves while they read. Only code has a way of its own, because there is so much of
it: each distinct instruction is traced once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, NamedTuple

from wasm_construct.binary.fast.lexer import Instrs
from wasm_construct.binary.fast.read_compiler import REFUSALS
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.format import Format, ListContent
from wasm_construct.binary.frames import Frame
from wasm_construct.binary.instructions import instruction
from wasm_construct.binary.modules import core
from wasm_construct.binary.stream import Remark, Trace, Window, next_byte
from wasm_construct.errors import MalformedError
from wasm_construct.syntax.instructions import Expr

_EMPTY = Remark("an empty section can be left out")


class Leaf(NamedTuple):
    """The smallest unit of the format: bytes that have one meaning.

    `value` is the value of a schema, the Row for an opcode, or a Remark about the encoding of bytes that are traced
    too.
    """

    offset: int
    size: int
    path: str
    value: Any


class _Code(NamedTuple):
    """A whole expression, which stands for its leaves until they are asked for; `value` are its bytes."""

    offset: int
    size: int
    path: str
    value: bytes


def _collector(leaves: list[Any]) -> Trace:
    def step(start: int, end: int, path: str, value: Any) -> None:
        remarks = []
        if not isinstance(value, Remark):
            # the parts of what has a meaning as a whole, such as the two numbers of an opcode; not what is said of them
            while leaves and leaves[-1].offset >= start and leaves[-1].size:
                part = leaves.pop()
                remarks += [part] if isinstance(part.value, Remark) else []
        leaves.append(Leaf(start, end - start, path, value))
        leaves.extend(reversed(remarks))

    return step


def trace_module(data: bytes, features: Features, format_: Format = core) -> Iterator[Leaf]:
    """The leaves of a module in the order of the bytes; raises MalformedError where it becomes malformed.

    That the sections are in order, and fit each other, is not checked.
    """
    tracer = _Tracer(data, 0, features)
    yield from tracer.leaves_of(tracer.preamble(format_))
    for number in count():
        if tracer.window.tell() == len(data):
            return
        yield from tracer.leaves_of(tracer.section(format_, f"{format_.name}.sections[{number}]"))


def trace_section(data: bytes, frame: Frame, features: Features, format_: Format = core) -> Iterator[Leaf]:
    """The leaves of one section, whose paths begin within it; raises MalformedError."""
    tracer = _Tracer(data[frame.offset : frame.end], frame.offset, features)
    yield from tracer.leaves_of(tracer.section(format_, ""))


def trace_elements(
    data: bytes, frame: Frame, numbers: range, start: int, end: int, features: Features, format_: Format = core
) -> Iterator[Leaf]:
    """The leaves of the elements of a section with these numbers, which stand between `start` and `end`."""
    found = format_.list_content(frame.id)
    if found is not None:
        tracer = _Tracer(data[start:end], start, features)
        yield from tracer.leaves_of(tracer.elements(found, numbers, "", end))


class _Tracer:
    """Reads by the schemas, from the start of `data`, and collects the leaves that they note.

    The methods give control back now and then, so that the leaves need not be kept.
    """

    def __init__(self, data: bytes, base: int, features: Features) -> None:
        self.data = data
        self.leaves: list[Leaf | _Code] = []
        self.window = Window(data, base, _collector(self.leaves), self.expression)
        self.context = {"features": features}
        self.instrs = Instrs(features)
        self.end = self.window.limit  # of the section that is being read
        self.known: dict[bytes, list[Leaf]] = {}  # the leaves of each instruction, by its bytes

    def leaves_of(self, steps: Iterator[None]) -> Iterator[Leaf]:
        """The leaves that these steps collect, also those in front of an error."""
        try:
            for _ in steps:
                yield from self._collected()
        except MalformedError:
            yield from self._collected()
            raise

    def _collected(self) -> Iterator[Leaf]:
        for leaf in self.leaves:
            if isinstance(leaf, _Code):
                yield from self._code(leaf)
            else:
                yield leaf
        self.leaves.clear()

    def preamble(self, format_: Format) -> Iterator[None]:
        """Read the preamble."""
        format_.preamble._parse(self.window, self.context, format_.name)
        yield

    def section(self, format_: Format, path: str) -> Iterator[None]:
        """Read a section, element by element if it is a list."""
        window, context, start = self.window, self.context, self.window.tell()
        found = format_.list_content(next_byte(window))
        if found is None:
            format_.section._parse(window, context, path)
            yield
            return
        format_.section.tag._parse(window, context, path)
        end = found.sized.parse_size(window, context, path) + window.tell()
        number = found.vec.parse_count(window, context, f"{path}.{found.name}")
        yield from self.elements(found, range(number), path, end)
        found.sized.check_end(window, end, path)
        if not number:
            self.leaves.append(Leaf(start, window.tell() - start, path, _EMPTY))
        yield

    def elements(self, found: ListContent, numbers: Iterable[int], path: str, end: int) -> Iterator[None]:
        """Read the elements with these numbers, the last of which ends at `end`."""
        window, outer = self.window, self.window.limit
        window.limit = self.end = end
        for number in numbers:
            found.vec.item._parse(window, self.context, f"{path}.{found.name}[{number}]")
            yield
        window.limit = outer

    def expression(self, path: str) -> Expr | None:
        """Read an expression, each distinct instruction once; None when it is malformed: the schema tells where."""
        window, data = self.window, self.data
        offset = window.tell()
        start, limit = offset - window.base, window.limit - window.base
        try:
            if window.limit < self.end:  # within an element that has a size: a body, which fills it
                expr = self.instrs.body(data[start:limit])
            else:
                expr, limit = self.instrs.expr(data, start, len(data))
        except REFUSALS:
            return None
        self.leaves.append(_Code(offset, limit - start, path, data[start:limit]))
        window.seek(window.base + limit)
        return expr

    def _code(self, code: _Code) -> Iterator[Leaf]:
        """The leaves of an expression, made one at a time, since there are so many."""
        known, offset = self.known, code.offset
        for index, token in enumerate(self.instrs.tokens(code.value)):
            within = known.get(token)
            if within is None:
                within = known[token] = self._instruction(token)
            for leaf in within:
                yield Leaf(offset + leaf.offset, leaf.size, f"{code.path}[{index}]{leaf.path}", leaf.value)
            offset += len(token)

    def _instruction(self, token: bytes) -> list[Leaf]:
        leaves: list[Leaf] = []
        instruction._parse(Window(token, 0, _collector(leaves)), self.context, "")
        return leaves
