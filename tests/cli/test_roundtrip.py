"""`roundtrip`: files, folders, and what it says of those that do not come out as they went in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from wasm_construct import BuildError, Module
from wasm_construct.cli.roundtrip import _exprs
from wasm_construct.features import ALL

Run = Callable[..., Result]
EMPTY = b"\0asm\1\0\0\0"


def test_a_good_file(run: Run, tally: Path) -> None:
    result = run("roundtrip", tally)
    assert result.stdout == "1 file, 1,278 bytes: 1 the same (untouched, decoded)\n"
    assert result.exit_code == 0


def test_the_reference_too(run: Run, tally: Path) -> None:
    assert run("roundtrip", "--reference", tally, "-", data=EMPTY).stdout == (
        "2 files, 1,286 bytes: 2 the same (untouched, decoded, reference)\n"
    )


def test_folders_are_searched(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("x.wasm", "a/y.wasm", "a/b/z.wasm", "a/b/z.txt"):
        (tmp_path / name).write_bytes(EMPTY)
    assert run("roundtrip", tmp_path).stdout.startswith("3 files, 24 bytes: 3 the same")
    assert run("roundtrip", tmp_path / "a" / "b").stdout.startswith("1 file,")
    assert run("roundtrip", tmp_path / "a" / "b" / "z.txt").stdout.startswith("1 file,")


def test_an_empty_folder(run: Run, tmp_path: Path) -> None:
    assert run("roundtrip", tmp_path).stdout.startswith("0 files, 0 bytes: nothing to do")


def test_a_malformed_file_does_not_stop_the_others(run: Run, tally: Path, file: Callable[[bytes], Path]) -> None:
    bad = file(EMPTY + b"\x0d")
    result = run("roundtrip", bad, tally)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{bad}: malformed: unexpected end of section or function (at offset 0x9, in module.sections[0].size)",
        "2 files, 1,287 bytes: 1 the same, 1 malformed (untouched, decoded)",
    ]


def test_a_file_that_cannot_be_read_does_not_either(run: Run, tally: Path, tmp_path: Path) -> None:
    result = run("roundtrip", tmp_path / "none.wasm", tally)
    assert result.exit_code == 2
    assert result.stdout == "2 files, 1,278 bytes: 1 the same, 1 unreadable (untouched, decoded)\n"
    assert result.stderr == f"wasm-construct: {tmp_path / 'none.wasm'}: No such file or directory\n"


def test_a_difference_is_located(run: Run, tally: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tally.read_bytes()
    monkeypatch.setattr(Module, "build", lambda _: data[:0xC0] + b"\x05" + data[0xC1:])
    result = run("roundtrip", tally)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{tally}: differs: 80 became 05 (at offset 0xc0, in module.sections[8].codes[0].body[2].call.0)",
        "1 file, 1,278 bytes: 1 different (untouched, decoded)",
    ]


def test_a_difference_in_one_way_only(run: Run, tally: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Module, "build", lambda _: tally.read_bytes()[:-1])
    first = run("roundtrip", "--reference", tally).stdout.splitlines()[0]
    assert first == f"{tally}: untouched, decoded: differs: 1,278 bytes became 1,277"


def test_what_cannot_be_built(run: Run, tally: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Module) -> bytes:
        raise BuildError("no", "module")

    monkeypatch.setattr(Module, "build", refuse)
    result = run("roundtrip", tally)
    assert f"{tally}: cannot be built: no (in module)\n" in result.stdout
    assert result.exit_code == 1


def test_every_expression_is_decoded() -> None:
    sections = (
        "01 04 01 60 00 00",  # a type
        "03 02 01 00",  # a function
        "04 09 01 40 00 70 00 00 d0 70 0b",  # a table with an initial value
        "05 03 01 00 00",  # a memory
        "06 06 01 7f 00 41 00 0b",  # a global
        "09 09 01 04 41 00 0b 01 d0 70 0b",  # an element segment
        "0a 04 01 02 00 0b",  # code
        "0b 06 01 00 41 00 0b 00",  # a data segment
    )
    module = Module.parse(EMPTY + bytes.fromhex("".join(sections)), ALL)
    exprs = list(_exprs(module))
    assert len(exprs) == 6
    assert all(expr.untouched is not None for expr in exprs)
