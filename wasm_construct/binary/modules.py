"""The schemas of sections and of a whole module.

Spec: §5.5 (Modules)
Source: the custom-descriptors proposal, exact imports
"""

from __future__ import annotations

import io
from typing import Any

from construct import Construct

from wasm_construct.binary.combinators import Checked, Record, Sized, Vec
from wasm_construct.binary.consistency import check_consistency, check_order
from wasm_construct.binary.custom import customsec
from wasm_construct.binary.indices import Implied, Index, IndexOf, funcidx, memidx, tableidx, typeidx
from wasm_construct.binary.instructions import expr
from wasm_construct.binary.leaves import Constant, Magic, OneOf, blob, byte, name
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.schema import Schema
from wasm_construct.binary.stream import left, next_byte
from wasm_construct.binary.types import globaltype, memtype, rectype, reftype, tabletype, tagtype, valtype
from wasm_construct.binary.unions import Gated, Tagged
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
)


def _externfunc(exact: bool) -> Record:
    return Record(ExternFunc, "type" / typeidx, "exact" / Constant(exact))


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
    "malformed import kind",
)
"""Spec: §5.3.14 (binary-externtype)"""
import_ = Record(Import, "module" / name, "name" / name, "type" / externtype)
"""Spec: §5.5.5 (binary-import)"""

table = Tagged(
    byte,
    {0x40: Record(Table, Magic(b"\x00", "malformed reference type"), "type" / tabletype, "init" / expr)},
    default=Record(Table, "type" / tabletype, "init" / Constant(None)),
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
    return "mode" / Record(Active, "index" / index, "offset" / expr, "explicit" / Constant(True))


_passive = "mode" / Record(Passive)
_declarative = "mode" / Record(Declarative)

_elemkind = Magic(b"\x00", "malformed element kind")
_funcs = "funcs" / Vec(funcidx)
_type = "type" / reftype
_exprs = "exprs" / Vec(expr)


elem = Tagged(
    u32,
    {
        0: Record(ElemFuncs, _active(tableidx), _funcs),
        1: Record(ElemFuncs, _passive, _elemkind, _funcs),
        2: Record(ElemFuncs, _active_at(tableidx), _elemkind, _funcs),
        3: Record(ElemFuncs, _declarative, _elemkind, _funcs),
        4: Record(ElemExprs, _active(tableidx), "type" / Constant(FUNCREF), _exprs),
        5: Record(ElemExprs, _passive, _type, _exprs),
        6: Record(ElemExprs, _active_at(tableidx), _type, _exprs),
        7: Record(ElemExprs, _declarative, _type, _exprs),
    },
    "malformed elements segment kind",
    why_longer="index 0 can be left out",
)
"""Spec: §5.5.12 (binary-elem)"""

local = Record(Locals, "count" / u32, "type" / valtype, shared=True)
locals_ = Checked(Vec(local), lambda runs: not runs or sum([run.count for run in runs]) < 1 << 32, "too many locals")
"""Spec: §5.5.13 (binary-local)"""
code = Sized(Record(Code, "locals" / locals_, "body" / expr))
"""Spec: §5.5.13 (binary-code)"""


data = Tagged(
    u32,
    {
        0: Record(Data, _active(memidx), "init" / blob),
        1: Record(Data, _passive, "init" / blob),
        2: Record(Data, _active_at(memidx), "init" / blob),
    },
    "malformed data segment kind",
    why_longer="index 0 can be left out",
)
"""Spec: §5.5.14 (binary-data)"""

_CONTENTS = (
    customsec,
    Record(TypeSec, "types" / Vec(rectype)),
    Record(ImportSec, "imports" / Vec(import_)),
    Record(FuncSec, "types" / Vec(typeidx)),
    Record(TableSec, "tables" / Vec(table)),
    Record(MemSec, "mems" / Vec(memtype)),
    Record(GlobalSec, "globals" / Vec(global_)),
    Record(ExportSec, "exports" / Vec(export)),
    Record(StartSec, "func" / funcidx),
    Record(ElemSec, "elems" / Vec(elem)),
    Record(CodeSec, "codes" / Vec(code)),
    Record(DataSec, "datas" / Vec(data)),
    Record(DataCountSec, "count" / u32),
    Record(TagSec, "tags" / Vec(tagtype)),
)
section = Tagged(byte, {content.gives.id: Sized(content) for content in _CONTENTS}, "malformed section id")
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


class ModuleSchema(Schema):
    """The preamble and the sections in order, as a list of sections. Spec: §5.5.17 (binary-module)"""

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> list[Section]:
        preamble._parse(stream, context, path)
        sections: list[Section] = []
        rank = 0
        while left(stream):
            where = f"{path}.sections[{len(sections)}]"
            rank = check_order(next_byte(stream) or 0, rank, stream.tell(), where)
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
