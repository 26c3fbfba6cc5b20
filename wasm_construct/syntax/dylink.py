"""The contents of the section `dylink.0` of dynamic libraries, and of `dylink`, its older form.

Source: the tool conventions, DynamicLinking.md
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from wasm_construct.syntax.conventions import Subsections, UnknownSubsection
from wasm_construct.syntax.symbols import SymbolFlags


@dataclass(slots=True)
class MemInfo:
    """The room that a library needs in the memory and the table; alignments are exponents of powers of two."""

    id: ClassVar[int] = 1
    memory_size: int = 0
    memory_alignment: int = 0
    table_size: int = 0
    table_alignment: int = 0
    size_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class Needed:
    """The libraries that must be loaded first."""

    id: ClassVar[int] = 2
    libraries: list[str]
    size_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class ExportFlags(SymbolFlags):
    """An export and the flags of its symbol."""

    name: str
    flags: int = 0


@dataclass(slots=True)
class ExportInfo:
    """Exports that have flags."""

    id: ClassVar[int] = 3
    exports: list[ExportFlags]
    size_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class ImportFlags(SymbolFlags):
    """An import and the flags of its symbol."""

    module: str
    name: str
    flags: int = 0


@dataclass(slots=True)
class ImportInfo:
    """Imports that have flags."""

    id: ClassVar[int] = 4
    imports: list[ImportFlags]
    size_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class RuntimePath:
    """The folders in which to look for the needed libraries."""

    id: ClassVar[int] = 5
    paths: list[str]
    size_width: int = field(default=0, init=False, compare=False, repr=False)


DylinkSubsection: TypeAlias = MemInfo | Needed | ExportInfo | ImportInfo | RuntimePath | UnknownSubsection


@dataclass(slots=True)
class Dylink0(Subsections):
    """All subsections of a `dylink.0` section, in the order of the file."""

    subsections: list[DylinkSubsection] = field(default_factory=list)


@dataclass(slots=True)
class Dylink:
    """The content of the older `dylink` section."""

    mem_info: MemInfo
    needed: list[str] = field(default_factory=list)
