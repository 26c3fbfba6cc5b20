"""Damaged modules: the sections that can be read, and what is wrong with the others."""

from __future__ import annotations

import pytest

from tests.binary.assemble import ONE_FUNC, code_section, custom, func, module, section
from wasm_construct import MalformedError, Module
from wasm_construct.syntax import CodeSec, CustomSec, FuncSec, MemSec, TypeSec

_GOOD_MEMORY, _BAD_MEMORY = section(5, "01 00 01"), section(5, "01 10 01")


def _read(data: bytes) -> tuple[list[str], list[tuple[str, int, str]]]:
    """The kinds of the sections that were read, and the errors."""
    parsed, errors = Module.parse_lenient(data)
    return [type(item).__name__ for item in parsed], [(error.message, error.offset, error.path) for error in errors]


def test_a_good_module_is_read_as_always() -> None:
    data = func("01")
    parsed, errors = Module.parse_lenient(data)
    assert errors == []
    assert parsed == Module.parse(data)
    assert parsed.build() == data


def test_one_section_is_left_out() -> None:
    kinds, errors = _read(module(section(1, "00"), _BAD_MEMORY, section(7, "00"), custom("a")))
    assert kinds == ["TypeSec", "ExportSec", "CustomSec"]
    assert errors == [("malformed limits flags", 14, "module.sections[1].mems[0].limits")]


def test_the_kept_sections_keep_their_bytes() -> None:
    parsed, _ = Module.parse_lenient(module("01 81 80 00 00", _BAD_MEMORY, custom("a", "ff")))
    assert parsed.build() == module("01 81 80 00 00", custom("a", "ff"))


def test_several_sections_are_left_out() -> None:
    kinds, errors = _read(module(section(1, "01 ff"), section(3, "05"), _GOOD_MEMORY, section(14), section(7, "01 61")))
    assert kinds == ["MemSec"]
    assert [(message, path) for message, _, path in errors] == [
        ("integer representation too long", "module.sections[0].types[0]"),
        ("length out of bounds", "module.sections[1].types"),
        ("malformed section id", "module.sections[3]"),
        ("length out of bounds", "module.sections[4].exports[0].name"),
    ]


def test_a_section_must_not_reach_into_the_next_one() -> None:
    # the memory section is said to end before its limits, which would be read from the next section
    kinds, errors = _read(module("05 01 01", section(7, "00")))
    assert kinds == ["ExportSec"]
    assert errors == [("unexpected end of section or function", 11, "module.sections[0].mems[0].limits")]


def test_sections_out_of_order() -> None:
    kinds, errors = _read(module(_GOOD_MEMORY, section(1, "00"), section(7, "00"), _GOOD_MEMORY))
    assert kinds == ["MemSec", "ExportSec"]
    assert errors == [
        ("unexpected content after last section", 13, "module.sections[1]"),
        ("unexpected content after last section", 19, "module.sections[3]"),
    ]


def test_nothing_is_known_after_a_size_that_does_not_fit() -> None:
    kinds, errors = _read(module(_GOOD_MEMORY, "07 7f 00", custom("a")))
    assert kinds == ["MemSec"]
    assert errors == [("length out of bounds", 14, "module.sections[1]")]
    kinds, errors = _read(module(_GOOD_MEMORY, "07 ff ff ff ff 7f", custom("a")))
    assert kinds == ["MemSec"]
    assert errors == [("integer too large", 18, "module.sections[1].size")]
    kinds, errors = _read(module(_GOOD_MEMORY, "07"))
    assert errors == [("unexpected end of section or function", 14, "module.sections[1].size")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "unexpected end of section or function"),
        (b"#!/bin/sh", "magic header not detected"),
        (b"\0asm\2\0\0\0", "unknown binary version"),
        (b"\0asm\x0d\0\1\0", "unknown binary version: this is a component, not a core module"),
    ],
)
def test_what_is_no_module_at_all(data: bytes, message: str) -> None:
    parsed, errors = Module.parse_lenient(data)
    assert parsed.sections == []
    assert [error.message for error in errors] == [message]


def test_what_does_not_hold_between_good_sections() -> None:
    kinds, errors = _read(module(*ONE_FUNC, section(12, "01")))
    assert kinds == ["TypeSec", "FuncSec", "DataCountSec"]
    assert errors == [
        ("function and code section have inconsistent lengths", 21, "module"),
        ("data count and data section have inconsistent lengths", 21, "module"),
    ]


def test_a_missing_section_is_not_held_against_the_others() -> None:
    kinds, errors = _read(module(*ONE_FUNC, code_section("ff")))
    assert kinds == ["TypeSec", "FuncSec"]
    assert [message for message, *_ in errors] == ["illegal opcode ff"]


def test_well_known_custom_sections_are_lenient_anyway() -> None:
    data = module(custom("name", "00 7f"))
    parsed, errors = Module.parse_lenient(data)
    assert errors == []
    (section_,) = parsed.customs("name")
    assert isinstance(section_, CustomSec)
    assert section_.content is None
    assert isinstance(section_.error, MalformedError)
    assert parsed.names is None
    assert parsed.build() == data


def test_features_count_here_too() -> None:
    data = module(section(5, "01 03 01 02"))
    assert Module.parse_lenient(data)[1]
    assert not Module.parse_lenient(data, {"mvp", "threads"})[1]


def test_index_spaces_of_what_is_left() -> None:
    parsed, _ = Module.parse_lenient(module(*ONE_FUNC, _BAD_MEMORY))
    assert parsed.section(MemSec) is None and parsed.section(CodeSec) is None
    assert parsed.section(TypeSec) is not None
    assert parsed.section(FuncSec) is not None
    assert parsed.mems == ()
    (lonely,) = parsed.funcs  # whose body is gone
    assert (lonely.imported, lonely.defined) == (None, None)
    with pytest.raises(TypeError, match="func 0 has no code of its own"):
        _ = lonely.code
