"""`disasm`: headers, offsets, indentation, instruction text and comments."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from wasm_construct import Module
from wasm_construct.display.instructions import instr_text
from wasm_construct.opcodes import BY_OPCODE
from wasm_construct.syntax import (
    I32,
    AbsHeapType,
    Code,
    CodeSec,
    Expr,
    Float32,
    FuncSec,
    FuncType,
    Instr,
    Locals,
    MemArg,
    RefType,
    TypeSec,
    instr,
)

Run = Callable[..., Result]


def module_of(*instrs: tuple[object, ...] | str, locals_: tuple[Locals, ...] = ()) -> bytes:
    """A module with one function."""
    module = Module()
    module.ensure(TypeSec).types.append(FuncType((I32,)))
    module.ensure(FuncSec).types.append(0)
    module.ensure(CodeSec).codes.append(Code(list(locals_), Expr.of(*instrs)))
    return module.build()


def test_a_whole_function(run: Run, tally: Path) -> None:
    assert run("disasm", tally, "greet").stdout.splitlines() == [
        'func 1  greet  export "greet"',
        "  type 2 (func (result i32))",
        "  22 bytes at 0xb6",
        "00b7  i32.const 4096",
        "00bd  i32.const 16",
        "00bf  call 0                                   ; host_log",
        "00c5  i32.const 4096",
        "00cb  end",
        "",
    ]


def test_an_import(run: Run, tally: Path) -> None:
    text = run("disasm", tally, "0").stdout
    assert text == 'func 0  host_log  import "env" "log"\n  type 1 (func (param i32 i32))\n\n'


def test_blocks_are_indented_and_branches_say_where_they_lead(run: Run) -> None:
    body = ("block", None), ("loop", I32), ("br_if", 0), ("br", 1), "end", "drop", "end", ("br", 0), ("br", 9)
    lines = [line[6:] for line in run("disasm", "-", data=module_of(*body)).stdout.splitlines()[3:] if line]
    assert lines == [
        "block",
        "  loop (result i32)",
        "    br_if 0                              ; loop at 0x1a",
        "    br 1                                 ; end of block at 0x18",
        "  end",
        "  drop",
        "end",
        "br 0                                     ; end of function",
        "br 9                                     ; there is no such label",
        "end",
    ]


def test_if_and_else(run: Run) -> None:
    body = ("i32.const", 0), ("if", None), "nop", "else", "unreachable", "end"
    lines = run("disasm", "-", data=module_of(*body)).stdout.splitlines()
    assert [line[6:] for line in lines[4:9]] == ["if", "  nop", "else", "  unreachable", "end"]


def test_very_deep_blocks_are_not_indented_for_ever(run: Run) -> None:
    depth = 20_000
    data = module_of(*[("block", None)] * depth, *["end"] * depth)
    assert len(run("disasm", "-", data=data).stdout) < 200 * depth


def test_offsets_are_those_of_the_file(run: Run, tally: Path) -> None:
    data = tally.read_bytes()
    for line in run("disasm", tally).stdout.splitlines():
        words = line.split()
        if line[:4] != "func" and line[:1] not in ("", " "):
            row = BY_OPCODE.get((data[int(words[0], 16)],))
            assert row is not None
            assert row.mnemonic == words[1]


def test_locals_are_numbered_after_the_parameters(run: Run) -> None:
    data = module_of(locals_=(Locals(1, I32), Locals(0, I32), Locals(2**32 - 9, I32)))
    assert "  locals 1 i32, 2..4294967288 i32\n" in run("disasm", "-", data=data).stdout


def test_names_of_locals(run: Run) -> None:
    names = bytes.fromhex("00 0d 04 6e616d65 02 06 01 00 01 00 01 6e")  # local 0 of function 0 is called n
    result = run("disasm", "-", data=module_of(("local.get", 0), "drop") + names)
    assert "local.get 0                              ; n\n" in result.stdout


class TestChoice:
    @pytest.mark.parametrize("which", ["4", "count_words"])
    def test_by_index_or_name(self, run: Run, tally: Path, which: str) -> None:
        result = run("disasm", tally, which)
        assert result.stdout.startswith("func 4  count_words  export")
        assert result.stdout.count("func ") == 1 + result.stdout.count("(func ")

    def test_by_debug_name(self, run: Run, tally: Path) -> None:
        assert run("disasm", tally, "is_newline").stdout.startswith("func 11  is_newline\n")

    @pytest.mark.parametrize("which", ["12", "nobody", "-1", "\x1b"])
    def test_one_that_is_not_there(self, run: Run, tally: Path, which: str) -> None:
        result = run("disasm", "--", tally, which)
        assert result.exit_code == 2
        assert result.stderr.count("\n") == 1
        assert "\x1b" not in result.stderr


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (instr("nop"), "nop"),
        (instr("block", 5), "block (type 5)"),
        (instr("i32.load", MemArg(2, 8)), "i32.load offset=8"),
        (instr("i32.load8_u", MemArg(0, 0, 1)), "i32.load8_u 1"),
        (instr("i32.load16_u", MemArg(0, 0)), "i32.load16_u align=1"),
        (instr("memory.init", 3, 1), "memory.init 1 3"),
        (instr("memory.init", 3, 0), "memory.init 3"),
        (instr("struct.get", 3, 1), "struct.get 3 1"),
        (instr("call_indirect", 3, 0), "call_indirect (type 3)"),
        (instr("call_indirect", 3, 1), "call_indirect 1 (type 3)"),
        (instr("table.init", 3, 1), "table.init 1 3"),
        (instr("br_table", (1, 2), 0), "br_table 1 2 0"),
        (instr("select", (I32,)), "select (result i32)"),
        (instr("f32.const", Float32.from_bits(0x7FC00001)), "f32.const nan:0x400001"),
        (instr("v128.const", bytes(range(16))), "v128.const i32x4 0x03020100 0x07060504 0x0b0a0908 0x0f0e0d0c"),
        (instr("i8x16.shuffle", bytes(range(16))), "i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15"),
        (instr("ref.test", RefType(True, AbsHeapType.EQ)), "ref.test eqref"),
        (instr("ref.cast", RefType(False, 7)), "ref.cast (ref 7)"),
        (instr("ref.null", AbsHeapType.FUNC), "ref.null func"),
        (instr("br_on_cast", 1, 2, AbsHeapType.ANY, 4), "br_on_cast 2 anyref (ref 4)"),
        (instr("br_on_cast_fail", 2, 0, 3, AbsHeapType.I31), "br_on_cast_fail 0 (ref 3) i31ref"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_instructions(made: Instr, text: str) -> None:
    assert instr_text(made) == text


def test_the_instructions_are_those_of_wasm2wat(tally: Path) -> None:
    module = Module.parse_file(tally)
    for item in module.funcs:
        if item.imported is None:
            shown = list(map(instr_text, item.code.body.peek()[:-1]))
            lines = module.func_to_wat(item.index, names=False, comments=False).removesuffix(")").splitlines()
            parts = re.compile(r"(?<=\(type \d\)) \(.*")  # of a function type, which disasm says in a comment
            assert [parts.sub("", line.strip()) for line in lines[-len(shown) :]] == shown
