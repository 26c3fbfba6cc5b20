"""The relocation sections of object files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.relocations import Relocation, Relocations, RelocationType

Read = Callable[[str, bytes], Any]
Built = Callable[[str, Any], bytes]

ADDENDS_32 = {3, 4, 5, 8, 9, 11, 21, 23}
ADDENDS_64 = {14, 15, 16, 17, 22, 25}
WITHOUT = {0, 1, 2, 6, 7, 10, 12, 13, 18, 19, 20, 24, 26}


def test_the_types_have_the_numbers_0_to_26() -> None:
    assert {kind.value for kind in RelocationType} == ADDENDS_32 | ADDENDS_64 | WITHOUT == set(range(27))


@pytest.mark.parametrize("number", sorted(WITHOUT))
def test_types_without_an_addend(read: Read, built: Built, number: int) -> None:
    data = bytes((5, 1, number, 0x80, 0x01, 2))
    content = Relocations(5, [Relocation(RelocationType(number), 128, 2)])
    assert read("reloc.CODE", data) == content
    assert built("reloc.CODE", content) == data
    content.entries[0].addend = 0
    with pytest.raises(BuildError, match="no addend"):
        built("reloc.CODE", content)


@pytest.mark.parametrize("number", sorted(ADDENDS_32 | ADDENDS_64))
def test_types_with_an_addend(read: Read, built: Built, number: int) -> None:
    data = bytes((5, 1, number, 3, 2, 0x7C))
    content = Relocations(5, [Relocation(RelocationType(number), 3, 2, -4)])
    assert read("reloc..debug_info", data) == content
    assert built("reloc..debug_info", content) == data
    content.entries[0].addend = None
    with pytest.raises(BuildError):
        built("reloc..debug_info", content)


def test_addends_are_as_wide_as_the_type(read: Read) -> None:
    wide = b"\x80\x80\x80\x80\x10"
    assert read("reloc.DATA", b"\x01\x01\x10\x00\x00" + wide).entries[0].addend == 1 << 32
    with pytest.raises(MalformedError, match="integer too large"):
        read("reloc.DATA", b"\x01\x01\x05\x00\x00" + wide)


def test_padded_numbers_are_kept(read: Read) -> None:
    content = read("reloc.X", b"\x81\x00\x81\x80\x00\x03\x82\x00\x83\x80\x00\xfc\xff\x7f")
    assert content == Relocations(1, [Relocation(RelocationType.MEMORY_ADDR_LEB, 2, 3, -4)])


def test_a_section_with_an_unknown_type_stays_as_it_is(section_of: Callable[[str, bytes], CustomSec]) -> None:
    section = section_of("reloc.CODE", b"\x01\x01\x1b\x00\x00")
    assert section.content is None
    assert section.error is not None
    assert section.error.message == "malformed relocation type"
    assert section.error.offset == len("\x0areloc.CODE") + 2
    assert section.data == b"\x01\x01\x1b\x00\x00"


def test_a_relocation_shows_the_name_of_its_type() -> None:
    assert repr(Relocation(RelocationType.TYPE_INDEX_LEB, 1, 2)) == (
        "Relocation(type=RelocationType.TYPE_INDEX_LEB, offset=1, index=2, addend=None)"
    )
