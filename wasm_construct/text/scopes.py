"""The names that are bound while a module is read: index spaces, labels, types, and what goes to the name section.

An index space is a dict from the token of an index to the index. An identifier is put in when a field binds it, and a
number when it first occurs, so that each different token is understood once. A type use that has only parameters and
results means the first equal function type, and adds one to the module when there is none.

Spec: §6.1.3 (text-context)
"""

from __future__ import annotations

from dataclasses import dataclass

from wasm_construct.syntax.types import (
    CompType,
    Describes,
    Descriptor,
    FuncType,
    RecType,
    SubType,
    TypeDef,
    ValType,
)
from wasm_construct.text.reader import Binder, Reader

NOUNS = {
    "typeidx": "type",
    "funcidx": "function",
    "tableidx": "table",
    "memidx": "memory",
    "globalidx": "global",
    "tagidx": "tag",
    "elemidx": "elem segment",
    "dataidx": "data segment",
    "localidx": "local",
    "fieldidx": "field",
}
_SHORT = {"funcidx": "func"}  # the noun in messages about duplicates, as the official suite has it


class Space(dict[str, int]):
    """An index space: from the token of an index, a number or an identifier, to the index."""

    def __init__(self, reader: Reader, kind: str) -> None:
        super().__init__()
        self.reader = reader
        self.kind = kind
        self.count = 0
        self.names: dict[int, str] = {}

    def bind(self, binder: Binder) -> int:
        """Give the next index to the item that a binder stands at; raises TextError for a name that is taken."""
        index = self.count
        self.count += 1
        if binder.id is not None:
            key = f"${binder.id}"
            if key in self:
                raise self.reader.error(f"duplicate {_SHORT.get(self.kind, NOUNS[self.kind])} {key}", binder.at)
            self[key] = index
        if binder.name is not None:
            self.names[index] = binder.name
        return index

    def __missing__(self, word: str) -> int:
        if word[:1] != "$":
            at = self.reader.pos
            self[word] = index = self.reader.nat(32)
            self.reader.pos = at
            return index
        key = f"${self.reader.identified(word, self.reader.pos)}"
        if key not in self:
            raise self.reader.error(f"unknown {NOUNS[self.kind]} {key}")
        return self[key]

    def read(self) -> int:
        """The index that comes next; raises TextError for a name that is not bound."""
        index = self[self.reader.words[self.reader.pos]]
        self.reader.pos += 1
        return index

    def read_optional(self) -> int:
        """The index that comes next, or 0."""
        return self.read() if self.reader.at_index() else 0


class Labels:
    """The blocks that are open, the innermost one last, and their names."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.open: list[str | None] = []
        self.depths: dict[str, list[int]] = {}
        self.count = 0
        self.names: dict[int, str] = {}

    def enter(self, binder: Binder) -> None:
        """Open a block."""
        if binder.id is not None:
            self.depths.setdefault(binder.id, []).append(len(self.open))
        if binder.name is not None:
            self.names[self.count] = binder.name
        self.open.append(binder.id)
        self.count += 1

    def leave(self) -> None:
        """Close the innermost block."""
        label = self.open.pop()
        if label is not None:
            self.depths[label].pop()

    def read(self) -> int:
        """The label that comes next, as the number of blocks around it; raises TextError for an unknown name."""
        reader = self.reader
        word = reader.words[reader.pos]
        if word[:1] != "$":
            return reader.nat(32)
        label = reader.identified(word, reader.pos)
        if not self.depths.get(label):
            raise reader.error(f"unknown label ${label}")
        reader.pos += 1
        return len(self.open) - 1 - self.depths[label][-1]


@dataclass(slots=True)
class TypeUse:
    """A reference to a function type, by index, by its parameters and results, or both. Spec: §6.4.15 (text-typeuse)"""

    index: int | None
    type: FuncType
    names: list[tuple[int, Binder]]
    """The parameters that have a name, by their number."""
    at: int


class Types:
    """The types of a module: those defined explicitly, and after them those that type uses bring along."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.entries: list[TypeDef] = []
        self.flat: list[CompType] = []
        self.simple: dict[FuncType, int] = {}

    def define(self, entry: TypeDef) -> None:
        """Add an entry to the type section."""
        members = entry.types if isinstance(entry, RecType) else (entry,)
        for member in members:
            comp = member.comp if isinstance(member, SubType) else member
            if isinstance(comp, FuncType) and len(members) == 1 and not isinstance(member, SubType):
                self.simple.setdefault(comp, len(self.flat))
            self.flat.append(comp)
        self.entries.append(entry)

    def func_type(self, index: int, at: int) -> FuncType:
        """The function type with this index; raises TextError when there is none."""
        if index >= len(self.flat):
            raise self.reader.error(f"unknown type {index}", at)
        comp = self.flat[index]
        while isinstance(comp, Describes | Descriptor):
            comp = comp.comp
        if not isinstance(comp, FuncType):
            raise self.reader.error(f"non-function type {index}", at)
        return comp

    def resolve(self, use: TypeUse) -> int:
        """The index that a type use means; adds the type when there is none like it."""
        if use.index is not None:
            if use.type != _EMPTY and use.type != self.func_type(use.index, use.at):
                raise self.reader.error("inline function type does not match explicit type", use.at)
            return use.index
        index = self.simple.get(use.type)
        if index is None:
            index = len(self.flat)
            self.define(use.type)
        return index

    def params_of(self, use: TypeUse, index: int) -> tuple[ValType, ...] | None:
        """The parameters of a function with this type use; None when its type is no function type (yet)."""
        if use.index is None or use.type != _EMPTY:
            return use.type.params
        known = index < len(self.flat)
        comp = self.flat[index] if known else None
        while isinstance(comp, Describes | Descriptor):
            comp = comp.comp
        return comp.params if isinstance(comp, FuncType) else None


_EMPTY = FuncType()


class Scope:
    """Everything that a module binds."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.types = Types(reader)
        self.spaces = {kind: Space(reader, kind) for kind in NOUNS if kind not in ("localidx", "fieldidx")}
        self.fields: dict[int, Space] = {}
        self.local_names: dict[int, dict[int, str]] = {}
        self.label_names: dict[int, dict[int, str]] = {}
        self.module_name: str | None = None

    def fields_of(self, type_index: int) -> Space:
        """The fields of a structure type."""
        space = self.fields.get(type_index)
        if space is None:
            space = self.fields[type_index] = Space(self.reader, "fieldidx")
        return space
