"""`inspect`: sections, lists, JSON, and damaged files."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.support.data import corpus_params
from wasm_construct.cli.facts import LISTINGS

Run = Callable[..., Result]
ALL = ["--types", "--imports", "--exports", "--functions", "--names", "--custom"]


def facts(run: Run, *args: object, data: bytes | None = None) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(run("inspect", "--json", *args, data=data).stdout)
    return loaded


def test_the_sections_as_a_table(run: Run, tally: Path) -> None:
    lines = run("inspect", tally).stdout.splitlines()
    assert lines[0] == f"{tally}: 1,278 bytes, 13 sections"
    assert lines[4].split() == ["#", "Section", "Offset", "Size", "Count", "Share"]
    assert lines[5].split() == ["0", "type", "0x8", "30", "5", "2.3%", "▌"]
    assert lines[13].split()[:6] == ["8", "code", "0xb1", "684", "11", "53.5%"]
    assert lines[15].split()[:5] == ["10", "custom", '"name"', "0x404", "161"]
    assert max(map(len, lines[1:])) <= 80
    assert not any(line != line.rstrip() for line in lines)


def test_the_sections_add_up_to_the_file(run: Run, tally: Path) -> None:
    sections = facts(run, tally)["sections"]
    assert sections[0]["offset"] == 8
    for one, other in pairwise(sections):
        assert one["offset"] + one["size"] == other["offset"]
        assert one["content_offset"] + one["content_size"] == other["offset"]
    assert sections[-1]["offset"] + sections[-1]["size"] == tally.stat().st_size
    assert 8 / 1278 + sum(section["share"] for section in sections) == pytest.approx(1)


def test_lists(run: Run, tally: Path) -> None:
    text = run("inspect", tally, *ALL).stdout
    assert '0                        host_log       import "env" "log"    (func (param i32 i32))' in text
    assert (
        '3   0x132    89       1  tally          export "tally"        (func (param i32 i32 i32) (result i32))' in text
    )
    assert "global   0  __stack_pointer" in text
    assert "processed-by: Debian clang 14.0.6" in text
    assert "+bulk-memory +sign-ext" in text
    assert text.index("Types") < text.index("Imports") < text.index("Functions") < text.index("Custom sections")


def test_the_facts_as_json(run: Run, tally: Path) -> None:
    found = facts(run, tally, *ALL)
    assert list(found) == ["file", "size", "name", "start", "counts", "sections", "errors", *LISTINGS]
    assert found["counts"]["functions"] == 12
    assert found["types"][1] == {"index": 1, "group": 1, "name": None, "type": "(func (param i32 i32))"}
    assert found["imports"] == [
        {"kind": "func", "index": 0, "module": "env", "name": "log", "type": "(func (param i32 i32))"}
    ]
    assert found["exports"][0] == {"kind": "memory", "index": 0, "name": "memory", "debug_name": None, "type": "1"}
    assert found["functions"][2] == {
        "index": 2,
        "name": "crc32",
        "import": None,
        "exports": ["crc32"],
        "type_index": 3,
        "type": "(func (param i32 i32) (result i32))",
        "locals": 1,
        "offset": 0xCD,
        "size": 100,
    }
    assert found["names"][-1] == {"space": "data", "within": None, "index": 0, "name": ".rodata"}
    assert found["customs"][2]["name"] == "target_features"


def test_lists_that_are_not_asked_for_are_left_out(run: Run, tally: Path) -> None:
    assert LISTINGS.keys().isdisjoint(facts(run, tally))
    assert "types" in facts(run, tally, "--types")


def test_the_keys_are_documented(run: Run, tally: Path) -> None:
    found = facts(run, tally, *ALL)
    words = set(run("inspect", "--help").stdout.replace(",", " ").split())
    rows = [found, found["counts"], *(found[key][0] for key in ("sections", *LISTINGS))]
    assert {key for row in rows for key in row} <= words | {"errors", "start"}


def test_an_empty_module(run: Run) -> None:
    result = run("inspect", "-", *ALL, data=b"\0asm\1\0\0\0")
    assert result.exit_code == 0
    assert result.stdout.startswith("<stdin>: 8 bytes, 0 sections\n")
    assert "no custom sections" in result.stdout


def test_types_in_groups_and_with_names(run: Run) -> None:
    group = "4e 02 50 00 5f 01 7f 01 4f 01 00 5e 78 00"  # (rec (sub (struct (mut i32))) (sub final 0 (array i8)))
    types = bytes.fromhex("60 00 01 63 00" + group)
    data = b"\0asm\1\0\0\0" + bytes((1, len(types) + 1, 2)) + types
    found = facts(run, "-", "--types", data=data)["types"]
    assert [(row["index"], row["group"], row["type"]) for row in found] == [
        (0, 0, "(func (result (ref null 0)))"),
        (1, 1, "(sub (struct (field (mut i32))))"),
        (2, 1, "(sub final 0 (array i8))"),
    ]
    assert "Group" in run("inspect", "-", "--types", data=data).stdout


def test_a_section_with_a_malformed_content_is_no_error(run: Run, evil: bytes) -> None:
    result = run("inspect", "-", "--custom", data=evil)
    assert result.exit_code == 0
    assert "malformed: unexpected end" in result.stdout


class TestUses:
    def test_a_function(self, run: Run, tally: Path) -> None:
        text = run("inspect", tally, "--uses", "func:crc32").stdout
        assert text[text.index("Uses") :].splitlines() == [
            "Uses of func 2 crc32",
            "Owner   #  Name    Offset  Where     Instruction",
            "export     crc32",
            "func    6  report   0x24d  body[24]  call 2",
        ]

    def test_an_index_that_is_not_written(self, run: Run, tally: Path) -> None:
        text = run("inspect", tally, "--uses", "memory:memory").stdout
        assert "func    2  crc32           0x114  body[35]    i32.load (implied)" in text
        assert text.splitlines()[-1] == "data    0  .rodata                mode.index  (implied)"

    def test_as_json(self, run: Run, tally: Path) -> None:
        found = facts(run, tally, "--uses", "func:2")
        assert found["used"] == {"space": "func", "index": 2, "name": "crc32"}
        assert found["uses"][1] == {
            "owner": "func",
            "index": 6,
            "names": ["report"],
            "where": "body[24]",
            "instr": 24,
            "text": "call 2",
            "offset": 0x24D,
            "implied": False,
        }
        assert tally.read_bytes()[0x24D:].startswith(b"\x10\x82\x80")  # call 2, padded
        words = set(run("inspect", "--help").stdout.replace(",", " ").split())
        assert {"used", "uses", *found["used"], *found["uses"][1]} <= words

    def test_nobody(self, run: Run, tally: Path) -> None:
        assert run("inspect", tally, "--uses", "data:0").stdout.endswith("\nno uses of data 0 .rodata\n")
        assert facts(run, tally, "--uses", "data:0")["uses"] == []

    def test_offsets_in_a_damaged_file(self, run: Run, tally: Path) -> None:
        data = bytearray(tally.read_bytes())
        data[0x41 + 2] = 0xFF  # the table section
        result = run("inspect", "-", "--uses", "func:crc32", data=bytes(data))
        assert result.exit_code == 1
        assert "0x24d  body[24]  call 2" in result.stdout

    @pytest.mark.parametrize(
        ("which", "message"),
        [
            ("func:crc3", 'the module has no func "crc3": did you mean "crc32"?'),
            ("func:" + "9" * 5000, "the module has no func"),
            ("func:12", "there is no func 12: the module has 12"),
            ("elem:-1", 'the module has no elem "-1"'),
            ("fnc:main", "Did you mean func:main?"),
            ("local:0", "is not KIND:WHICH"),
            ("crc32", "is not KIND:WHICH, with a kind of type, func, table, memory, tag, global, elem, data."),
        ],
    )
    def test_no_such_item(self, run: Run, tally: Path, which: str, message: str) -> None:
        result = run("inspect", tally, "--uses", which)
        assert result.exit_code == 2
        assert message in " ".join(result.stderr.split())


class TestDamage:
    def test_a_cut_file(self, run: Run, tally: Path) -> None:
        result = run("inspect", "-", "--functions", data=tally.read_bytes()[:900])
        assert result.exit_code == 1
        assert "data (malformed)" in result.stdout
        assert "append_number" not in result.stdout  # the names are gone
        assert result.stdout.splitlines()[-1].split()[:3] == ["11", "0x356", "7"]
        assert (
            result.stderr == "wasm-construct: <stdin>: length out of bounds (at offset 0x35e, in module.sections[9])\n"
        )

    def test_a_bad_section_between_good_ones(self, run: Run, tally: Path) -> None:
        data = bytearray(tally.read_bytes())
        data[0xD0] = 0xFF  # the first instruction of crc32
        result = run("inspect", "-", *ALL, data=bytes(data))
        assert result.exit_code == 1
        assert "code (malformed)" in result.stdout
        assert "append_number" in result.stdout
        assert "illegal opcode ff (at offset 0xd0, in module.sections[8].codes[1].body[0])" in result.stderr

    def test_without_the_imports_the_indices_are_off(self, run: Run, tally: Path) -> None:
        data = bytearray(tally.read_bytes())
        data[0x31] = 9
        assert "indices below are too small" in run("inspect", "-", data=bytes(data)).stdout

    def test_json_has_the_errors(self, run: Run, tally: Path) -> None:
        found = facts(run, "-", data=tally.read_bytes()[:900])
        assert found["errors"] == [{"message": "length out of bounds", "offset": 0x35E, "path": "module.sections[9]"}]
        assert [section["malformed"] for section in found["sections"]] == [False] * 9 + [True]

    def test_an_error_between_the_sections(self, run: Run) -> None:
        result = run("inspect", "-", data=bytes.fromhex("0061736d 01000000 0104 01600000 0302 0100"))
        assert result.exit_code == 1
        assert "inconsistent lengths" in result.stderr
        assert "(malformed)" not in result.stdout

    def test_every_cut_is_survived(self, run: Run, tally: Path) -> None:
        data = tally.read_bytes()
        for size in range(0, len(data), 29):
            assert run("inspect", "-", *ALL, data=data[:size]).exit_code in (0, 1)


@pytest.mark.parametrize("path", corpus_params())
def test_real_modules(run: Run, path: Path) -> None:
    found = facts(run, path, *ALL)
    assert found["errors"] == []
    assert len(found["functions"]) == found["counts"]["functions"]
    assert not any(section["malformed"] for section in found["sections"])
