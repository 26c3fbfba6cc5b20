"""The facts about a module that `inspect` prints, in tables or with `--json`, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import Any

from wasm_construct.binary.frames import Frame, elements
from wasm_construct.binary.offsets import instr_offsets
from wasm_construct.cli.frames import bad_sections
from wasm_construct.display.contents import content_text
from wasm_construct.display.items import KIND_OF, Described, type_text
from wasm_construct.display.uses import find, name_of, uses_at
from wasm_construct.errors import MalformedError
from wasm_construct.module import Module
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.modules import CodeSec, DataCountSec, ExternKind, StartSec, TypeSec
from wasm_construct.syntax.names import IndirectNameMap, ModuleName, NameMap
from wasm_construct.syntax.section import Section
from wasm_construct.syntax.types import ExternFunc, RecType

Facts = dict[str, Any]
Rows = list[dict[str, Any]]


class Subject:
    """A file, and as much of the module in it as can be read."""

    def __init__(self, file: str, data: bytes, frames: list[Frame], module: Module, errors: list[MalformedError]):
        self.file = file
        self.data = data
        self.frames = frames
        self.module = module
        self.errors = errors
        self.described = Described(module)
        bad = bad_sections(errors)
        good = [frame for frame in frames if frame.number not in bad]
        self.sections: dict[int, Section] = {
            frame.number: section for frame, section in zip(good, module.sections, strict=False)
        }

    def frame_of(self, cls: type[Section]) -> Frame | None:
        """Where the section of this class stands."""
        return next((f for f in self.frames if isinstance(self.sections.get(f.number), cls)), None)


def overview(subject: Subject) -> Facts:
    """The file, its sections and its errors."""
    module = subject.module
    names = module.names
    return {
        "file": subject.file,
        "size": len(subject.data),
        "name": names.module if names else None,
        "start": module.start,
        "counts": _counts(subject),
        "sections": [_section(frame, subject) for frame in subject.frames],
        "errors": [{"message": e.message, "offset": e.offset, "path": e.path} for e in subject.errors],
    }


def _counts(subject: Subject) -> dict[str, int]:
    module = subject.module
    spaces: dict[str, Sized] = {
        "types": module.types,
        "imports": module.imports,
        "functions": subject.described.funcs,
        "tables": module.tables,
        "memories": module.mems,
        "globals": module.globals,
        "tags": module.tags,
        "exports": module.exports,
        "elems": module.elems,
        "datas": module.datas,
        "customs": module.customs(),
    }
    return {name: len(space) for name, space in spaces.items()}


def _section(frame: Frame, subject: Subject) -> Facts:
    section = subject.sections.get(frame.number)
    return {
        "number": frame.number,
        "id": frame.id,
        "kind": frame.kind,
        "name": frame.name,
        "offset": frame.offset,
        "size": frame.size,
        "content_offset": frame.content,
        "content_size": frame.end - frame.content,
        "count": _entries(section),
        "share": frame.size / len(subject.data),
        "malformed": section is None,
    }


def _entries(section: Section | None) -> int | None:
    """How many entries a section has; None where it is not a list."""
    if section is None or isinstance(section, CustomSec | StartSec):
        return None
    if isinstance(section, DataCountSec):
        return int(section.count)
    return len(next(value for name in section.__slots__ if isinstance(value := getattr(section, name), list)))


def types(subject: Subject) -> Rows:
    """The types by index; `group` numbers the entries of the type section, which may be groups of several types."""
    section = subject.module.section(TypeSec)
    groups = [
        group
        for group, entry in enumerate(section.types if section else ())
        for _ in (entry.types if isinstance(entry, RecType) else (entry,))
    ]
    return [
        {"index": index, "group": group, "name": subject.described.name(IndexSpace.TYPE, index), "type": type_text(sub)}
        for index, (group, sub) in enumerate(zip(groups, subject.module.types, strict=True))
    ]


def imports(subject: Subject) -> Rows:
    """The imports; `index` is that in the index space of their kind."""
    counts = dict.fromkeys(ExternKind, 0)
    rows = []
    for item in subject.module.imports:
        kind = KIND_OF[type(item.type)]
        rows.append(
            {
                "kind": kind.value,
                "index": counts[kind],
                "module": item.module,
                "name": item.name,
                "type": subject.described.extern_type(item.type),
            }
        )
        counts[kind] += 1
    return rows


def exports(subject: Subject) -> Rows:
    """The exports, with the type of what is exported; None where there is no such item."""
    described = subject.described
    spaces = {kind: subject.module.space(kind) for kind in ExternKind}
    spaces[ExternKind.FUNC] = described.funcs
    rows = []
    for export in subject.module.exports:
        space = spaces[export.kind]
        item = space[export.index] if export.index < len(space) else None
        rows.append(
            {
                "kind": export.kind.value,
                "index": int(export.index),
                "name": export.name,
                "debug_name": item.name if item else None,
                "type": described.extern_type(item.type) if item else None,
            }
        )
    return rows


def functions(subject: Subject) -> Rows:
    """The functions by index; offset and size are those of the locals and the body, None for an import."""
    described = subject.described
    frame = subject.frame_of(CodeSec)
    places = iter(elements(subject.data, frame) if frame else ())
    rows = []
    for item in described.funcs:
        start, end = next(places, (None, None)) if item.imported is None else (None, None)
        code = item.defined
        rows.append(
            {
                "index": item.index,
                "name": item.name,
                "import": [item.imported.module, item.imported.name] if item.imported else None,
                "exports": described.exports.get((ExternKind.FUNC, item.index), []),
                "type_index": int(item.type.type) if isinstance(item.type, ExternFunc) else None,
                "type": described.extern_type(item.type),
                "locals": sum(run.count for run in code.locals) if code else None,
                "offset": start,
                "size": end - start if start is not None and end is not None else None,
            }
        )
    return rows


def names(subject: Subject) -> Rows:
    """The debug names; `within` is the function, or the type, that a local, a label or a field belongs to."""
    content = subject.module.names
    rows: Rows = []
    for sub in content.subsections if content else ():
        if isinstance(sub, ModuleName):
            rows.append({"space": "module", "within": None, "index": None, "name": sub.name})
        elif isinstance(sub, NameMap):
            space = sub.space.name.lower()
            rows += [{"space": space, "within": None, "index": int(n.index), "name": n.name} for n in sub.names]
        elif isinstance(sub, IndirectNameMap):
            space = sub.space.name.lower()
            rows += [
                {"space": space, "within": int(outer.index), "index": int(n.index), "name": n.name}
                for outer in sub.names
                for n in outer.names
            ]
    return rows


def customs(subject: Subject) -> Rows:
    """The custom sections; `content` says what is in the well-known ones, `error` why that could not be read."""
    rows = []
    for number, section in subject.sections.items():
        if isinstance(section, CustomSec):
            error = section.error
            rows.append(
                {
                    "number": number,
                    "name": section.name,
                    "offset": subject.frames[number].end - len(section.data),
                    "size": len(section.data),
                    "content": content_text(section.content),
                    "error": error.message if error else None,
                }
            )
    return rows


def uses(subject: Subject, space: IndexSpace, which: int | str) -> Facts:
    """An item, and who refers to it; raises KeyError when there is no such item."""
    module, frame = subject.module, subject.frame_of(CodeSec)
    index = find(module, space, which)
    codes = module.section(CodeSec)
    ends = [end for _, end in elements(subject.data, frame)] if frame else []
    places = [place for place in module.indices(space) if place.index == index]
    rows = [
        {
            "owner": use.owner.kind,
            "index": use.owner.index,
            "names": list(use.owner.names),
            "where": use.where,
            "instr": use.place.instr,
            "text": use.text,
            "offset": use.offset,
            "implied": use.place.implied,
        }
        for use in uses_at(module, places, instr_offsets(codes.codes if codes else [], ends))
    ]
    used = {"space": space.value, "index": index, "name": name_of(subject.described, space, index)}
    return {"used": used, "uses": rows}


LISTINGS: dict[str, Callable[[Subject], Rows]] = {
    "types": types,
    "imports": imports,
    "exports": exports,
    "functions": functions,
    "names": names,
    "customs": customs,
}
"""The lists beside the overview, by the option that prints them."""
