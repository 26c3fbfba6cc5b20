"""Reading a module: the compiled readers first, and the reference for the part that they refuse.

Spec: §5.5.17 (binary-module)
"""

from __future__ import annotations

from functools import cache
from typing import Any

from construct import Construct

from wasm_construct.binary.combinators import Record, Vec
from wasm_construct.binary.consistency import check_consistency, check_order, inconsistencies
from wasm_construct.binary.fast.lexer import Instrs
from wasm_construct.binary.fast.read_compiler import REFUSALS, Reader, compile_reader
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.modules import module, preamble, section
from wasm_construct.binary.stream import Window
from wasm_construct.errors import MalformedError
from wasm_construct.syntax.section import Section

PREAMBLE = preamble.value


@cache
def compiled(schema: Construct, features: Features) -> Reader:
    """The compiled reader of a schema."""
    return compile_reader(schema, features)


def read_module(data: bytes, features: Features) -> list[Section]:
    """The sections of a module; raises MalformedError."""
    _check_preamble(data)
    sections: list[Section] = []
    instrs = Instrs(features)
    pos, end, rank = len(PREAMBLE), len(data), 0
    while pos < end:
        path = f"module.sections[{len(sections)}]"
        rank = check_order(data[pos], rank, pos, path)
        item, pos = read(section, data, pos, end, instrs, path)
        sections.append(item)
    check_consistency(sections, end, "module")
    return sections


def read_lenient(data: bytes, features: Features) -> tuple[list[Section], list[MalformedError]]:
    """The sections that can be read, and what is wrong with the others or between them; raises nothing."""
    sections: list[Section] = []
    errors: list[MalformedError] = []
    try:
        _check_preamble(data)
    except MalformedError as error:
        return sections, [error]
    instrs = Instrs(features)
    pos, end, rank, number = len(PREAMBLE), len(data), 0, 0
    while pos < end:
        path = f"module.sections[{number}]"
        number += 1
        start = pos
        try:
            rank = check_order(data[start], rank, start, path)
            after = _after(data, start)
            item, pos = read(section, data, start, end if after is None else after, instrs, path)
            sections.append(item)
        except MalformedError as error:
            errors.append(error.bare())
            after = _after(data, start)
            if after is None:  # without a size nobody knows where the next section begins
                break
            pos = after
    if not errors:
        errors += [MalformedError(message, end, "module") for message in inconsistencies(sections)]
    return sections, errors


def read_reference(data: bytes, features: Features) -> list[Section]:
    """The same as read_module, by the schemas alone: slow, and right by definition."""
    sections: list[Section] = module._parse(Window(data), {"features": features}, "module")
    return sections


def read(schema: Construct, data: bytes, pos: int, end: int, instrs: Instrs, path: str) -> tuple[Any, int]:
    """The value at `pos` and the position after it; raises MalformedError."""
    instrs.path = path
    try:
        return compiled(schema, instrs.features)(data, pos, end, instrs)
    except REFUSALS:
        pass
    return explain(schema, data, pos, end, instrs, path)


def explain(schema: Construct, data: bytes, pos: int, end: int, instrs: Instrs, path: str) -> tuple[Any, int]:
    """Ask the schema about bytes that the compiled reader refuses: it raises the error that says what and where.

    The reference is slow, so good elements in front of the bad one are skipped by their compiled reader.
    """
    context = {"features": instrs.features}
    if schema is section and data[pos] in section.cases:
        _skip_good_elements(section.cases[data[pos]], data, pos + 1, end, instrs, path)
    window = Window(data[pos:end], pos)
    value = schema._parse(window, context, path)
    return value, window.tell()


def _skip_good_elements(sized: Any, data: bytes, pos: int, last: int, instrs: Instrs, path: str) -> None:
    """Raise the error of the first bad element of a section that is one list, if that is what is wrong."""
    content = sized.content
    if not (isinstance(content, Record) and isinstance(content.fields[0][1], Vec)):
        return
    name, vec = content.fields[0]
    window = Window(data[pos : pos + 10], pos)
    try:
        size = u32._parse(window, None, "")
        end = window.tell() + size
        count = u32._parse(window, None, "")
    except MalformedError:
        return
    pos = window.tell()
    if end > last or count > last - pos:
        return
    features = instrs.features
    reader = compiled(vec.item, features)
    good = 0  # how many elements there are before the bad one
    while good < count:
        try:
            _, pos = reader(data, pos, last, instrs)
        except REFUSALS:
            break
        good += 1
    if good < count:
        vec.item._parse(Window(data[pos:last], pos), {"features": features}, f"{path}.{name}[{good}]")
    elif pos != end:
        raise MalformedError(sized.message, pos, path)


def _check_preamble(data: bytes) -> None:
    if not data.startswith(PREAMBLE):
        preamble._parse(Window(data[: len(PREAMBLE)]), None, "module")


def _after(data: bytes, pos: int) -> int | None:
    """The position after the section at `pos`, if it has a size that fits."""
    window = Window(data[pos + 1 : pos + 11], pos + 1)
    try:
        size = u32._parse(window, None, "")
    except MalformedError:
        return None
    after = window.tell() + size
    return after if after <= len(data) else None
