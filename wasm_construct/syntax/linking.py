"""The content of the `linking` section of object files.

Source: the tool conventions, Linking.md
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from wasm_construct.syntax.conventions import Kind, Subsections, UnknownSubsection, flag
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.symbols import Symbol

VERSION = 2


@dataclass(slots=True)
class SegmentInfo:
    """The name, the alignment (the exponent of a power of two) and the flags of a data segment."""

    name: str
    alignment: int
    flags: int = 0

    strings = flag(1, "Holds null-terminated strings only, which may be merged.")
    tls = flag(2, "Holds thread-local data.")
    retain = flag(4, "Is kept even if nothing uses it.")


@dataclass(slots=True)
class SegmentInfos:
    """What the linker must know of the data segments, in their order."""

    id: ClassVar[int] = 5
    segments: list[SegmentInfo]
    size_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class InitFunc:
    """A constructor: a symbol (not a function) index; low priorities come first."""

    priority: int
    symbol: int


@dataclass(slots=True)
class InitFuncs:
    """The functions to call at startup."""

    id: ClassVar[int] = 6
    functions: list[InitFunc]
    size_width: int = field(default=0, init=False, compare=False, repr=False)


class ComdatKind(Kind):
    """What belongs to a group; the value is its number in the subsection, which is not that of SymbolKind."""

    DATA = 0
    FUNCTION = 1
    GLOBAL = 2
    TAG = 3
    TABLE = 4
    SECTION = 5


MEMBERS = {
    ComdatKind.DATA: IndexSpace.DATA,
    ComdatKind.FUNCTION: IndexSpace.FUNC,
    ComdatKind.GLOBAL: IndexSpace.GLOBAL,
    ComdatKind.TAG: IndexSpace.TAG,
    ComdatKind.TABLE: IndexSpace.TABLE,
}
"""The index spaces of the members of groups; a section is given by its number in the file."""


@dataclass(slots=True)
class ComdatSymbol:
    """A member of a group: an index into the index space of its kind, or the number of a section."""

    kind: ComdatKind
    index: int


@dataclass(slots=True)
class Comdat:
    """A group that is linked as a whole, from one of the files that have it. No flags are defined yet."""

    name: str
    symbols: list[ComdatSymbol]
    flags: int = 0


@dataclass(slots=True)
class ComdatInfo:
    """The groups of this file."""

    id: ClassVar[int] = 7
    comdats: list[Comdat]
    size_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class SymbolTable:
    """The symbols, by which relocations and constructors refer to the parts of the file."""

    id: ClassVar[int] = 8
    symbols: list[Symbol]
    size_width: int = field(default=0, init=False, compare=False, repr=False)


LinkingSubsection: TypeAlias = SegmentInfos | InitFuncs | ComdatInfo | SymbolTable | UnknownSubsection


@dataclass(slots=True)
class Linking(Subsections):
    """All subsections of a linking section, in the order of the file."""

    subsections: list[LinkingSubsection] = field(default_factory=list)
    version: int = VERSION

    @property
    def symbols(self) -> list[Symbol]:
        """The symbols, by index."""
        table = self.find(SymbolTable)
        return table.symbols if table is not None else []
