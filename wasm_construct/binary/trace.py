"""Every byte of a module beside the schema path and the value that it means.

The schemas themselves report their leaves while they read. Only code has a way of its own, because there is so much of
it: each distinct instruction is traced once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from typing import Any, NamedTuple

from wasm_construct.binary.fast.lexer import Instrs
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.instructions import instruction
from wasm_construct.binary.leaves import SIZE, byte
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.modules import code, locals_, preamble, section
from wasm_construct.binary.reader import read
from wasm_construct.binary.stream import Remark, Trace, Window, left
from wasm_construct.errors import MalformedError
from wasm_construct.syntax.modules import CodeSec, Locals
from wasm_construct.syntax.section import Section

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


def _collector(leaves: list[Leaf]) -> Trace:
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


def trace_module(data: bytes, features: Features) -> Iterator[Leaf]:
    """The leaves of a module in the order of the bytes; raises MalformedError where it becomes malformed.

    That the sections are in order, and fit each other, is not checked.
    """
    leaves: list[Leaf] = []
    try:
        yield from _sections(data, features, leaves)
    except MalformedError:
        yield from leaves  # what came before the bad byte
        raise


def _sections(data: bytes, features: Features, leaves: list[Leaf]) -> Iterator[Leaf]:
    instrs = Instrs(features)
    window = Window(data, 0, _collector(leaves))
    context = {"features": features}
    preamble._parse(window, context, "module")
    yield from leaves
    leaves.clear()
    number = 0
    while window.tell() < len(data):
        path = f"module.sections[{number}]"
        number += 1
        start = window.tell()
        if data[start] == CodeSec.id:
            yield from _code_section(window, leaves, instrs, path)
        elif _is_empty(section._parse(window, context, path)):
            leaves.append(Leaf(start, window.tell() - start, path, _EMPTY))
        yield from leaves
        leaves.clear()


def _code_section(window: Window, leaves: list[Leaf], instrs: Instrs, path: str) -> Iterator[Leaf]:
    known: dict[bytes, list[Leaf]] = {}
    data, start, context = window.getvalue(), window.tell(), {"features": instrs.features}
    byte._parse(window, context, path)
    room = left(window)
    size = u32._parse(window, context, f"{path}.size")
    section_end, count_room = size + window.tell(), left(window)
    count = u32._parse(window, context, f"{path}.codes.count")
    if size > room or count > count_room:
        window.seek(start)
        section._parse(window, context, path)  # raises
    for number in range(count):
        where = f"{path}.codes[{number}]"
        try:
            _, end = read(code, data, window.tell(), len(data), instrs, where)
        except MalformedError:
            code._parse(window, context, where)  # says the same, and traces what comes before
            raise
        u32._parse(window, context, f"{where}.size")
        yield from _locals(window, leaves, context, f"{where}.locals")
        offset = window.tell()
        for index, token in enumerate(instrs.tokens(data[offset:end])):
            within = known.get(token)
            if within is None:
                within = known[token] = _instruction(token, instrs)
            for leaf in within:
                yield Leaf(offset + leaf.offset, leaf.size, f"{where}.body[{index}]{leaf.path}", leaf.value)
            offset += len(token)
        window.seek(end)
    if window.tell() != section_end:
        raise MalformedError(SIZE, window.tell(), path)
    if not count:
        leaves.append(Leaf(start, window.tell() - start, path, _EMPTY))


def _locals(window: Window, leaves: list[Leaf], context: dict[str, Features], path: str) -> Iterator[Leaf]:
    start = window.tell()
    runs: list[Locals] = locals_._parse(window, context, path)
    if any(run.count == 0 for run in runs) or any(one.type == two.type for one, two in pairwise(runs)):
        leaves.append(Leaf(start, window.tell() - start, path, Remark("fewer runs of locals would do")))
    yield from leaves
    leaves.clear()


def _is_empty(item: Section) -> bool:
    return any(value == [] for value in (getattr(item, field.name) for field in fields(item)))


def _instruction(token: bytes, instrs: Instrs) -> list[Leaf]:
    leaves: list[Leaf] = []
    window = Window(token, 0, _collector(leaves))
    instruction._parse(window, {"features": instrs.features}, "")
    return leaves
