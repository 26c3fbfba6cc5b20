"""From fields to sections: in their order, with the custom sections that names and annotations become.

Spec: §5.5.17 (binary-module), §7.7.1 (binary-namesec)
"""

from __future__ import annotations

from wasm_construct.syntax.code_metadata import CodeMetadata, FuncMetadata
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.modules import (
    CodeSec,
    DataCountSec,
    DataSec,
    ElemSec,
    ExportSec,
    FuncSec,
    GlobalSec,
    ImportSec,
    MemSec,
    StartSec,
    TableSec,
    TagSec,
    TypeSec,
)
from wasm_construct.syntax.names import (
    IndirectNameAssoc,
    IndirectNameMap,
    ModuleName,
    NameAssoc,
    NameMap,
    Names,
    NameSubsection,
)
from wasm_construct.syntax.section import Section
from wasm_construct.text.annotations import FIRST, LAST, PLACES, CustomPlace
from wasm_construct.text.fields import Fields
from wasm_construct.text.scopes import Scope


def assemble(fields: Fields, customs: list[CustomPlace]) -> list[Section]:
    """All sections of a module that are not empty.

    An `@custom` that is called `name` and has no bytes is where the names of the text go; otherwise they come last.
    """
    made: dict[str, Section | None] = {
        "type": TypeSec(fields.code.scope.types.entries) if fields.code.scope.types.entries else None,
        "import": ImportSec(fields.imports) if fields.imports else None,
        "func": FuncSec(fields.funcs) if fields.funcs else None,
        "table": TableSec(fields.tables) if fields.tables else None,
        "memory": MemSec(fields.mems) if fields.mems else None,
        "tag": TagSec(fields.tags) if fields.tags else None,
        "global": GlobalSec(fields.globals) if fields.globals else None,
        "export": ExportSec(fields.exports) if fields.exports else None,
        "start": StartSec(fields.start) if fields.start is not None else None,
        "elem": ElemSec(fields.elems) if fields.elems else None,
        "datacount": DataCountSec(len(fields.datas)) if fields.code.uses_data else None,
        "code": CodeSec(fields.codes) if fields.codes else None,
        "data": DataSec(fields.datas) if fields.datas else None,
    }
    sections: list[Section] = []

    names = _names(fields.code.scope)
    gap = next((custom for custom in customs if names and custom.name == "name" and not custom.data), None)

    def add_names() -> None:
        sections.append(CustomSec("name", content=Names(names)))

    def add_customs(place: tuple[str, str]) -> None:
        for custom in customs:
            if custom is gap and custom.place == place:
                add_names()
            elif custom.place == place:
                sections.append(CustomSec(custom.name, custom.data))

    add_customs(FIRST)
    for part in PLACES:
        add_customs(("before", part))
        if part == "code" and fields.hints:
            content = CodeMetadata([FuncMetadata(index, hints) for index, hints in fields.hints])
            sections.append(CustomSec("metadata.code.branch_hint", content=content))
        section = made[part]
        if section is not None:
            sections.append(section)
        add_customs(("after", part))
    add_customs(LAST)
    if names and gap is None:
        add_names()
    return sections


def _names(scope: Scope) -> list[NameSubsection]:
    found: list[NameSubsection] = []
    if scope.module_name is not None:
        found.append(ModuleName(scope.module_name))
    inner = {
        IndexSpace.LOCAL: scope.local_names,
        IndexSpace.LABEL: scope.label_names,
        IndexSpace.FIELD: {index: fields.names for index, fields in scope.fields.items()},
    }
    for space in IndexSpace:
        if space in inner:
            _add_indirect(found, space, inner[space])
        else:
            _add(found, space, scope.spaces[space.idx].names)
    return found


def _add(found: list[NameSubsection], space: IndexSpace, names: dict[int, str]) -> None:
    if names:
        found.append(NameMap(space, assocs(names)))


def _add_indirect(found: list[NameSubsection], space: IndexSpace, names: dict[int, dict[int, str]]) -> None:
    outer = indirect_assocs(names)
    if outer:
        found.append(IndirectNameMap(space, outer))


def assocs(names: dict[int, str]) -> list[NameAssoc]:
    """Names in the order of the indices."""
    return [NameAssoc(index, name) for index, name in sorted(names.items())]


def indirect_assocs(names: dict[int, dict[int, str]]) -> list[IndirectNameAssoc]:
    """The same for names within something."""
    return [IndirectNameAssoc(index, assocs(inner)) for index, inner in sorted(names.items()) if inner]
