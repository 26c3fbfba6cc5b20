"""Types and items in words. The module need not be valid, so an index may name nothing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.module import IMPORTED, Item, Module
from wasm_construct.syntax.modules import ExternKind, Locals
from wasm_construct.syntax.types import (
    CompType,
    Describes,
    Descriptor,
    ExternFunc,
    ExternType,
    GlobalType,
    Limits,
    MemType,
    NumType,
    SubType,
    TableType,
    TagType,
)

KIND_OF: dict[type, ExternKind] = {cls: kind for kind, cls in IMPORTED.items()}
"""The index space that an import adds to, by its type."""


_LONGEST = 500


class Described:
    """A module with the names, exports and types of its items, each looked up once."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.types = module.types
        names = module.names
        self.names = {space: names.map(space) for space in IndexSpace} if names else {}
        self.local_names = names.indirect_map(IndexSpace.LOCAL) if names else {}
        self._texts: dict[int, str] = {}
        self.exports: dict[tuple[ExternKind, int], list[str]] = {}
        for export in module.exports:
            self.exports.setdefault((export.kind, export.index), []).append(export.name)

    @cached_property
    def funcs(self) -> tuple[Item, ...]:
        """The functions by index."""
        return self.module.funcs

    def name(self, space: IndexSpace, index: int) -> str | None:
        """The debug name of an item."""
        return self.names.get(space, {}).get(index)

    def label(self, item: Item) -> str | None:
        """The name of an item in comments: its debug name, its first export name, or the names of its import."""
        if item.name:
            return item.name
        exports = self.exports.get((item.kind, item.index))
        if exports:
            return exports[0]
        return f"{item.imported.module}.{item.imported.name}" if item.imported else None

    def comp_type(self, index: int) -> CompType | None:
        """The composite type with this index, without its descriptors; None when there is no such type."""
        if index >= len(self.types):
            return None
        comp = self.types[index].comp
        while isinstance(comp, Describes | Descriptor):
            comp = comp.comp
        return comp

    def func_type(self, index: int) -> str:
        """The text of the type with this index; of a very long type only the index."""
        text = self._texts.get(index)
        if text is None:
            comp = self.comp_type(index)
            text = f"(there is no type {int(index)})" if comp is None else str(comp)
            if len(text) > _LONGEST:
                text = f"(type {int(index)})"
            self._texts[index] = text
        return text

    def extern_type(self, type_: ExternType | Any) -> str:
        """The type of an import or of an item of an index space."""
        match type_:
            case ExternFunc(type=index) | TagType(type=index):
                return self.func_type(index)
            case TableType(elem=elem, limits=limits):
                return f"{limits_text(limits)} {elem}"
            case MemType(limits=limits):
                return limits_text(limits)
            case GlobalType(type=value, mutable=mutable):
                return f"(mut {value})" if mutable else str(value)
            case _:
                return str(type_)


def type_text(sub: SubType) -> str:
    """The text of a type; a final one without supertypes is written as the short form, the composite type alone."""
    return str(sub.comp) if sub.final and not sub.supers else str(sub)


def limits_text(limits: Limits) -> str:
    """Limits as in the text format."""
    parts = ["i64"] if limits.addrtype is NumType.I64 else []
    parts.append(str(int(limits.min)))
    if limits.max is not None:
        parts.append(str(int(limits.max)))
    if limits.shared:
        parts.append("shared")
    if limits.page_size_log2 is not None:
        parts.append(f"(pagesize {1 << limits.page_size_log2})" if limits.page_size_log2 < 64 else "(huge pages)")
    return " ".join(parts)


def locals_text(runs: list[Locals], first: int) -> str:
    """Runs of locals with their indices, as in `2 i32, 3..5 i64`; `first` is the index of the first one."""
    parts = []
    for run in runs:
        if run.count:
            last = first + run.count - 1
            parts.append(f"{first}{f'..{last}' if last > first else ''} {run.type}")
            first += run.count
    return ", ".join(parts)
