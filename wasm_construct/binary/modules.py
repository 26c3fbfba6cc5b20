"""The schemas of sections and of a whole module.

Spec: §5.5 (Modules)
Source: the custom-descriptors proposal, exact imports
"""

from __future__ import annotations

import io
from typing import Any

from construct import Computed, Construct

from wasm_construct.binary.combinators import Checked, Gated, Record, Sized, Tagged, Vec
from wasm_construct.binary.consistency import check_consistency, check_order
from wasm_construct.binary.custom import customsec
from wasm_construct.binary.indices import Implied, Index, IndexOf, funcidx, memidx, tableidx, typeidx
from wasm_construct.binary.instructions import expr
from wasm_construct.binary.leaves import Magic, OneOf, blob, byte, name
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.stream import left, peek
from wasm_construct.binary.types import globaltype, memtype, rectype, reftype, tabletype, tagtype, valtype
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.features import Feature
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.modules import (
    Active,
    Code,
    CodeSec,
    Data,
    DataCountSec,
    DataSec,
    Declarative,
    Elem,
    ElemExprs,
    ElemFuncs,
    ElemSec,
    Export,
    ExportSec,
    ExternKind,
    FuncSec,
    Global,
    GlobalSec,
    Import,
    ImportSec,
    Locals,
    MemSec,
    Passive,
    StartSec,
    Table,
    TableSec,
    TagSec,
    TypeSec,
)
from wasm_construct.syntax.section import Section
from wasm_construct.syntax.types import (
    FUNCREF,
    ExternFunc,
    ExternType,
    GlobalType,
    MemType,
    TableType,
    TagType,
)

_EXTERN_TAGS: dict[type, int] = {TableType: 1, MemType: 2, GlobalType: 3, TagType: 4}


def _extern_tag(extern: ExternType) -> int:
    return (0x20 if extern.exact else 0) if isinstance(extern, ExternFunc) else _EXTERN_TAGS[type(extern)]


def _externfunc(exact: bool) -> Record:
    return Record(ExternFunc, "type" / typeidx, "exact" / Computed(exact))


externtype = Tagged(
    byte,
    {
        0x00: _externfunc(False),
        0x01: tabletype,
        0x02: memtype,
        0x03: globaltype,
        0x04: tagtype,
        0x20: Gated(_externfunc(True), Feature.CUSTOM_DESCRIPTORS),
    },
    _extern_tag,
    "malformed import kind",
)
"""Spec: §5.3.14 (binary-externtype)"""
import_ = Record(Import, "module" / name, "name" / name, "type" / externtype)
"""Spec: §5.5.5 (binary-import)"""

table = Tagged(
    byte,
    {0x40: Record(Table, Magic(b"\x00", "malformed reference type"), "type" / tabletype, "init" / expr)},
    lambda table: None if table.init is None else 0x40,
    default=Record(Table, "type" / tabletype, "init" / Computed(None)),
)
"""Spec: §5.5.7 (binary-table)"""

global_ = Record(Global, "type" / globaltype, "init" / expr)
"""Spec: §5.5.9 (binary-global)"""

externkind = OneOf(dict(enumerate(ExternKind)), "malformed export kind")
export = Record(
    Export,
    "name" / name,
    "kind" / externkind,
    "index" / IndexOf("kind", {kind: IndexSpace.of(kind) for kind in ExternKind}),
)
"""Spec: §5.5.10 (binary-export)"""


def _active(index: Index) -> Construct:
    return "mode" / Record(Active, "index" / Implied(index.space), "offset" / expr)


def _active_at(index: Index) -> Construct:
    return "mode" / Record(Active, "index" / index, "offset" / expr, "explicit" / Computed(True))


_passive = "mode" / Record(Passive)
_declarative = "mode" / Record(Declarative)

_elemkind = Magic(b"\x00", "malformed element kind")
_funcs = "funcs" / Vec(funcidx)
_type = "type" / reftype
_exprs = "exprs" / Vec(expr)


def _index_is_written(active: Active) -> bool:
    return active.explicit or active.index != 0


def _needless_index(segment: Elem | Data) -> str | None:
    mode = segment.mode
    needless = isinstance(mode, Active) and mode.explicit and mode.index == 0
    if needless and isinstance(segment, ElemExprs):
        needless = segment.type == FUNCREF and not segment.type.long
    return "index 0 can be left out" if needless else None


def _elem_tag(elem: Elem) -> int:
    mode = elem.mode
    if isinstance(elem, ElemExprs):
        if isinstance(mode, Active):
            short = not _index_is_written(mode) and elem.type == FUNCREF and not elem.type.long
            return 4 if short else 6
        return 7 if isinstance(mode, Declarative) else 5
    if isinstance(mode, Active):
        return 2 if _index_is_written(mode) else 0
    return 3 if isinstance(mode, Declarative) else 1


