"""`dump`: every byte of a module beside what it means."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from typing import Any

import click

from wasm_construct.binary.frames import Frame, frames
from wasm_construct.binary.modules import core, preamble
from wasm_construct.binary.stream import Remark
from wasm_construct.binary.trace import Leaf
from wasm_construct.cli.common import (
    MODULE_ERROR,
    CommandError,
    Paint,
    common_options,
    complain,
    emit,
    label,
    painter,
    read_binary,
    usage,
)
from wasm_construct.cli.frames import bad_sections
from wasm_construct.cli.leaves import leaves, leaves_near
from wasm_construct.cli.values import value_text
from wasm_construct.display.words import count_of, name_text, quoted, shown
from wasm_construct.errors import MalformedError
from wasm_construct.features import Feature
from wasm_construct.module import Module
from wasm_construct.syntax.custom import CustomSec

PER_LINE = 6
PER_LONG_LINE = 16
"""Bytes on a line of hex: beside a value, and below a value that takes more than a long line."""
_PREAMBLE = preamble.value
_HEX = PER_LINE * 3
_VALUE = 18
"""The width of the column of values."""
_KINDS = [kind for kind in core.kinds.values() if kind != CustomSec.kind] + [CustomSec.kind]


def _read_offset(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    try:
        offset = int(value, 0)
    except ValueError:
        offset = -1
    if offset < 0:
        raise click.BadParameter(f"{value!r} is not an offset such as 0x1f or 31.")
    return offset


@click.command
@click.argument("file")
@click.option(
    "--at", metavar="OFFSET", callback=_read_offset, help="Show what stands at this offset, and what is around it."
)
@click.option("--context", type=click.IntRange(min=0), default=4, show_default=True, help="How much, with --at.")
@click.option(
    "--section",
    metavar="SECTION",
    help=f"Show these sections only: {', '.join(_KINDS)}; the name of a custom section; or a number.",
)
@common_options
def dump(file: str, at: int | None, context: int, section: str | None, features: frozenset[Feature]) -> None:
    """Show every byte of FILE beside the schema path and the value that it means.

    The paths continue that of the section, which stands above it. Of a damaged file, what can be read is explained, and
    the rest is shown as it is; the exit code is 1 then.
    """
    if at is not None and section is not None:
        usage("--at and --section exclude each other.")
    data = read_binary(file, features)
    if at is not None and at >= len(data):
        raise CommandError(f"{label(file)}: there is no offset {at:#x}, the file has {count_of(len(data), 'byte')}")
    _, errors = Module.parse_lenient(data, features)
    view = _View(data, features, errors, painter())
    if errors and errors[0].path == "module" and errors[0].offset < len(_PREAMBLE):
        emit(view.raw(0, min(len(data), 256)))
    elif section is not None:
        emit(chain.from_iterable(map(view.section, _chosen(file, section, list(frames(data))))))
    elif at is not None:
        emit(view.around(at, context))
    else:
        emit(chain(view.preamble(), chain.from_iterable(map(view.section, frames(data)))))
    for error in errors:
        complain(f"{label(file)}: {shown(str(error))}")
    if errors:
        click.get_current_context().exit(MODULE_ERROR)


def _chosen(file: str, which: str, sections: list[Frame]) -> list[Frame]:
    found = [frame for frame in sections if which in (frame.kind, frame.name, str(frame.number))]
    if not found:
        there = (
            ", ".join(frame.kind if frame.name is None else name_text(frame.name) for frame in sections)
            or "no sections"
        )
        raise CommandError(f"{label(file)}: there is no section {quoted(which)}; there are {there}")
    return found


class _View:
    """The lines for the parts of a file."""

    def __init__(self, data: bytes, features: frozenset[Feature], errors: list[MalformedError], paint: Paint) -> None:
        self.data = data
        self.features = features
        self.errors = bad_sections(errors)
        self.paint = paint
        self.colored = bool(paint("", "dim"))
        self.width = max(4, len(f"{len(data):x}"))

    def error(self, frame: Frame) -> MalformedError | None:
        """What is wrong with a section."""
        return self.errors.get(frame.number)

    def preamble(self) -> Iterator[str]:
        """The magic number and the version."""
        yield self.paint("preamble", "bold")
        magic, version = preamble.magic.value, preamble.version.value
        for leaf in (
            Leaf(0, len(magic), "magic", magic),
            Leaf(len(magic), len(version), "version", version),
        ):
            yield from self.lines(leaf)

    def section(self, frame: Frame) -> Iterator[str]:
        """A section with its heading."""
        yield self.heading(frame)
        done = frame.offset
        for leaf in leaves(self.data, frame, self.features):
            offset, size, path, value = leaf
            end = offset + size
            if size <= PER_LINE and not isinstance(value, Remark):  # the usual case, without a detour
                yield self.line(offset, self.data[offset:end], path, value_text(value))
                done = end
            else:
                yield from self.lines(leaf)
                done = done if isinstance(value, Remark) else end
        yield from self.unread(frame, done)

    def heading(self, frame: Frame) -> str:
        """The line above a section."""
        name = "" if frame.name is None else f" {quoted(frame.name)}"
        title = self.paint(f"module.sections[{frame.number}]: {frame.kind}{name}", "bold")
        return f"\n{title}, {count_of(frame.size, 'byte')}"

    def unread(self, frame: Frame, done: int) -> Iterator[str]:
        """The bytes of a section that could not be read, and why."""
        error = self.error(frame)
        if error is not None:
            at = min(max(done, error.offset), frame.end)
            yield from self.raw(done, at)
            yield self.paint(f"{'':{self.width}}  malformed: {shown(str(error))}", "red")
            done = at
        yield from self.raw(done, frame.end)

    def around(self, at: int, context: int) -> Iterator[str]:
        """What stands at an offset, with so many entries before and after it."""
        if at < len(_PREAMBLE):
            yield from self.preamble()
            return
        frame = next(frame for frame in frames(self.data) if at < frame.end)
        yield self.heading(frame).lstrip("\n")
        near = leaves if self.error(frame) else partial(leaves_near, at=at)
        found = iter(near(self.data, frame, self.features))
        before: deque[Leaf] = deque(maxlen=context)
        for leaf in found:
            if leaf.offset <= at < leaf.offset + leaf.size:
                for entry in (*before, leaf, *islice(found, context)):
                    yield from self.leaf(entry, at, context)
                return
            before.append(leaf)
        line = at - (at - frame.offset) % PER_LONG_LINE
        start = max(frame.offset, line - context * PER_LONG_LINE)
        yield from self.raw(start, min(frame.end, line + (context + 1) * PER_LONG_LINE))

    def leaf(self, leaf: Leaf, at: int, context: int) -> Iterator[str]:
        """The lines for a leaf near `at`; of a long one only those that are near."""
        offset, size, path, value = leaf
        here = offset <= at < offset + size and not isinstance(value, Remark)
        if size <= PER_LONG_LINE or isinstance(value, Remark):
            yield from self.lines(leaf, here)
            return
        yield self.line(offset, b"", path, _long_text(value, size), here)
        near = min(max(at, offset), offset + size - 1)
        start = near - (near - offset) % PER_LONG_LINE - context * PER_LONG_LINE
        yield from self.raw(max(offset, start), min(offset + size, start + (2 * context + 1) * PER_LONG_LINE))

    def lines(self, leaf: Leaf, here: bool = False) -> Iterator[str]:
        """The lines for a leaf."""
        offset, size, path, value = leaf
        end = offset + size
        if isinstance(value, Remark):
            note = self.paint(f"note: {shown(value)}", "yellow")
            yield f"{'':{self.width + _HEX + 3}}{note} (in {count_of(size, 'byte')} at {offset:#x})"
        elif size <= PER_LINE:
            yield self.line(offset, self.data[offset:end], path, value_text(value), here)
        elif size <= PER_LONG_LINE:
            yield self.line(offset, self.data[offset : offset + PER_LINE], path, value_text(value), here)
            for pos in range(offset + PER_LINE, end, PER_LINE):
                yield f"{self.offset(pos, here)} {self.data[pos : min(end, pos + PER_LINE)].hex(' ')}"
        else:
            yield self.line(offset, b"", path, _long_text(value, size), here)
            yield from self.raw(offset, end)

    def offset(self, offset: int, here: bool = False) -> str:
        """An offset, marked if it is that of the option `--at`."""
        text = f"{offset:0{self.width}x}{'>' if here else ' '}"
        return self.paint(text, "yellow" if here else "dim") if self.colored else text

    def line(self, offset: int, raw: bytes, path: str, value: str, here: bool = False) -> str:
        """One line: offset, bytes, value, path."""
        if self.colored:
            value = self.paint(f"{value:{_VALUE}}", "cyan")
            path = self.paint(path, "dim")
        return f"{self.offset(offset, here)} {raw.hex(' '):{_HEX}} {value:{_VALUE}} {path}"

    def raw(self, start: int, end: int) -> Iterator[str]:
        """Bytes without a meaning, and the characters that they would be."""
        half = PER_LONG_LINE // 2
        for offset in range(start, end, PER_LONG_LINE):
            part = self.data[offset : min(end, offset + PER_LONG_LINE)]
            text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in part)
            hexes = f"{part[:half].hex(' ')}  {part[half:].hex(' ')}"
            yield f"{self.offset(offset)} {hexes:{PER_LONG_LINE * 3 + 1}} |{text}|"


def _long_text(value: Any, size: int) -> str:
    return f"{size:,} bytes" if isinstance(value, bytes) else value_text(value)
