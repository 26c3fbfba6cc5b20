"""The contents of the `reloc.*` sections of object files.

Source: the tool conventions, Linking.md
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wasm_construct.syntax.conventions import Kind


class RelocationType(Kind):
    """What is written where; the value is the number of the type. The documents call tags events."""

    FUNCTION_INDEX_LEB = 0
    TABLE_INDEX_SLEB = 1
    TABLE_INDEX_I32 = 2
    MEMORY_ADDR_LEB = 3
    MEMORY_ADDR_SLEB = 4
    MEMORY_ADDR_I32 = 5
    TYPE_INDEX_LEB = 6
    GLOBAL_INDEX_LEB = 7
    FUNCTION_OFFSET_I32 = 8
    SECTION_OFFSET_I32 = 9
    TAG_INDEX_LEB = 10
    MEMORY_ADDR_REL_SLEB = 11
    TABLE_INDEX_REL_SLEB = 12
    GLOBAL_INDEX_I32 = 13
    MEMORY_ADDR_LEB64 = 14
    MEMORY_ADDR_SLEB64 = 15
    MEMORY_ADDR_I64 = 16
    MEMORY_ADDR_REL_SLEB64 = 17
    TABLE_INDEX_SLEB64 = 18
    TABLE_INDEX_I64 = 19
    TABLE_NUMBER_LEB = 20
    MEMORY_ADDR_TLS_SLEB = 21
    FUNCTION_OFFSET_I64 = 22
    MEMORY_ADDR_LOCREL_I32 = 23
    TABLE_INDEX_REL_SLEB64 = 24
    MEMORY_ADDR_TLS_SLEB64 = 25
    FUNCTION_INDEX_I32 = 26

    @property
    def addend_bits(self) -> int:
        """The width of the addend, or 0 for the types without one."""
        if not self.name.startswith(("MEMORY_ADDR_", "FUNCTION_OFFSET_", "SECTION_OFFSET_")):
            return 0
        return 64 if self.name.endswith("64") else 32


@dataclass(slots=True)
class Relocation:
    """A place in the target section, and the symbol (or type) that gives the number to be written there."""

    type: RelocationType
    offset: int
    index: int
    addend: int | None = None


@dataclass(slots=True)
class Relocations:
    """The relocations of one section, which is given by its number in the file."""

    section: int
    entries: list[Relocation] = field(default_factory=list)