elem = Tagged(
    u32,
    {
        0: Record(ElemFuncs, _active(tableidx), _funcs),
        1: Record(ElemFuncs, _passive, _elemkind, _funcs),
        2: Record(ElemFuncs, _active_at(tableidx), _elemkind, _funcs),
        3: Record(ElemFuncs, _declarative, _elemkind, _funcs),
        4: Record(ElemExprs, _active(tableidx), "type" / Computed(FUNCREF), _exprs),
        5: Record(ElemExprs, _passive, _type, _exprs),
        6: Record(ElemExprs, _active_at(tableidx), _type, _exprs),
        7: Record(ElemExprs, _declarative, _type, _exprs),
    },
    _elem_tag,
    "malformed elements segment kind",
    roundabout=_needless_index,
)
"""Spec: §5.5.12 (binary-elem)"""

local = Record(Locals, "count" / u32, "type" / valtype, shared=True)
locals_ = Checked(Vec(local), lambda runs: not runs or sum([run.count for run in runs]) < 1 << 32, "too many locals")
"""Spec: §5.5.13 (binary-local)"""
code = Sized(Record(Code, "locals" / locals_, "body" / expr))
"""Spec: §5.5.13 (binary-code)"""


def _data_tag(data: Data) -> int:
    return 1 if isinstance(data.mode, Passive) else 2 if _index_is_written(data.mode) else 0


data = Tagged(
    u32,
    {
        0: Record(Data, _active(memidx), "init" / blob),
        1: Record(Data, _passive, "init" / blob),
        2: Record(Data, _active_at(memidx), "init" / blob),
    },
    _data_tag,
    "malformed data segment kind",
    roundabout=_needless_index,
)
"""Spec: §5.5.14 (binary-data)"""

section = Tagged(
    byte,
    {
        0: Sized(customsec),
        1: Sized(Record(TypeSec, "types" / Vec(rectype))),
        2: Sized(Record(ImportSec, "imports" / Vec(import_))),
        3: Sized(Record(FuncSec, "types" / Vec(typeidx))),
        4: Sized(Record(TableSec, "tables" / Vec(table))),
        5: Sized(Record(MemSec, "mems" / Vec(memtype))),
        6: Sized(Record(GlobalSec, "globals" / Vec(global_))),
        7: Sized(Record(ExportSec, "exports" / Vec(export))),
        8: Sized(Record(StartSec, "func" / funcidx)),
        9: Sized(Record(ElemSec, "elems" / Vec(elem))),
        10: Sized(Record(CodeSec, "codes" / Vec(code))),
        11: Sized(Record(DataSec, "datas" / Vec(data))),
        12: Sized(Record(DataCountSec, "count" / u32)),
        13: Sized(Record(TagSec, "tags" / Vec(tagtype))),
    },
    lambda section: section.id,
    "malformed section id",
)
"""Spec: §5.5.2 (binary-section)"""


class Preamble(Magic):
    """Magic and version; knows a component when it sees one. Spec: §5.5.17 (binary-module)"""

    def __init__(self) -> None:
        super().__init__(b"\0asm\1\0\0\0", "")
        self.magic = Magic(b"\0asm", "magic header not detected")
        self.version = Magic(b"\1\0\0\0", "unknown binary version")

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> None:
        self.magic._parse(stream, context, path)
        start = stream.tell()
        try:
            self.version._parse(stream, context, path)
        except MalformedError as error:
            stream.seek(start)
            if stream.read(4) == b"\x0d\0\1\0":
                error = MalformedError(f"{error.message}: this is a component, not a core module", start, path)
            raise error from None


preamble = Preamble()


class ModuleSchema(Construct):
    """The preamble and the sections in order, as a list of sections. Spec: §5.5.17 (binary-module)"""

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> list[Section]:
        preamble._parse(stream, context, path)
        sections: list[Section] = []
        rank = 0
        while left(stream):
            where = f"{path}.sections[{len(sections)}]"
            rank = check_order(peek(stream) or 0, rank, stream.tell(), where)
            sections.append(section._parse(stream, context, where))
        check_consistency(sections, stream.tell(), path)
        return sections

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, list | tuple):
            raise BuildError(f"{obj!r} is not a list of sections", path)
        preamble._build(None, stream, context, path)
        for number, item in enumerate(obj):
            section._build(item, stream, context, f"{path}.sections[{number}]")
        return obj


module = ModuleSchema()
