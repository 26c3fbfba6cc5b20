"""What the report of unusual encodings finds, kind by kind, and where."""

from __future__ import annotations

import pytest

from tests.binary.assemble import custom, func, module, section
from wasm_construct import ALL, Module
from wasm_construct.syntax import MemSec

LOCALS = "module.sections[2].codes[0].locals"
BODY = "module.sections[2].codes[0].body"
SECTION = "module.sections[0]"
INDEX = "index 0 can be left out"
RUNS = "fewer runs of locals would do"


def _padded(value: int, size: int, needed: int) -> str:
    return f"{value} takes {size} bytes, {needed} would do"


def _findings(data: bytes) -> list[tuple[int, int, str, str]]:
    return [(*finding,) for finding in Module.parse(data, ALL).encoding_report()]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # numbers, counts and lengths, wherever they stand
        (module("05 83 80 00 01 00 01"), (9, 3, f"{SECTION}.size", _padded(3, 3, 1))),
        (module(section(5, "81 00 00 01")), (10, 2, f"{SECTION}.mems.count", _padded(1, 2, 1))),
        (module(section(5, "01 00 80 81 00")), (12, 3, f"{SECTION}.mems[0].limits.min", _padded(128, 3, 2))),
        (module("00 03 81 00 61"), (10, 2, f"{SECTION}.name.length", _padded(1, 2, 1))),
        (module(section(11, "01 81 00 81 80 00 61")), (11, 2, f"{SECTION}.datas[0]", _padded(1, 2, 1))),
        (func(locals_="01 82 00 7f"), (23, 2, f"{LOCALS}[0].count", _padded(2, 2, 1))),
        # opcodes and immediates
        (func("fc 8b 00 00"), (24, 2, f"{BODY}[0]", _padded(11, 2, 1))),  # of the opcode itself
        (func("41 81 00"), (24, 2, f"{BODY}[0].i32.const.0", _padded(1, 2, 1))),
        (func("01 41 ff 7f"), (25, 2, f"{BODY}[1].i32.const.0", _padded(-1, 2, 1))),
        (func("41 c0 80 00"), (24, 3, f"{BODY}[0].i32.const.0", _padded(64, 3, 2))),
        (func("28 82 00 00"), (24, 2, f"{BODY}[0].i32.load.0.align", _padded(2, 2, 1))),
        (func("28 02 88 00"), (25, 2, f"{BODY}[0].i32.load.0.offset", _padded(8, 2, 1))),
        (func("0e 80 00 00"), (24, 2, f"{BODY}[0].br_table.0.count", _padded(0, 2, 1))),
        # what can be left out
        (func("28 42 00 08"), (24, 3, f"{BODY}[0].i32.load.0", INDEX)),
        (func("02 63 70 0b"), (24, 2, f"{BODY}[0].block.0", "this reference type has a form of one byte")),
        (module(section(11, "01 02 00 41 00 0b 00")), (11, 6, f"{SECTION}.datas[0]", INDEX)),
        (module(section(9, "01 02 00 41 00 0b 00 00")), (11, 7, f"{SECTION}.elems[0]", INDEX)),
        (module(section(9, "01 06 00 41 00 0b 70 00")), (11, 7, f"{SECTION}.elems[0]", INDEX)),
        (
            module(section(1, "01 60 01 63 70 00")),
            (13, 2, f"{SECTION}.types[0].params[0]", "this reference type has a form of one byte"),
        ),
        (
            module(section(1, "01 4f 00 60 00 00")),
            (11, 5, f"{SECTION}.types[0]", "a final type without supertypes can do without `sub`"),
        ),
        (
            module(section(1, "01 4e 01 60 00 00")),
            (11, 5, f"{SECTION}.types[0]", "a group of one type can do without `rec`"),
        ),
        (module(section(5, "00")), (8, 3, SECTION, "an empty section can be left out")),
        (func(locals_="02 01 7f 01 7f"), (22, 5, LOCALS, RUNS)),
        (func(locals_="01 00 7f"), (22, 3, LOCALS, RUNS)),
    ],
)
def test_kinds_of_findings(data: bytes, expected: tuple[int, int, str, str]) -> None:
    assert expected in _findings(data)


@pytest.mark.parametrize(
    "data",
    [
        module(),
        module(section(1, "01 60 02 7f 70 01 63 00")),
        module(section(1, "01 50 00 60 00 00")),
        module(section(1, "02 50 00 5f 00 4f 01 00 5f 00")),
        module(section(1, "01 4e 02 5f 00 5f 00")),
        module(section(11, "02 02 01 41 00 0b 00 00 41 c0 00 0b 00")),
        module(section(9, "01 06 00 41 00 0b 6f 00")),  # table 0, but of a type that needs the long form
        module(section(5, "02 00 80 01 01 ff ff 03 80 80 04")),
        func("41 7f 41 40 41 bf 7f 41 ff 00 41 80 80 80 80 78 28 42 01 08 fc 0b 00"),
        func(locals_="02 01 7f 01 7e"),
        module(custom("a", "80 00")),
    ],
)
def test_nothing_to_find(data: bytes) -> None:
    assert _findings(data) == []


def test_findings_stand_where_the_build_has_them() -> None:
    parsed = Module.parse(module("05 83 80 00 01 00 01", custom("a")))
    parsed.sections.insert(0, parsed.sections.pop())
    (finding,) = parsed.encoding_report()
    assert (finding.offset, finding.path) == (13, "module.sections[1].size")
    assert str(finding) == "0xd module.sections[1].size: 3 takes 3 bytes, 1 would do"


def test_what_was_made_by_hand_is_not_padded() -> None:
    parsed = Module.parse(module("05 84 80 00 81 00 00 01"))
    assert len(parsed.encoding_report()) == 2
    memories = parsed.section(MemSec)
    assert memories is not None
    assert Module([MemSec(list(memories.mems))]).encoding_report() == []


def test_every_occurrence_is_found() -> None:
    findings = _findings(func("41 81 00 1a" * 3))
    assert [offset for offset, *_ in findings] == [24, 28, 32]
    assert [path for *_, path, _ in findings] == [f"{BODY}[{number}].i32.const.0" for number in (0, 2, 4)]


def test_findings_come_in_the_order_of_the_bytes() -> None:
    findings = _findings(module("01 81 00 00", section(5, "81 80 00 00 81 00"), custom("name", "01 81 00 00")))
    assert len(findings) == 5
    assert findings == sorted(findings, key=lambda finding: finding[0])
