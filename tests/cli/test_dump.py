"""`dump`: every byte is there, in order, beside what it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from wasm_construct import MalformedError, Module
from wasm_construct.binary.frames import elements, frames
from wasm_construct.cli.leaves import leaves, leaves_near
from wasm_construct.features import ALL

Run = Callable[..., Result]


def bytes_of(text: str) -> bytes:
    """All bytes that a dump shows."""
    lines = (match for match in map(re.compile(r"[0-9a-f]{4,}[ >] (.*)").match, text.splitlines()) if match)
    cells = (match[1][:50] if match[1].endswith("|") else match[1][:18] for match in lines)
    return bytes.fromhex("".join(" ".join(re.findall(r"\b[0-9a-f]{2}\b", cell)) for cell in cells))


def test_every_byte_is_shown_once(run: Run, tally: Path) -> None:
    result = run("dump", tally)
    assert result.exit_code == 0
    assert bytes_of(result.stdout) == tally.read_bytes()


def test_the_lines(run: Run, tally: Path) -> None:
    lines = run("dump", tally).stdout.splitlines()
    assert lines[:3] == [
        "preamble",
        '0000  00 61 73 6d        "\\u{0}asm"         magic',
        '0004  01 00 00 00        "\\u{1}\\u{0}\\u{0}\\u{0}" version',
    ]
    assert "module.sections[8]: code, 684 bytes" in lines
    assert "00b8  80 a0 80 80 00     4096 (in 5 bytes)  codes[0].body[0].i32.const.0" in lines
    assert "0368                     156 bytes          datas[0].init" in lines
    assert "0368  48 65 6c 6c 6f 20 66 72  6f 6d 20 77 61 73 6d 21  |Hello from wasm!|" in lines
    at = lines.index('0430  63 6f 75 6e 74 5f  "count_words"      content.subsections[0].names[4].name')
    assert lines[at + 1] == "0436  77 6f 72 64 73"


def test_what_is_unusual_about_an_encoding_is_noted(run: Run) -> None:
    code = bytes.fromhex("41 00 28 42 00 00 1a 0b")  # i32.load with memory 0 written out
    entry = bytes((len(code) + 1, 0)) + code
    data = b"\0asm\1\0\0\0" + bytes.fromhex("01 04 01600000 03 02 0100") + bytes((10, len(entry) + 1, 1)) + entry
    text = run("dump", "-", data=data).stdout
    assert re.search(r"^ {20,}note: index 0 can be left out \(in \d bytes? at 0x[0-9a-f]+\)$", text, re.MULTILINE)
    assert bytes_of(text) == data


class TestSection:
    @pytest.mark.parametrize(
        ("which", "title"),
        [
            ("import", "module.sections[1]: import, 13 bytes"),
            ("producers", 'module.sections[11]: custom "producers", 47 bytes'),
            ("11", 'module.sections[11]: custom "producers", 47 bytes'),
        ],
    )
    def test_by_kind_name_and_number(self, run: Run, tally: Path, which: str, title: str) -> None:
        lines = run("dump", tally, "--section", which).stdout.strip().splitlines()
        assert lines[0] == title
        assert sum("module.sections" in line for line in lines) == 1

    def test_all_custom_sections(self, run: Run, tally: Path) -> None:
        result = run("dump", tally, "--section", "custom")
        assert result.stdout.count("module.sections") == 3
        assert bytes_of(result.stdout) == tally.read_bytes()[0x404:]

    def test_one_that_is_not_there(self, run: Run, tally: Path) -> None:
        result = run("dump", tally, "--section", "tag")
        assert result.exit_code == 2
        assert 'there is no section "tag"; there are type, import,' in result.stderr


class TestAt:
    def test_the_entry_that_contains_the_offset(self, run: Run, tally: Path) -> None:
        lines = run("dump", tally, "--at", "0x2e", "--context", "1").stdout.splitlines()
        assert lines == [
            "module.sections[1]: import, 13 bytes",
            "002d  03                 3                  imports[0].name.length",
            '002e> 6c 6f 67           "log"              imports[0].name',
            "0031  00                 0                  imports[0].type",
        ]

    def test_decimal_offsets(self, run: Run, tally: Path) -> None:
        assert run("dump", tally, "--at", "46").stdout == run("dump", tally, "--at", "0x2e").stdout

    def test_long_byte_strings_are_cut_to_the_neighbourhood(self, run: Run, tally: Path) -> None:
        lines = run("dump", tally, "--at", "0x3d9", "--context", "1").stdout.splitlines()
        assert [line[:5] for line in lines[1:]] == ["0366 ", "0368>", "03c8 ", "03d8 ", "03e8 "]

    def test_every_offset_is_found(self, run: Run, tally: Path) -> None:
        whole = run("dump", tally).stdout.splitlines()
        for at in range(8, 0x368):
            marked = [line for line in run("dump", tally, "--at", at).stdout.splitlines() if line[4:5] == ">"]
            assert marked[0].replace(">", " ", 1) in whole
            assert int(marked[0][:4], 16) <= at

    def test_the_preamble(self, run: Run, tally: Path) -> None:
        assert run("dump", tally, "--at", 5).stdout.startswith("preamble\n")

    def test_beyond_the_end(self, run: Run, tally: Path) -> None:
        result = run("dump", tally, "--at", 1278)
        assert result.exit_code == 2
        assert result.stderr == f"wasm-construct: {tally}: there is no offset 0x4fe, the file has 1,278 bytes\n"

    @pytest.mark.parametrize("offset", ["x", "-1", "0xg", ""])
    def test_what_is_no_offset(self, run: Run, tally: Path, offset: str) -> None:
        assert run("dump", tally, f"--at={offset}").exit_code == 2

    def test_not_together_with_a_section(self, run: Run, tally: Path) -> None:
        assert run("dump", tally, "--at", 9, "--section", "type").exit_code == 2


def test_functions_in_the_middle_are_traced_by_themselves(tally: Path) -> None:
    data = tally.read_bytes()
    code = next(frame for frame in frames(data) if frame.kind == "code")
    whole = list(leaves(data, code, ALL))
    for start, end in elements(data, code):
        near = list(leaves_near(data, code, ALL, start))
        assert set(near) <= set(whole)
        assert {leaf.offset for leaf in whole if start <= leaf.offset < end} <= {leaf.offset for leaf in near}


class TestDamage:
    def test_what_is_left_is_shown_as_it_is(self, run: Run, tally: Path) -> None:
        data = tally.read_bytes()[:900]
        result = run("dump", "-", data=data)
        assert result.exit_code == 1
        assert "malformed: length out of bounds (at offset 0x35e, in module.sections[9])" in result.stdout
        assert bytes_of(result.stdout) == data
        assert result.stderr.startswith("wasm-construct: <stdin>: length out of bounds")

    def test_sections_after_a_bad_one(self, run: Run, tally: Path) -> None:
        data = bytearray(tally.read_bytes())
        data[0xD0] = 0xFF
        result = run("dump", "-", data=bytes(data))
        assert "malformed: illegal opcode ff" in result.stdout
        assert '"count_words"' in result.stdout
        assert bytes_of(result.stdout) == data

    def test_at_an_offset_in_a_bad_section(self, run: Run, tally: Path) -> None:
        result = run("dump", "-", "--at", "0x360", data=tally.read_bytes()[:900])
        assert "035d  0b a4 01 01 00 41 80 20  0b 9c 01 48 65 6c 6c 6f  |.....A. ...Hello|" in result.stdout

    def test_what_is_no_module_is_shown_as_it_is(self, run: Run) -> None:
        result = run("dump", "-", data=b"Hello, world")
        assert result.stdout == "0000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64              |Hello, world|\n"
        assert result.exit_code == 1

    def test_no_byte_is_lost(self, run: Run, tally: Path) -> None:
        good = tally.read_bytes()
        for at in range(8, len(good), 7):
            data = good[:at] + bytes((good[at] ^ 0x81,)) + good[at + 1 :]
            result = run("dump", "-", data=data)
            assert bytes_of(result.stdout) == data
            try:
                Module.parse(data, ALL)
            except MalformedError:
                assert result.exit_code == 1
            else:
                assert result.exit_code == 0
