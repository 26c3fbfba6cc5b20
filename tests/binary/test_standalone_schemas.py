"""Every schema is an ordinary construct, which parses and builds by itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from construct import Construct

from wasm_construct import ALL, BuildError, MalformedError
from wasm_construct.binary.combinators import Checked, Record, Restated, Sized, Tuple, UntilEnd, Vec
from wasm_construct.binary.fast.read_compiler import REFUSALS, compile_reader
from wasm_construct.binary.fast.write_compiler import compile_writer
from wasm_construct.binary.instructions import expr, instruction, memarg
from wasm_construct.binary.leaves import Constant, Fixed, Float, Magic, OneOf, blob, byte, name, rest, typecode
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.modules import code, data, elem, export, global_, import_, module, section, table
from wasm_construct.binary.stream import Window
from wasm_construct.binary.types import (
    blocktype,
    comptype,
    globaltype,
    heaptype,
    limits,
    memtype,
    reftype,
    storagetype,
    tabletype,
    tagtype,
    valtype,
)
from wasm_construct.binary.unions import Flagged, Tagged
from wasm_construct.syntax import (
    EXTERNREF,
    FUNCREF,
    I32,
    I64,
    V128,
    AbsHeapType,
    Active,
    ArrayType,
    Code,
    Data,
    ElemFuncs,
    Export,
    Expr,
    ExternFunc,
    ExternKind,
    FieldType,
    Float32,
    FuncType,
    Global,
    GlobalType,
    Import,
    Limits,
    Locals,
    MemArg,
    MemSec,
    MemType,
    PackType,
    PaddedBytes,
    PaddedList,
    PaddedStr,
    Passive,
    RefType,
    StructType,
    Table,
    TableType,
    TagType,
    instr,
)

_ZERO = Expr.of(("i32.const", 0))


@pytest.mark.parametrize(
    ("schema", "encoded", "value"),
    [
        (valtype, "7f", I32),
        (valtype, "7b", V128),
        (valtype, "70", FUNCREF),
        (reftype, "63 07", RefType(True, 7)),
        (reftype, "64 6e", RefType(False, AbsHeapType.ANY)),
        (heaptype, "69", AbsHeapType.EXN),
        (heaptype, "80 01", 128),
        (storagetype, "77", PackType.I16),
        (blocktype, "40", None),
        (blocktype, "7e", I64),
        (blocktype, "c0 00", 64),  # which would be a negative number if it were one byte
        (comptype, "60 01 7f 00", FuncType((I32,))),
        (comptype, "5f 01 78 01", StructType((FieldType(PackType.I8, True),))),
        (comptype, "5e 6f 00", ArrayType(FieldType(EXTERNREF))),
        (limits, "01 01 02", Limits(1, 2)),
        (memtype, "04 80 80 04", MemType(Limits(65536, addrtype=I64))),
        (tabletype, "70 00 01", TableType(FUNCREF, Limits(1))),
        (globaltype, "7f 01", GlobalType(I32, True)),
        (tagtype, "00 03", TagType(3)),
        (memarg, "02 08", MemArg(2, 8)),
        (memarg, "42 01 08", MemArg(2, 8, 1)),
        (instruction, "28 02 08", instr("i32.load", MemArg(2, 8))),
        (instruction, "fc 0a 00 01", instr("memory.copy", 0, 1)),
        (expr, "41 00 0b", _ZERO),
        (import_, "01 61 01 62 00 05", Import("a", "b", ExternFunc(5))),
        (table, "70 00 01", Table(TableType(FUNCREF, Limits(1)))),
        (table, "40 00 70 00 01 d0 70 0b", Table(TableType(FUNCREF, Limits(1)), Expr.of(("ref.null", FUNCREF.heap)))),
        (global_, "7f 00 41 00 0b", Global(GlobalType(I32), _ZERO)),
        (export, "01 61 02 00", Export("a", ExternKind.MEMORY, 0)),
        (elem, "01 00 02 03 04", ElemFuncs(Passive(), [3, 4])),
        (code, "04 01 02 7f 0b", Code([Locals(2, I32)], Expr.of())),
        (data, "00 41 00 0b 01 61", Data(Active(_ZERO), b"a")),
        (section, "05 03 01 00 01", MemSec([MemType(Limits(1))])),
        (module, "00 61 73 6d 01 00 00 00 05 03 01 00 01", [MemSec([MemType(Limits(1))])]),
    ],
)
def test_parse_and_build(schema: Construct, encoded: str, value: Any) -> None:
    data_ = bytes.fromhex(encoded)
    assert schema.parse(data_) == value
    assert schema.build(value) == data_
    assert schema.parse_stream(io.BytesIO(data_)) == value


@pytest.mark.parametrize("schema", [memtype, comptype, import_, valtype], ids=["memtype", "comptype", "import", "type"])
def test_compiled_source_can_be_looked_at(schema: Construct) -> None:
    reader, writer = compile_reader(schema, ALL), compile_writer(schema)
    for source, verb in ((reader.source, "read"), (writer.source, "write")):
        compile(source, "<source>", "exec")
        assert "def " in source
        assert verb in source
    value = {memtype: MemType(Limits(1)), comptype: FuncType(), import_: Import("", "", ExternFunc(0))}.get(schema, I32)
    encoded = schema.build(value)
    assert reader(b"\xff" + encoded + b"\xff", 1, 1 + len(encoded), None) == (value, 1 + len(encoded))
    out: list[bytes] = []
    writer(value, out.append)
    assert b"".join(out) == encoded
    with pytest.raises(REFUSALS):
        reader(b"\xff\xff\xff\xff", 0, 4, None)


@dataclass
class _Pair:
    one: int
    two: Any
    size_width: int = field(default=0, compare=False, repr=False)
    tag_width: int = field(default=0, compare=False, repr=False)
    flags: int = field(default=0, compare=False, repr=False)


_pair = Record(_Pair, "one" / byte, "two" / byte)
_letters = OneOf({0: "a", 1: "b"}, "no such letter")


def _tagged(tag: Construct, **options: Any) -> Tagged:
    cases = {0: Record(_Pair, "one" / Constant(0), "two" / byte), 1: Record(_Pair, "one" / Constant(1), "two" / u32)}
    return Tagged(tag, cases, "no such pair", **options)


@pytest.mark.parametrize(
    ("schema", "encoded", "message", "offset", "path"),
    [
        (byte, "", "unexpected end of section or function", 0, ""),
        (typecode, "80", "integer representation too long", 0, ""),
        (Fixed(4), "01 02 03", "unexpected end of section or function", 3, ""),
        (Float(Float32), "00 00", "unexpected end of section or function", 2, ""),
        (Magic(b"ab", "no magic"), "61 61", "no magic", 0, ""),
        (_letters, "02", "no such letter", 0, ""),
        (blob, "03 61", "length out of bounds", 0, ""),
        (name, "02 c3 28", "malformed UTF-8 encoding", 0, ""),
        (name, "03 ed a0 80", "malformed UTF-8 encoding", 0, ""),
        (_pair, "01", "unexpected end of section or function", 1, ".two"),
        (Tuple(byte, byte), "01", "unexpected end of section or function", 1, ".1"),
        (Vec(byte), "02 01", "unexpected end of section or function", 2, "[1]"),
        (Vec(byte), "03 01", "length out of bounds", 0, ""),
        (Vec(_pair), "01 01", "unexpected end of section or function", 2, "[0].two"),
        (Sized(_pair), "03 01 02 03", "section size mismatch", 3, ""),
        (Sized(_pair), "01 01 02", "section size mismatch", 3, ""),
        (Sized(_pair, "other size"), "01 01 02", "other size", 3, ""),
        (Sized(_pair), "05 01 02", "length out of bounds", 0, ""),
        (_tagged(byte), "02", "no such pair", 0, ""),
        (_tagged(u32), "82 00", "no such pair", 0, ""),
        (_tagged(byte), "01 80", "unexpected end of section or function", 2, ".two"),
        (_tagged(byte, default=Restated(_letters, "no letter")), "05", "no letter", 0, ""),
        (Restated(Vec(byte), "no bytes"), "01", "no bytes", 0, ""),
        (Checked(byte, lambda value: value < 8, "too large"), "08", "too large", 0, ""),
    ],
)
def test_malformed_input(schema: Construct, encoded: str, message: str, offset: int, path: str) -> None:
    data_ = bytes.fromhex(encoded)
    with pytest.raises(MalformedError) as caught:
        schema._parse(Window(data_, 100), None, "value")
    assert (caught.value.message, caught.value.offset, caught.value.path) == (message, 100 + offset, f"value{path}")
    with pytest.raises(REFUSALS):  # and the compiled reader refuses it, too
        _whole(compile_reader(schema, ALL), data_)


def _whole(reader: Callable[..., tuple[Any, int]], data_: bytes) -> None:
    _, end = reader(data_, 0, len(data_), None)
    if end > len(data_):
        raise IndexError


@pytest.mark.parametrize(
    ("schema", "value", "message", "path"),
    [
        (byte, 256, "256 is not a byte", ""),
        (byte, "a", "'a' is not a byte", ""),
        (Fixed(2), b"a", "b'a' is not 2 bytes", ""),
        (Float(Float32), 1.0, "1.0 is not a Float32", ""),
        (_letters, "c", "'c' is none of 'a', 'b'", ""),
        (blob, "text", "'text' is not bytes", ""),
        (name, b"bytes", "b'bytes' is not a str", ""),
        (name, "\ud800", "'\\ud800' cannot be written in UTF-8", ""),
        (rest, None, "None is not bytes", ""),
        (_pair, "pair", "'pair' is not a _Pair", ""),
        (_pair, _Pair(1, 256), "256 is not a byte", ".two"),
        (Tuple(byte, byte), (1,), "(1,) is not a tuple of 2 values", ""),
        (Tuple(byte, byte), (1, -1), "-1 is not a byte", ".1"),
        (Vec(byte), b"ab", "b'ab' is not a list", ""),
        (Vec(byte), [1, None], "None is not a byte", "[1]"),
        (UntilEnd(byte), 1, "1 is not a list", ""),
        (UntilEnd(byte), [1, 300], "300 is not a byte", "[1]"),
        (
            _tagged(byte),
            _Pair(2, 0),
            "_Pair(one=2, two=0) has no encoding here",
            "",
        ),
        (_tagged(byte), "pair", "'pair' has no encoding here", ""),
        (Checked(byte, lambda value: value < 8, "too large"), 8, "too large", ""),
        (memarg, MemArg(64), "64 is not a number of 6 bits", ".align"),
        (memarg, 3, "3 is not a MemArg", ""),
        (instruction, "nop", "'nop' is not an instruction", ""),
        (instruction, instr("i32.const", 2**31), "2147483648 is not a number of type s32", ".i32.const.0"),
        (instruction, instr("local.get", "x"), "'x' is not a number of type u32", ".local.get.0"),
        (expr, [], "[] is not an expression", ""),
        (expr, Expr([]), "END opcode expected", ""),
        (expr, Expr([instr("end"), instr("nop")]), "an instruction after the end of the expression", "[1]"),
        (expr, Expr([instr("else")]), "END opcode expected", "[0]"),
        (expr, Expr([instr("block", None), instr("end")]), "END opcode expected", ""),
        (valtype, PackType.I8, "I8 has no encoding here", ""),
        (limits, Limits(-1), "-1 is not a number of type u64", ".min"),
    ],
)
def test_values_that_cannot_be_built(schema: Construct, value: Any, message: str, path: str) -> None:
    with pytest.raises(BuildError) as caught:
        schema._build(value, io.BytesIO(), None, "value")
    assert (caught.value.message, caught.value.path) == (message, f"value{path}")


def test_padded_lengths_leave_their_width() -> None:
    assert isinstance(blob.parse(bytes.fromhex("81 00 61")), PaddedBytes)
    assert isinstance(name.parse(bytes.fromhex("81 00 61")), PaddedStr)
    assert isinstance(Vec(byte).parse(bytes.fromhex("81 00 61")), PaddedList)
    assert Sized(_pair).parse(bytes.fromhex("82 80 00 01 02")).size_width == 3
    assert _tagged(u32).parse(bytes.fromhex("81 80 00 02")).tag_width == 3
    for schema, encoded in (
        (blob, "81 00 61"),
        (name, "81 00 61"),
        (Vec(byte), "81 00 61"),
        (Sized(_pair), "82 80 00 01 02"),
        (_tagged(u32), "81 80 00 02"),
    ):
        assert schema.build(schema.parse(bytes.fromhex(encoded))) == bytes.fromhex(encoded)


def test_flags_say_what_follows() -> None:
    short, long = Record(_Pair, "one" / byte, "two" / Constant(None)), _pair
    schema = Flagged(u32, "flags", u32.most, {0: short, 0x10: long})
    assert schema.parse(b"\x03\x01") == _Pair(1, None)
    assert schema.parse(b"\x13\x01\x02").flags == 0x13
    assert schema.build(schema.parse(b"\x13\x01\x02")) == b"\x13\x01\x02"
    with pytest.raises(BuildError, match=r"'x' is not a number of type u32 \(in value.flags\)"):
        schema._build(_Pair(1, 2, flags="x"), io.BytesIO(), None, "value")  # type: ignore[arg-type]


def test_elements_up_to_the_limit() -> None:
    assert UntilEnd(_pair).parse(b"\1\2\3\4") == [_Pair(1, 2), _Pair(3, 4)]
    assert UntilEnd(byte).parse(b"") == []
    with pytest.raises(MalformedError, match="unexpected end"):
        UntilEnd(_pair).parse(b"\1\2\3")


@pytest.mark.parametrize("features", [ALL, ALL - {"threads"}], ids=["with the feature", "without it"])
def test_the_context_carries_the_features(features: frozenset[str]) -> None:
    shared = bytes.fromhex("03 01 02")
    if "threads" in features:
        assert memtype.parse(shared, features=features) == MemType(Limits(1, 2, shared=True))
    else:
        with pytest.raises(MalformedError, match="it needs the feature threads"):
            memtype.parse(shared, features=features)
    with pytest.raises(MalformedError, match="it needs the feature threads"):
        memtype.parse(shared)  # Wasm 3.0
