"""The schemas of sections and of a whole module.

Spec: §5.5 (Modules)
Source: the custom-descriptors proposal, exact imports
"""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

from construct import Construct

from wasm_construct.binary.combinators import Checked, Record, Remarked, Sized, Vec
from wasm_construct.binary.consistency import inconsistencies
from wasm_construct.binary.custom import customsec
from wasm_construct.binary.format import Format, ModuleSchema
from wasm_construct.binary.indices import Implied, Index, IndexOf, funcidx, memidx, tableidx, typeidx
from wasm_construct.binary.instructions import expr
from wasm_construct.binary.leaves import Constant, Magic, OneOf, blob, byte, name
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.types import globaltype, memtype, rectype, reftype, tabletype, tagtype, valtype
from wasm_construct.binary.unions import Gated, Tagged
from wasm_construct.errors import MalformedError
from wasm_construct.features import Feature
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.modules import (
    SECTION_ORDER,
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


def _more_runs_than_needed(runs: list[Locals]) -> bool:
    return any(run.count == 0 for run in runs) or any(one.type == two.type for one, two in pairwise(runs))


locals_ = Remarked(
    Checked(Vec(local), lambda runs: not runs or sum([run.count for run in runs]) < 1 << 32, "too many locals"),
    _more_runs_than_needed,
    "fewer runs of locals would do",
)
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


MAGIC = b"\0asm"
"""What every binary file begins with. Spec: §5.5.17 (binary-magic)"""


class Preamble(Magic):
    """Magic and version; knows a component when it sees one. Spec: §5.5.17 (binary-module)"""

    def __init__(self) -> None:
        self.magic = Magic(MAGIC, "magic header not detected")
        self.version = Magic(b"\1\0\0\0", "unknown binary version")
        super().__init__(self.magic.value + self.version.value, "")

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


core = Format("module", preamble, section, SECTION_ORDER, inconsistencies)
"""The format of core modules. Spec: §5.5.17 (binary-module)"""
module = ModuleSchema(core)
