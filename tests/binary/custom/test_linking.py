"""The linking section of object files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.syntax.conventions import UnknownSubsection
from wasm_construct.syntax.linking import (
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
from wasm_construct.syntax.symbols import DataSymbol, IndexSymbol, SectionSymbol, Symbol, SymbolKind

Read = Callable[[str, bytes], Any]
Built = Callable[[str, Any], bytes]


def table(*symbols: bytes) -> bytes:
    """A linking section with these symbols."""
    content = bytes((len(symbols),)) + b"".join(symbols)
    return b"\x02\x08" + bytes((len(content),)) + content


SYMBOLS: dict[str, tuple[bytes, Symbol]] = {
    "function": (b"\x00\x04\x07\x01f", IndexSymbol(SymbolKind.FUNCTION, 7, "f", 0x04)),
    "undefined function": (b"\x00\x10\x00", IndexSymbol(SymbolKind.FUNCTION, 0, None, 0x10)),
    "imported with a name": (b"\x00\x50\x00\x01g", IndexSymbol(SymbolKind.FUNCTION, 0, "g", 0x50)),
    "explicit name, defined": (b"\x00\x40\x01\x01g", IndexSymbol(SymbolKind.FUNCTION, 1, "g", 0x40)),
    "global": (b"\x02\xa2\x01\x01\x01p", IndexSymbol(SymbolKind.GLOBAL, 1, "p", 0xA2)),
    "tag": (b"\x04\x01\x00\x01t", IndexSymbol(SymbolKind.TAG, 0, "t", 0x01)),
    "undefined table": (b"\x05\x90\x01\x00", IndexSymbol(SymbolKind.TABLE, 0, None, 0x90)),
    "data": (b"\x01\x80\x02\x01d\x01\x08\x10", DataSymbol("d", 1, 8, 16, 0x100)),
    "undefined data": (b"\x01\x10\x01d", DataSymbol("d", flags=0x10)),
    "absolute data": (b"\x01\x80\x04\x01d\x00\x80\x20\x04", DataSymbol("d", 0, 4096, 4, 0x200)),
    "64-bit data": (
        b"\x01\x00\x01d\x00\x80\x80\x80\x80\x10\x80\x80\x80\x80\x20",
        DataSymbol("d", 0, 1 << 32, 1 << 33),
    ),
    "section": (b"\x03\x02\x05", SectionSymbol(5, 0x02)),
    "flags yet to be invented": (b"\x00\x90\x90\x01\x03", IndexSymbol(SymbolKind.FUNCTION, 3, None, 0x4810)),
}


@pytest.mark.parametrize("case", SYMBOLS)
def test_symbols(read: Read, built: Built, case: str) -> None:
    data, symbol = SYMBOLS[case]
    assert read("linking", table(data)).symbols == [symbol]
    assert built("linking", Linking([SymbolTable([symbol])])) == table(data)


def test_padded_flags_are_kept(read: Read) -> None:
    assert read("linking", table(b"\x00\x90\x80\x80\x80\x00\x03")).symbols[0].undefined


FLAGS = {
    "weak": 0x1,
    "local": 0x2,
    "hidden": 0x4,
    "undefined": 0x10,
    "exported": 0x20,
    "explicit_name": 0x40,
    "no_strip": 0x80,
    "tls": 0x100,
    "absolute": 0x200,
}


@pytest.mark.parametrize("name", FLAGS)
def test_each_flag_by_its_name(name: str) -> None:
    symbol = SectionSymbol(0, FLAGS[name])
    assert [flag for flag in FLAGS if getattr(symbol, flag)] == [name]
    setattr(symbol, name, False)
    assert symbol.flags == 0
    setattr(symbol, name, True)
    assert symbol.flags == FLAGS[name]


def test_the_other_subsections(read: Read) -> None:
    content = read(
        "linking",
        b"\x02"
        b"\x05\x12\x02\x05.data\x02\x00\x06.tdata\x03\x03"
        b"\x06\x05\x01\xff\xff\x03\x09"
        b"\x07\x0a\x01\x02_Z\x00\x02\x01\x03\x05\x04"
        b"\x0a\x01!",
    )
    assert content == Linking(
        [
            SegmentInfos([SegmentInfo(".data", 2), SegmentInfo(".tdata", 3, 3)]),
            InitFuncs([InitFunc(65535, 9)]),
            ComdatInfo([Comdat("_Z", [ComdatSymbol(ComdatKind.FUNCTION, 3), ComdatSymbol(ComdatKind.SECTION, 4)])]),
            UnknownSubsection(10, b"!"),
        ]
    )
    assert content.symbols == []
    segment = content.find(SegmentInfos).segments[1]
    assert segment.strings
    assert segment.tls
    assert not segment.retain


def test_kinds_show_their_names() -> None:
    assert repr(IndexSymbol(SymbolKind.FUNCTION, 0, "f")) == (
        "IndexSymbol(kind=SymbolKind.FUNCTION, index=0, name='f', flags=0)"
    )
    assert DataSymbol("d").kind is SymbolKind.DATA
    assert SectionSymbol(0).kind is SymbolKind.SECTION


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x01", "unknown linking version"),
        (table(b"\x06\x00\x00"), "malformed symbol kind"),
        (table(b"\x00\x00\x00"), "unexpected end"),
        (table(b"\x00\x10\x00\x01f"), "subsection size mismatch"),
        (b"\x02\x07\x06\x01\x00\x00\x01\x06\x00", "malformed comdat kind"),
    ],
)
def test_malformed(read: Read, data: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        read("linking", data)


@pytest.mark.parametrize(
    "symbol",
    [
        IndexSymbol(SymbolKind.FUNCTION, 0, "f", 0x10),
        IndexSymbol(SymbolKind.FUNCTION, 0),
        IndexSymbol(SymbolKind.DATA, 0, "d"),
        DataSymbol("d"),
        DataSymbol("d", 0, 0, 0, 0x10),
        SectionSymbol(0, -1),
        "f",
    ],
    ids=repr,
)
def test_symbols_that_contradict_themselves_are_not_built(built: Built, symbol: Any) -> None:
    with pytest.raises(BuildError):
        built("linking", Linking([SymbolTable([symbol])]))


def test_subsections_that_contradict_themselves_are_not_built(built: Built) -> None:
    with pytest.raises(BuildError):
        built("linking", Linking([UnknownSubsection(8, b"")]))
    with pytest.raises(BuildError):
        built("linking", Linking([], version=3))
