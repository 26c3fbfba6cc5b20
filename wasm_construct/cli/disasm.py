"""`disasm`: the functions of a module as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import click

from wasm_construct.binary.frames import elements, frames
from wasm_construct.cli.common import CommandError, Paint, common_options, emit, label, painter, parse, read_binary
from wasm_construct.display.instructions import instr_text
from wasm_construct.display.items import Described, locals_text
from wasm_construct.display.words import count_of, name_text, quoted, shown
from wasm_construct.features import Feature
from wasm_construct.syntax.indices import WITHIN, IndexSpace
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.module import Item, Module
from wasm_construct.syntax.modules import CodeSec, ExternKind
from wasm_construct.syntax.nesting import CLOSERS, DIVIDERS, OPENERS
from wasm_construct.syntax.types import ExternFunc, FuncType

_DEEPEST = 40
"""Deeper blocks are not indented any further."""
_COMMENT = 40
"""Comments stand behind so many characters, or at the end of a longer line."""
_LONGEST = 200
"""Longer names are not repeated in full; the header of a function has all of its name."""


@click.command
@click.argument("file")
@click.argument("func", required=False)
@common_options
def disasm(file: str, func: str | None, features: frozenset[Feature]) -> None:
    """Show the functions of FILE as text, or only FUNC: an index, an export name or a debug name.

    Each line begins with the offset in the file. Comments name what is called, read or written; those of branches tell
    the kind and the offset of the block whose label they go to.
    """
    data = read_binary(file, features)
    module = parse(file, data, features)
    listing = Listing(module, data, painter())
    items = listing.described.funcs if func is None else [_find(file, module, func)]
    emit(chain.from_iterable(map(listing.function, items)))


def _find(file: str, module: Module, which: str) -> Item:
    try:
        return module.func(int(which) if which.isascii() and which.isdigit() else which)
    except KeyError as error:
        raise CommandError(f"{label(file)}: {shown(error.args[0])}") from None


class Listing:
    """The text of the functions of a module."""

    def __init__(self, module: Module, data: bytes, paint: Paint) -> None:
        self.described = described = Described(module)
        self.paint = paint
        self.width = max(4, len(f"{len(data):x}"))
        code = next((frame for frame in frames(data) if frame.id == CodeSec.id), None)
        self.places = elements(data, code) if code else []
        self.imported = sum(item.imported is not None for item in described.funcs)
        self.labels: dict[str, Mapping[int, str | None]] = {
            **{space.idx: described.names.get(space, {}) for space in IndexSpace if space not in WITHIN},
            "funcidx": {item.index: described.label(item) for item in described.funcs},
            "globalidx": {item.index: described.label(item) for item in module.globals},
        }
        self.known: dict[bytes | None, _Known] = {}

    def function(self, item: Item) -> Iterator[str]:
        """The lines for a function."""
        yield from self.header(item)
        if item.imported is None:
            start, end = self.places[item.index - self.imported]
            raw = item.code.body.read_from
            yield from self.body(item.code.body.peek(), end - len(raw) if raw else start, item.index)
            yield ""

    def header(self, item: Item) -> Iterator[str]:
        """The lines above the code of a function: its index and names, its type, its locals, its place."""
        described, paint = self.described, self.paint
        parts = [paint(f"func {item.index}", "bold")]
        if item.name is not None:
            parts.append(paint(name_text(item.name), "green"))
        if item.imported:
            parts.append(f"import {quoted(item.imported.module)} {quoted(item.imported.name)}")
        parts += [f"export {quoted(name)}" for name in described.exports.get((ExternKind.FUNC, item.index), ())]
        yield "  ".join(parts)
        if isinstance(item.type, ExternFunc):
            yield f"  type {int(item.type.type)} {described.func_type(item.type.type)}"
        if item.imported is None:
            start, end = self.places[item.index - self.imported]
            runs = locals_text(item.code.locals, self.params(item))
            if runs:
                yield f"  locals {runs}"
            yield f"  {count_of(end - start, 'byte')} at {start:#x}"
        else:
            yield ""

    def params(self, item: Item) -> int:
        """How many parameters a function has, as far as its type tells."""
        comp = self.described.comp_type(item.type.type) if isinstance(item.type, ExternFunc) else None
        return len(comp.params) if isinstance(comp, FuncType) else 0

    def body(self, instrs: Iterable[Instr], offset: int, index: int) -> Iterator[str]:
        """The lines for the code of a function; its first instruction is at this offset."""
        local_names = self.described.local_names.get(index)
        known, width = self.known, self.width
        dim, _, plain = self.paint("\0", "dim").partition("\0")
        blocks = ["end of function"]
        for instr in instrs:
            text, length, comment, role = known.get(instr.raw) or self.learn(instr)
            depth = len(blocks) - 1
            if role:
                if role == "local":
                    if local_names:
                        comment = _comment(local_names.get(instr.args[0]))
                elif role == "open":
                    blocks.append(f"{'' if instr.name == 'loop' else 'end of '}{instr.name} at {offset:#x}")
                elif role != "branch":
                    depth = max(0, depth - 1)
                    if role == "close":
                        blocks.pop()
                if "labelidx" in instr.row.immediates:
                    comment = _target(blocks, instr)
            indent = "  " * min(depth, _DEEPEST)
            line = f"{dim}{offset:0{width}x}{plain}  {indent}{text}"
            if comment:
                line = f"{line}{' ' * (_COMMENT - length - len(indent))} {dim}; {comment}{plain}"
            yield line
            offset += len(instr.raw or b"")

    def learn(self, instr: Instr) -> _Known:
        """The text of an instruction, its length, a comment and a role: these are the same at each place."""
        name, text = instr.name, instr_text(instr)
        role = _ROLES.get(name) or ("branch" if "labelidx" in instr.row.immediates else "")
        comments = []
        for kind, arg in zip(instr.row.immediates, instr.args, strict=True):
            comment = self.labels[kind].get(arg) if kind in self.labels else None
            if comment is not None:
                comments.append(_comment(comment))
            elif kind == "typeidx" or (kind == "blocktype" and isinstance(arg, int)):
                comments.append(self.described.func_type(arg))
            elif kind == "localidx":
                role = "local"
        painted = self.paint(name, "blue" if role in ("open", "divide", "close", "branch") else "cyan")
        entry = painted + text.removeprefix(name), len(text), ", ".join(comments), role
        self.known[instr.raw] = entry
        return entry


_Known = tuple[str, int, str, str]
_ROLES = {
    **dict.fromkeys(OPENERS, "open"),
    **dict.fromkeys(DIVIDERS, "divide"),
    **dict.fromkeys(CLOSERS, "close"),
}
"""What the delimiters do to the open blocks."""


def _comment(name: str | None) -> str:
    """A name in a comment; a name may be of any length, and there may be any number of comments."""
    text = name_text(name)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _target(blocks: list[str], instr: Instr) -> str:
    """Where the label of a branch leads."""
    label = int(instr.args[instr.row.immediates.index("labelidx")])
    return blocks[-1 - label] if label < len(blocks) else "there is no such label"
