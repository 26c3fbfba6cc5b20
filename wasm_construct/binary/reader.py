"""Reading a module: the compiled readers first, and the reference for the part that they refuse.

Spec: §5.5.17 (binary-module)
"""

from __future__ import annotations

from functools import cache
from typing import Any

from construct import Construct

from wasm_construct.binary.fast.lexer import Instrs
from wasm_construct.binary.fast.read_compiler import REFUSALS, Reader, compile_reader
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.format import Format, ModuleSchema
from wasm_construct.binary.frames import frame_at
from wasm_construct.binary.modules import core
from wasm_construct.binary.stream import Window, next_byte
from wasm_construct.errors import MalformedError
from wasm_construct.syntax.section import Section


@cache
def compiled(schema: Construct, features: Features) -> Reader:
    """The compiled reader of a schema."""
    return compile_reader(schema, features)


def read_module(data: bytes, features: Features, format_: Format = core) -> list[Section]:
    """The sections of a module; raises MalformedError."""
    pos = _check_preamble(data, format_)
    sections: list[Section] = []
    instrs = Instrs(features)
    end, rank = len(data), 0
    while pos < end:
        path = f"{format_.name}.sections[{len(sections)}]"
        rank = format_.check_order(data[pos], rank, pos, path)
        item, pos = read(format_.section, data, pos, end, instrs, path, format_)
        sections.append(item)
    format_.check_consistency(sections, end)
    return sections


def read_lenient(data: bytes, features: Features, format_: Format = core) -> tuple[list[Section], list[MalformedError]]:
    """The sections that can be read, and what is wrong with the others or between them; raises nothing."""
    sections: list[Section] = []
    errors: list[MalformedError] = []
    try:
        pos = _check_preamble(data, format_)
    except MalformedError as error:
        return sections, [error]
    instrs = Instrs(features)
    end, rank, number = len(data), 0, 0
    while pos < end:
        path = f"{format_.name}.sections[{number}]"
        frame = frame_at(data, pos, number, format_)
        number += 1
        try:
            rank = format_.check_order(data[pos], rank, pos, path)
            item, pos = read(format_.section, data, pos, frame.end, instrs, path, format_)
            sections.append(item)
        except MalformedError as error:
            errors.append(error.bare())
            if not frame.whole:  # without a size nobody knows where the next section begins
                break
            pos = frame.end
    if not errors:
        errors += [MalformedError(message, end, format_.name) for message in format_.inconsistencies(sections, False)]
    return sections, errors


def read_reference(data: bytes, features: Features, format_: Format = core) -> list[Section]:
    """The same as read_module, by the schemas alone: slow, and right by definition."""
    context = {"features": features}
    sections: list[Section] = ModuleSchema(format_)._parse(Window(data), context, format_.name)
    return sections


def read(
    schema: Construct, data: bytes, pos: int, end: int, instrs: Instrs, path: str, format_: Format = core
) -> tuple[Any, int]:
    """The value at `pos` and the position after it; raises MalformedError."""
    instrs.path = path
    try:
        return compiled(schema, instrs.features)(data, pos, end, instrs)
    except REFUSALS:
        pass
    return explain(schema, data, pos, end, instrs, path, format_)


def explain(
    schema: Construct, data: bytes, pos: int, end: int, instrs: Instrs, path: str, format_: Format = core
) -> tuple[Any, int]:
    """Ask the schema about bytes that the compiled reader refuses: it raises the error that tells what and where.

    The reference is slow, so good elements in front of the bad one are skipped by their compiled reader.
    """
    window = Window(data[pos:end], pos)
    if schema is format_.section:
        _check_elements(window, data, instrs, path, format_)
        window.seek(pos)
    value = schema._parse(window, {"features": instrs.features}, path)
    return value, window.tell()


def _check_elements(window: Window, data: bytes, instrs: Instrs, path: str, format_: Format) -> None:
    """Raise the error of the first bad element of a section that is one list, if that is what is wrong."""
    found = format_.list_content(next_byte(window))
    if found is None:
        return
    try:
        format_.section.tag._parse(window, None, "")
        end = found.sized.parse_size(window, None, "") + window.tell()
        count = found.vec.parse_count(window, None, "")
    except MalformedError:
        return  # the section as a whole tells
    pos, last = window.tell(), window.limit
    reader = compiled(found.vec.item, instrs.features)
    good = 0  # how many elements there are before the bad one
    while good < count:
        try:
            _, pos = reader(data, pos, last, instrs)
        except REFUSALS:
            break
        good += 1
    window.seek(pos)
    if good < count:
        found.vec.item._parse(window, {"features": instrs.features}, f"{path}.{found.name}[{good}]")
    else:
        found.sized.check_end(window, end, path)


def _check_preamble(data: bytes, format_: Format) -> int:
    """The position after the preamble; raises MalformedError."""
    expected = format_.preamble.value
    if not data.startswith(expected):
        format_.preamble._parse(Window(data[: len(expected)]), None, format_.name)
    return len(expected)
