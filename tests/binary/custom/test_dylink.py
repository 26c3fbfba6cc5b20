"""The sections of dynamic libraries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wasm_construct.errors import MalformedError
from wasm_construct.syntax.conventions import UnknownSubsection
from wasm_construct.syntax.dylink import (
    Dylink,
    Dylink0,
    ExportFlags,
    ExportInfo,
    ImportFlags,
    ImportInfo,
    MemInfo,
    Needed,
    RuntimePath,
)

Read = Callable[[str, bytes], Any]
Built = Callable[[str, Any], bytes]


def test_all_subsections(read: Read) -> None:
    content = read(
        "dylink.0",
        b"\x01\x05\xd0\x0f\x04\x1f\x00"
        b"\x02\x0e\x02\x05libfo\x06libbar"
        b"\x03\x06\x01\x02tl\x80\x02"
        b"\x04\x09\x01\x03env\x02mn\x11"
        b"\x05\x06\x01\x04/lib"
        b"\x09\x02hi",
    )
    assert content == Dylink0(
        [
            MemInfo(2000, 4, 31, 0),
            Needed(["libfo", "libbar"]),
            ExportInfo([ExportFlags("tl", 0x100)]),
            ImportInfo([ImportFlags("env", "mn", 0x11)]),
            RuntimePath(["/lib"]),
            UnknownSubsection(9, b"hi"),
        ]
    )
    exports, imports = content.find(ExportInfo), content.find(ImportInfo)
    assert exports.exports[0].tls
    assert not exports.exports[0].undefined
    assert imports.imports[0].weak
    assert imports.imports[0].undefined
    assert Dylink0([]).find(MemInfo) is None


def test_padded_sizes_and_numbers_are_kept(read: Read) -> None:
    content = read("dylink.0", b"\x01\x87\x80\x00\x84\x00\x00\x81\x80\x00\x00\x02\x83\x00\x81\x00\x00")
    assert content == Dylink0([MemInfo(4, 0, 1, 0), Needed([""])])


def test_the_older_section(read: Read, built: Built) -> None:
    data = b"\x80\x01\x04\x02\x00\x01\x04libc"
    assert read("dylink", data) == Dylink(MemInfo(128, 4, 2, 0), ["libc"])
    assert built("dylink", Dylink(MemInfo(128, 4, 2), ["libc"])) == data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x01\x05\x00\x00\x00\x00\x00", "subsection size mismatch"),
        (b"\x01\x03\x00\x00\x00", "unexpected end"),
        (b"\x01\x06\x00\x00\x00\x00", "length out of bounds"),
        (b"\x02\x03\x01\x01\xff", "malformed UTF-8 encoding"),
        (b"\x02\x02\x05\x00", "length out of bounds"),
    ],
)
def test_malformed_subsections(read: Read, data: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        read("dylink.0", data)
