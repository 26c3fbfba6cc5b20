"""The symbols of an object file.

Source: the tool conventions, Linking.md
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from wasm_construct.syntax.conventions import Kind, flag
from wasm_construct.syntax.indices import IndexSpace

UNDEFINED = 0x10
EXPLICIT_NAME = 0x40


class SymbolFlags:
    """The flags of a symbol, one by one; `flags` holds them all, known or not."""

    __slots__ = ()
    flags: int

    weak = flag(0x01, "Gives way to other definitions of the same name.")
    local = flag(0x02, "Does not exist for other object files.")
    hidden = flag(0x04, "Is not exported by the final link.")
    undefined = flag(UNDEFINED, "Is imported; for data: lies in no segment of this file.")
    exported = flag(0x20, "Is to be exported to the host environment.")
    explicit_name = flag(EXPLICIT_NAME, "Has a name of its own although it is imported.")
    no_strip = flag(0x80, "Is kept even if nothing uses it.")
    tls = flag(0x100, "Lies in thread-local storage.")
    absolute = flag(0x200, "Its offset is an address, rather than relative to a segment.")


class SymbolKind(Kind):
    """What a symbol stands for; the value is its number in the symbol table."""

    FUNCTION = 0
    DATA = 1
    GLOBAL = 2
    SECTION = 3
    TAG = 4
    TABLE = 5


INDEXED = {
    SymbolKind.FUNCTION: IndexSpace.FUNC,
    SymbolKind.GLOBAL: IndexSpace.GLOBAL,
    SymbolKind.TAG: IndexSpace.TAG,
    SymbolKind.TABLE: IndexSpace.TABLE,
}
"""The index spaces of the symbols that stand for an item of one."""


@dataclass(slots=True)
class IndexSymbol(SymbolFlags):
    """A function, a global, a tag or a table.

    There is no name if it is undefined, which means imported, and has no explicit name: the import says it then.
    """

    kind: SymbolKind
    index: int
    name: str | None = None
    flags: int = 0


@dataclass(slots=True)
class DataSymbol(SymbolFlags):
    """Bytes of a data segment. Undefined ones have a name only."""

    kind: ClassVar[SymbolKind] = SymbolKind.DATA
    name: str
    segment: int | None = None
    offset: int | None = None
    size: int | None = None
    flags: int = 0


@dataclass(slots=True)
class SectionSymbol(SymbolFlags):
    """A whole section, by its number in the file."""

    kind: ClassVar[SymbolKind] = SymbolKind.SECTION
    section: int
    flags: int = 0


Symbol: TypeAlias = IndexSymbol | DataSymbol | SectionSymbol
