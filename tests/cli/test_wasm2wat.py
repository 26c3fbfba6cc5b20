"""`wasm2wat`: the text of modules and of functions, and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from wasm_construct import Module, wat2wasm
from wasm_construct.syntax import CustomSec

Run = Callable[..., Result]


def test_the_text_of_a_module(run: Run, tally: Path, tmp_path: Path) -> None:
    result = run("wasm2wat", tally)
    assert result.exit_code == 0
    module = Module.parse_file(tally)
    assert result.stdout == module.to_wat()
    out = tmp_path / "out.wat"
    assert run("wasm2wat", tally, "-o", out).stdout == ""
    assert out.read_text() == result.stdout
    assert run("wasm2wat", "-", data=tally.read_bytes()).stdout == result.stdout


def test_folded(run: Run, tally: Path) -> None:
    assert run("wasm2wat", "--fold", tally).stdout == Module.parse_file(tally).to_wat(fold=True)


def test_there_and_back_again(run: Run) -> None:
    module = Module.from_wat('(module $m (func $f (export "f") (param $x i32) (result i32) local.get $x))')
    module.add(CustomSec("note", b"\0\xff"))
    text = run("wasm2wat", "--custom", "-", data=module.build()).stdout_bytes
    assert wat2wasm(text) == module.build()
    module.drop_customs("note")
    assert wat2wasm(run("wasm2wat", "-", data=text).stdout_bytes) == module.build()


def test_one_function(run: Run, tally: Path) -> None:
    result = run("wasm2wat", tally, "--func", "crc32")
    assert result.exit_code == 0
    assert result.stdout.startswith("(func $crc32 ")
    assert result.stdout.endswith(")\n")
    index = Module.parse_file(tally).func("crc32").index
    assert run("wasm2wat", tally, "--func", index).stdout == result.stdout
    assert run("wasm2wat", tally, "--func", "crc32", "--fold").stdout != result.stdout


def test_a_function_that_is_not_there(run: Run, tally: Path) -> None:
    result = run("wasm2wat", tally, "--func", "no\x1b")
    assert result.exit_code == 2
    assert result.stderr == f"wasm-construct: {tally}: the module has no function 'no\\\\x1b'\n"
    assert run("wasm2wat", tally, "--func", "99").exit_code == 2


def test_a_function_without_a_text(run: Run, tally: Path) -> None:
    result = run("wasm2wat", tally, "--func", "0")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert run("wasm2wat", tally, "--func", "0", "--custom").exit_code == 2
