"""Instructions and expressions: how they are made, compared, shown and edited."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from tests.binary.assemble import func
from wasm_construct import Module
from wasm_construct.opcodes import BY_MNEMONIC
from wasm_construct.syntax import (
    FUNCREF,
    I32,
    AbsHeapType,
    Catch,
    CatchKind,
    Exact,
    Expr,
    Float32,
    Float64,
    Instr,
    MemArg,
    PaddedInt,
    RefType,
    instr,
)


@pytest.mark.parametrize(
    ("made", "opcode", "args"),
    [
        (instr("nop"), (0x01,), ()),
        (instr("i32.const", -1), (0x41,), (-1,)),
        (instr("f32.const", 1.5), (0x43,), (Float32(1.5),)),
        (instr("f32.const", 1), (0x43,), (Float32(1.0),)),
        (instr("f64.const", Float64.from_bits(1)), (0x44,), (Float64.from_bits(1),)),
        (instr("i32.load"), (0x28,), (MemArg(),)),
        (instr("i32.load", MemArg(2, 4)), (0x28,), (MemArg(2, 4),)),
        (instr("v128.load8_lane", 3), (0xFD, 0x54), (MemArg(), 3)),
        (instr("select"), (0x1B,), ()),
        (instr("select", (I32,)), (0x1C,), ((I32,),)),
        (instr("ref.test", RefType(False, 3)), (0xFB, 0x14), (3,)),
        (instr("ref.test", RefType(True, 3)), (0xFB, 0x15), (3,)),
        (instr("ref.cast", RefType(False, AbsHeapType.ANY)), (0xFB, 0x16), (AbsHeapType.ANY,)),
        (instr("ref.cast", RefType(True, AbsHeapType.ANY)), (0xFB, 0x17), (AbsHeapType.ANY,)),
        (instr("ref.cast", FUNCREF.heap), (0xFB, 0x16), (AbsHeapType.FUNC,)),  # non-null unless told otherwise
    ],
)
def test_made_by_name(made: Instr, opcode: tuple[int, ...], args: tuple[Any, ...]) -> None:
    assert made.row.opcode == opcode
    assert made.args == args
    assert made.name == made.row.mnemonic
    assert made.raw is None


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("i32.nop",), "there is no instruction 'i32.nop'"),
        (("nop", 1), r"nop takes 0 immediates \(none\), not 1"),
        (("i32.const",), r"i32.const takes 1 immediates \(i32\), not 0"),
        (("br_table", 0), r"br_table takes 2 immediates \(labels, labelidx\), not 1"),
        (("v128.load8_lane",), r"v128.load8_lane takes 2 immediates \(memarg, laneidx\), not 0"),
    ],
)
def test_what_cannot_be_made(args: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        instr(*args)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (instr("nop"), "nop"),
        (instr("block", None), "block"),
        (instr("block", I32), "block i32"),
        (instr("br_table", (0, 1), 2), "br_table 0 1 2"),
        (instr("call", PaddedInt(5, 5)), "call 5"),
        (instr("i32.load", MemArg(2, 8)), "i32.load offset=8 align=4"),
        (instr("i32.load", MemArg(0, 0, 1)), "i32.load 1 offset=0 align=1"),
        (instr("v128.const", bytes(range(16))), "v128.const 0x000102030405060708090a0b0c0d0e0f"),
        (instr("f64.const", 0.5), "f64.const 0.5"),
        (instr("ref.null", Exact(3)), "ref.null (exact 3)"),
        (
            instr("try_table", None, (Catch(CatchKind.CATCH_REF, 1, 2), Catch(CatchKind.CATCH_ALL, None, 0))),
            "try_table (catch_ref 1 2) (catch_all 0)",
        ),
    ],
)
def test_text(made: Instr, text: str) -> None:
    assert str(made) == text
    assert repr(made) == f"<{text}>"


def test_equality_leaves_out_the_bytes() -> None:
    read, padded = Module.parse(func("41 05 41 85 00")).funcs[0].code.body.instrs[:2]
    assert (read.raw, padded.raw) == (b"\x41\x05", b"\x41\x85\x00")
    assert read == padded == instr("i32.const", 5)
    assert hash(read) == hash(padded) == hash(instr("i32.const", 5))
    assert read != instr("i64.const", 5)
    assert read != instr("i32.const", 6)
    assert read != "i32.const 5"
    assert MemArg(explicit=True) == MemArg()


def test_instructions_are_immutable() -> None:
    made = instr("i32.const", 1)
    for name in ("row", "args", "raw", "other"):
        with pytest.raises(AttributeError, match="an instruction is immutable"):
            setattr(made, name, None)
    assert copy.copy(made) is copy.deepcopy(made) is made
    again = pickle.loads(pickle.dumps(made))
    assert again == made
    assert again.row is BY_MNEMONIC["i32.const"][0]


def test_an_expression_from_names_and_tuples() -> None:
    one = instr("i32.const", 1)
    assert Expr.of(one, ("i32.const", 2), "i32.add").instrs == [
        one,
        instr("i32.const", 2),
        instr("i32.add"),
        instr("end"),
    ]
    assert Expr.of() == Expr([instr("end")])
    assert len(Expr.of("nop", "nop")) == 3
    assert [each.name for each in Expr.of("nop")] == ["nop", "end"]


def test_an_expression_is_decoded_when_somebody_looks() -> None:
    body = Module.parse(func("41 05 1a")).funcs[0].code.body
    assert body.untouched == body.read_from == b"\x41\x05\x1a\x0b"
    assert body.decoder is not None
    assert body == Expr.of(("i32.const", 5), "drop")  # which does not keep it decoded
    assert [each.name for each in body.peek()] == ["i32.const", "drop", "end"]
    assert body.untouched == body.read_from
    assert body.instrs is body.instrs
    assert (body.untouched, body.read_from) == (None, b"\x41\x05\x1a\x0b")
    made = Expr.of("nop")
    assert made.untouched is made.read_from is made.decoder is None
    assert made.peek() is made.instrs


def test_equal_bytes_are_one_instruction() -> None:
    body = Module.parse(func("41 05 41 05 1a 1a")).funcs[0].code.body
    assert body.instrs[0] is body.instrs[1]
    assert body.instrs[2] is body.instrs[3]


def test_an_expression_can_be_edited() -> None:
    parsed = Module.parse(func("41 85 00 1a"))
    body = parsed.funcs[0].code.body
    body.instrs.insert(1, instr("i32.eqz"))
    assert parsed.build() == func("41 85 00 45 1a")  # what was not changed keeps its bytes
    body.instrs = (instr("nop"), instr("end"))
    assert parsed.build() == func("01")


def test_expressions_show_what_they_are() -> None:
    assert repr(Expr.of(("i32.const", 5))) == "<Expr i32.const 5; end>"
    assert repr(Module.parse(func("41 05 1a")).funcs[0].code.body) == "<Expr i32.const 5; drop; end>"
    assert repr(Module.parse(func("01" * 50)).funcs[0].code.body) == "<Expr of 51 bytes>"


def test_expressions_are_compared_by_their_instructions() -> None:
    assert Expr.of("nop") == Expr.of("nop")
    assert Expr.of("nop") != Expr.of("drop")
    assert Expr.of() != [instr("end")]
    with pytest.raises(TypeError):
        hash(Expr.of())


def test_copies_of_expressions() -> None:
    read = Module.parse(func("41 85 00 1a")).funcs[0].code.body
    for copied in (copy.copy(read), copy.deepcopy(read), pickle.loads(pickle.dumps(read))):
        assert copied == read
        assert copied.read_from == read.read_from
    copied = copy.deepcopy(read)
    copied.instrs.pop(0)
    assert len(read) == 3
