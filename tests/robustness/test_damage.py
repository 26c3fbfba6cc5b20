"""A module that is cut off or changed is either read and built byte for byte, or refused with a place within it."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path

import pytest

from tests.binary.assemble import module, section
from tests.binary.everything import DATA, SECTIONS
from tests.binary.roundtrip import look_at_everything, refusal
from tests.support.data import corpus_params
from wasm_construct import ALL, MalformedError, Module
from wasm_construct.binary.reader import read_lenient, read_module, read_reference
from wasm_construct.binary.writer import write_module, write_reference


def _real_modules(count: int) -> list[pytest.ParameterSet]:
    """The largest of the small files of the corpus; a missing corpus is left to the test."""
    params = [
        (path.stat().st_size if path.is_file() else 0, param)
        for param in corpus_params()
        for path in param.values
        if isinstance(path, Path)
    ]
    return [param for size, param in sorted(params, key=itemgetter(0)) if size < 1_500][-count:]


def _outcome(data: bytes) -> tuple[str, int, str] | None:
    """What is wrong with these bytes; None for a module, which must survive."""
    said = refusal(read_module, data, ALL)
    if said is not None:
        assert 0 <= said[1] <= len(data)
        assert said[2].startswith("module")
        return said
    sections = read_module(data, ALL)
    look_at_everything(sections)
    assert write_module(sections) == data
    return None


def _outcome_by_schemas(data: bytes) -> tuple[str, int, str] | None:
    said = refusal(read_reference, data, ALL)
    if said is None:
        assert write_reference(read_reference(data, ALL)) == data
    return said


@pytest.mark.parametrize("part", range(4))
def test_every_way_to_cut_a_module_with_everything(part: int) -> None:
    for size in range(part, len(DATA), 4):
        assert _outcome(DATA[:size]) == _outcome_by_schemas(DATA[:size]), size


@pytest.mark.parametrize("path", _real_modules(4))
def test_every_way_to_cut_a_real_module(path: Path) -> None:
    data = path.read_bytes()
    refused = sum(_outcome(data[:size]) is not None for size in range(len(data)))
    # what is left can be a module only where a section ends
    assert len(data) - refused <= len(Module.parse(data, ALL).sections)


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("mask", [0x01, 0x40, 0x80, 0xFF])
def test_every_byte_of_a_module_with_everything_changed(mask: int, part: int) -> None:
    for offset in range(part, len(DATA), 4):
        data = bytearray(DATA)
        data[offset] ^= mask
        assert _outcome(bytes(data)) == _outcome_by_schemas(bytes(data)), offset


@pytest.mark.parametrize("path", _real_modules(2))
def test_every_byte_of_a_real_module_changed(path: Path) -> None:
    original = path.read_bytes()
    refused = 0
    for offset in range(len(original)):
        data = bytearray(original)
        data[offset] ^= 0x80
        refused += _outcome(bytes(data)) is not None
    assert refused


def test_sections_of_a_damaged_module() -> None:
    for offset in range(8, len(DATA)):
        data = bytearray(DATA)
        data[offset] ^= 0xFF
        sections, errors = read_lenient(bytes(data), ALL)
        assert _outcome(bytes(data)) is None or errors
        assert all(0 <= error.offset <= len(DATA) for error in errors)
        assert write_module(sections, check=False).startswith(b"\0asm\1\0\0\0")


def test_everything_works_after_an_error() -> None:
    for offset in range(0, len(DATA), 7):
        read_lenient(DATA[:offset] + b"\xff" + DATA[offset + 1 :], ALL)
    parsed = Module.parse(DATA, ALL)
    assert parsed.sections == SECTIONS
    assert parsed.build() == DATA


def test_the_same_reader_after_an_error_within_a_module() -> None:
    damaged = module(section(3, "01 00"), section(10, "02 0200ff 02000b"))
    with pytest.raises(MalformedError):
        Module.parse(damaged)
    kept, errors = Module.parse_lenient(damaged)
    assert [type(item).__name__ for item in kept] == ["FuncSec"]
    assert len(errors) == 1
    assert kept.build(check=False) == module(section(3, "01 00"))
