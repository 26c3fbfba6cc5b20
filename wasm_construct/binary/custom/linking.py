"""The schema of the `linking` section.

Source: the tool conventions, Linking.md
"""

from __future__ import annotations

from wasm_construct.binary.combinators import Checked, Record, Vec
from wasm_construct.binary.custom.subsections import subsections_of
from wasm_construct.binary.indices import INDEX, IndexOf, dataidx
from wasm_construct.binary.leaves import Constant, OneOf, byte, name
from wasm_construct.binary.leb128 import u32, u64
from wasm_construct.binary.unions import Flagged, Tagged
from wasm_construct.syntax.linking import (
    MEMBERS,
    VERSION,
    Comdat,
    ComdatInfo,
    ComdatKind,
    ComdatSymbol,
    InitFunc,
    InitFuncs,
    Linking,
    SegmentInfo,
    SegmentInfos,
    SymbolTable,
)
from wasm_construct.syntax.symbols import (
    EXPLICIT_NAME,
    INDEXED,
    UNDEFINED,
    DataSymbol,
    IndexSymbol,
    SectionSymbol,
    SymbolKind,
)

_absent = Checked(Constant(None), lambda value: value is None, "the flags leave no room for this")


def _indexsymbol(kind: SymbolKind) -> Flagged:
    fields = ("kind" / Constant(kind), "index" / INDEX[INDEXED[kind]])
    named = Record(IndexSymbol, *fields, "name" / name)
    unnamed = Record(IndexSymbol, *fields, "name" / _absent)
    return Flagged(
        u32,
        "flags",
        u32.most,
        {0: named, UNDEFINED: unnamed, EXPLICIT_NAME: named, UNDEFINED | EXPLICIT_NAME: named},
    )


# offset and size are wide: the memory may have 64-bit addresses
_datasymbol = Flagged(
    u32,
    "flags",
    u32.most,
    {
        0: Record(DataSymbol, "name" / name, "segment" / dataidx, "offset" / u64, "size" / u64),
        UNDEFINED: Record(DataSymbol, "name" / name, "segment" / _absent, "offset" / _absent, "size" / _absent),
    },
)
_sectionsymbol = Flagged(u32, "flags", u32.most, {0: Record(SectionSymbol, "section" / u32)})

symbol = Tagged(
    byte,
    {
        **{kind.value: _indexsymbol(kind) for kind in INDEXED},
        SymbolKind.DATA.value: _datasymbol,
        SymbolKind.SECTION.value: _sectionsymbol,
    },
    "malformed symbol kind",
)

_segmentinfo = Record(SegmentInfo, "name" / name, "alignment" / u32, "flags" / u32)
_initfunc = Record(InitFunc, "priority" / u32, "symbol" / u32)
_comdatkind = OneOf({kind.value: kind for kind in ComdatKind}, "malformed comdat kind")
_comdatsymbol = Record(ComdatSymbol, "kind" / _comdatkind, "index" / IndexOf("kind", MEMBERS))
_comdat = Record(Comdat, "name" / name, "flags" / u32, "symbols" / Vec(_comdatsymbol))

linking = Record(
    Linking,
    "version" / Checked(u32, lambda version: version == VERSION, "unknown linking version"),
    "subsections"
    / subsections_of(
        {
            SegmentInfos.id: Record(SegmentInfos, "segments" / Vec(_segmentinfo)),
            InitFuncs.id: Record(InitFuncs, "functions" / Vec(_initfunc)),
            ComdatInfo.id: Record(ComdatInfo, "comdats" / Vec(_comdat)),
            SymbolTable.id: Record(SymbolTable, "symbols" / Vec(symbol)),
        }
    ),
)
