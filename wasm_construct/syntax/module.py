"""A module: its sections in the order of the file, and the index spaces that they make up.

Spec: §2.5 (syntax-module)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.modules import (
    SECTION_ORDER,
    Code,
    CodeSec,
    Data,
    DataCountSec,
    DataSec,
    Elem,
    ElemSec,
    Export,
    ExportSec,
    ExternKind,
    FuncSec,
    GlobalSec,
    Import,
    ImportSec,
    MemSec,
    StartSec,
    TableSec,
    TagSec,
    TypeSec,
)
from wasm_construct.syntax.names import Names
from wasm_construct.syntax.section import Section
from wasm_construct.syntax.types import (
    Describes,
    Descriptor,
    ExternFunc,
    FuncType,
    GlobalType,
    MemType,
    RecType,
    SubType,
    TableType,
    TagType,
)


@dataclass(slots=True)
class Item:
    """One entry of an index space: where it comes from and what it is.

    `type` is an ExternFunc for a function (see `Module.func_type`). One of `imported` and `defined` is None;
    `defined` is a Code, Table, MemType, Global or TagType. `name` is the debug name.
    """

    kind: ExternKind
    index: int
    type: ExternFunc | TableType | MemType | GlobalType | TagType
    imported: Import | None = None
    defined: Any = None
    name: str | None = None

    @property
    def code(self) -> Code:
        """The locals and the body of a function that is not imported; raises TypeError for anything else."""
        if not isinstance(self.defined, Code):
            raise TypeError(f"{self.kind.value} {self.index} has no code of its own")
        return self.defined


_S = TypeVar("_S", bound=Section)
_RANK = {cls: rank for rank, cls in enumerate(SECTION_ORDER)}
IMPORTED = {
    ExternKind.FUNC: ExternFunc,
    ExternKind.TABLE: TableType,
    ExternKind.MEMORY: MemType,
    ExternKind.GLOBAL: GlobalType,
    ExternKind.TAG: TagType,
}
"""The class of the types that imports of this kind have."""
SPACES = {
    IndexSpace.TYPE: "types",
    IndexSpace.FUNC: "funcs",
    IndexSpace.TABLE: "tables",
    IndexSpace.MEMORY: "mems",
    IndexSpace.TAG: "tags",
    IndexSpace.GLOBAL: "globals",
    IndexSpace.ELEM: "elems",
    IndexSpace.DATA: "datas",
}
"""The index spaces of a module as a whole, and the properties of Module that have their items."""


def _at(items: tuple[Item, ...], kind: ExternKind, index: int) -> Item:
    if not 0 <= index < len(items):
        raise KeyError(f"there is no {kind.value} {int(index)}: the module has {len(items)}")
    return items[index]


@dataclass(slots=True, repr=False)
class Module:
    """The sections of a module, in the order of the file.

    The properties named after index spaces are tuples, made from the sections at each access. Changing
    their entries (`m.datas[0].init = b"..."`) changes the module; to add entries, add to the sections
    (`m.ensure(DataSec).datas.append(...)`).
    """

    sections: list[Section] = field(default_factory=list)

    def __post_init__(self) -> None:
        sections: object = self.sections
        if isinstance(sections, (str, bytes, bytearray, memoryview)):  # other packages read with the class itself
            raise TypeError("a module is made of sections; bytes, texts and files have methods that read them")

    # ---- sections

    def section(self, cls: type[_S]) -> _S | None:
        """The first section of this class, or None when the module has none."""
        return next((section for section in self.sections if isinstance(section, cls)), None)

    def ensure(self, cls: type[_S]) -> _S:
        """The section of this class; adds an empty one, in its place, when the module has none."""
        section = self.section(cls)
        if section is None:
            section = cls()
            self.add(section)
        return section

    def add(self, section: Section) -> None:
        """Add a section where the order of sections wants it; a custom section goes to the end."""
        rank = _RANK.get(type(section))
        place = len(self.sections)
        if rank is not None:
            ranks = [_RANK.get(type(other)) for other in self.sections]
            before = [number for number, other in enumerate(ranks) if other is not None and other < rank]
            after = [number for number, other in enumerate(ranks) if other is not None and other > rank]
            # next to its neighbours, so that custom sections at the beginning and the end stay there
            place = before[-1] + 1 if before else after[0] if after else place
        self.sections.insert(place, section)

    def customs(self, name: str | None = None) -> list[CustomSec]:
        """The custom sections (with this name)."""
        return [s for s in self.sections if isinstance(s, CustomSec) and (name is None or s.name == name)]

    def drop_customs(self, *names: str) -> None:
        """Drop the custom sections with these names, or all of them when no name is given."""
        self.sections = [s for s in self.sections if not isinstance(s, CustomSec) or (names and s.name not in names)]

    # ---- index spaces

    @property
    def types(self) -> tuple[SubType, ...]:
        """The types by index, recursive groups taken apart and abbreviations written out."""
        section = self.section(TypeSec)
        return tuple(
            member if isinstance(member, SubType) else SubType(member)
            for entry in (section.types if section else ())
            for member in (entry.types if isinstance(entry, RecType) else (entry,))
        )

    @property
    def imports(self) -> tuple[Import, ...]:
        """The imports in order."""
        section = self.section(ImportSec)
        return tuple(section.imports) if section else ()

    @property
    def exports(self) -> tuple[Export, ...]:
        """The exports in order."""
        section = self.section(ExportSec)
        return tuple(section.exports) if section else ()

    @property
    def funcs(self) -> tuple[Item, ...]:
        """The functions by index, imported ones first."""
        types, codes = self.section(FuncSec), self.section(CodeSec)
        bodies = codes.codes if codes else []
        defined = [
            (ExternFunc(use), bodies[number] if number < len(bodies) else None)
            for number, use in enumerate(types.types if types else ())
        ]
        return self._space(ExternKind.FUNC, defined)

    @property
    def tables(self) -> tuple[Item, ...]:
        """The tables by index, imported ones first."""
        section = self.section(TableSec)
        return self._space(ExternKind.TABLE, [(table.type, table) for table in (section.tables if section else ())])

    @property
    def mems(self) -> tuple[Item, ...]:
        """The memories by index, imported ones first."""
        section = self.section(MemSec)
        return self._space(ExternKind.MEMORY, [(mem, mem) for mem in (section.mems if section else ())])

    @property
    def globals(self) -> tuple[Item, ...]:
        """The globals by index, imported ones first."""
        section = self.section(GlobalSec)
        return self._space(ExternKind.GLOBAL, [(item.type, item) for item in (section.globals if section else ())])

    @property
    def tags(self) -> tuple[Item, ...]:
        """The tags by index, imported ones first."""
        section = self.section(TagSec)
        return self._space(ExternKind.TAG, [(tag, tag) for tag in (section.tags if section else ())])

    @property
    def elems(self) -> tuple[Elem, ...]:
        """The element segments by index."""
        section = self.section(ElemSec)
        return tuple(section.elems) if section else ()

    @property
    def datas(self) -> tuple[Data, ...]:
        """The data segments by index."""
        section = self.section(DataSec)
        return tuple(section.datas) if section else ()

    @property
    def start(self) -> int | None:
        """The index of the start function."""
        section = self.section(StartSec)
        return section.func if section else None

    def _space(self, kind: ExternKind, defined: list[tuple[Any, Any]]) -> tuple[Item, ...]:
        cls = IMPORTED[kind]
        known = self.names.map(IndexSpace.of(kind)) if self.names else {}
        items = [
            Item(kind, index, import_.type, imported=import_, name=known.get(index))
            for index, import_ in enumerate(i for i in self.imports if isinstance(i.type, cls))
        ]
        first = len(items)
        items += [
            Item(kind, index, type_, defined=value, name=known.get(index))
            for index, (type_, value) in enumerate(defined, start=first)
        ]
        return tuple(items)

    def space(self, kind: ExternKind) -> tuple[Item, ...]:
        """The index space of this kind."""
        items: tuple[Item, ...] = getattr(self, SPACES[IndexSpace.of(kind)])
        return items

    # ---- looking things up

    @property
    def names(self) -> Names | None:
        """The debug names; None when there is no name section, or a malformed one."""
        return next((s.content for s in self.customs("name") if isinstance(s.content, Names)), None)

    def export(self, name: str) -> Export | None:
        """The export with this name, or None."""
        return next((export for export in self.exports if export.name == name), None)

    def exported(self, name: str) -> Item:
        """What is exported under this name; raises KeyError."""
        export = self.export(name)
        if export is None:
            raise KeyError(f"the module has no export {name!r}")
        return _at(self.space(export.kind), export.kind, export.index)

    def func(self, which: int | str) -> Item:
        """The function with this index, exported under this name, or with this debug name; raises KeyError."""
        funcs = self.funcs
        if isinstance(which, int):
            return _at(funcs, ExternKind.FUNC, which)
        export = self.export(which)
        if export is not None and export.kind is ExternKind.FUNC:
            return self.func(int(export.index))
        for func in funcs:
            if func.name == which:
                return func
        raise KeyError(f"the module has no function {which!r}")

    def func_type(self, func: int | str | Item) -> FuncType:
        """The type of a function; raises KeyError when its type index is none of a function type."""
        item = func if isinstance(func, Item) else self.func(func)
        index = item.type.type if isinstance(item.type, ExternFunc) else None
        types = self.types
        comp = types[index].comp if isinstance(index, int) and 0 <= index < len(types) else None
        while isinstance(comp, Describes | Descriptor):
            comp = comp.comp
        if not isinstance(comp, FuncType):
            raise KeyError(f"type {index} is not a function type")
        return comp

    # ---- common edits

    def add_export(self, name: str, kind: ExternKind, index: int) -> Export:
        """Export an item under a name."""
        export = Export(name, kind, index)
        self.ensure(ExportSec).exports.append(export)
        return export

    def rename_func(self, func: int | str, name: str) -> None:
        """Give a function a debug name; adds a name section when the module has none.

        Raises KeyError where there is no such function, and ValueError when the name section is malformed.
        """
        index = self.func(func).index
        names = self.names
        malformed = [section for section in self.customs("name") if section.error]
        if malformed:
            raise ValueError(f"the name section cannot be edited: {malformed[0].error}")
        if names is None:
            names = Names()
            self.add(CustomSec("name", content=names))
        names.set(IndexSpace.FUNC, index, name)

    def add_data(self, data: Data) -> int:
        """Add a data segment, and keep the count ahead of the code right; gives its index."""
        datas = self.ensure(DataSec).datas
        datas.append(data)
        count = self.section(DataCountSec)
        if count is not None:
            count.count = len(datas)
        return len(datas) - 1

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)

    def __repr__(self) -> str:
        counts = {
            "type": len(self.types),
            "import": len(self.imports),
            "function": len(self.funcs),
            "table": len(self.tables),
            "memory": len(self.mems),
            "global": len(self.globals),
            "tag": len(self.tags),
            "export": len(self.exports),
            "element segment": len(self.elems),
            "data segment": len(self.datas),
            "custom section": len(self.customs()),
        }
        plural = {"memory": "memories"}
        parts = [
            f"{count} {name if count == 1 else plural.get(name, name + 's')}" for name, count in counts.items() if count
        ]
        return f"<{type(self).__name__}: {', '.join(parts) or 'empty'}>"
