"""What the book "Writing a Wasm runtime in Rust" leaves out of its decoder and the specification asks for, row by row.

Here stands what concerns the binary format; what is valid, and what happens when it runs, are questions for others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.binary.assemble import ONE_FUNC, code_section, custom, func, module, section
from tests.binary.roundtrip import READERS, assert_survives, refusal
from wasm_construct import ALL, WASM3, Module
from wasm_construct.syntax import (
    FUNCREF,
    I32,
    I64,
    Active,
    Code,
    CodeSec,
    CustomSec,
    Data,
    DataCountSec,
    DataSec,
    ElemFuncs,
    ElemSec,
    Export,
    ExportSec,
    Expr,
    ExternFunc,
    ExternKind,
    FuncSec,
    FuncType,
    Global,
    GlobalSec,
    GlobalType,
    Import,
    ImportSec,
    Instr,
    Limits,
    MemArg,
    MemSec,
    MemType,
    Passive,
    Section,
    StartSec,
    Table,
    TableSec,
    TableType,
    TagSec,
    TagType,
    TypeSec,
)


def _instrs(data: bytes) -> list[Instr]:
    return Module(assert_survives(data, WASM3)).funcs[0].code.body.instrs[:-1]


def _assert_refused(data: bytes, message: str, offset: int, features: Iterable[str] = WASM3) -> None:
    for read in READERS:
        said = refusal(read, data, features)
        assert said is not None
        assert (said[0][: len(message)], said[1]) == (message, offset)


def _assert_both_ways(data: bytes, sections: list[Section], features: Iterable[str] = WASM3) -> None:
    assert assert_survives(data, features) == sections
    assert Module(sections).build() == data


def test_c1_every_memory_is_decoded() -> None:
    mems = [MemType(Limits(1)), MemType(Limits(2, 3)), MemType(Limits(0))]
    _assert_both_ways(module(section(5, "03 0001 010203 0000")), [MemSec(mems)])


def test_c1_memory_instructions_carry_a_memory_index() -> None:
    at_1 = MemArg(align=2, offset=8, memory=1)
    assert (
        _instrs(func("28 42 01 08", "36 42 01 08", "3f01", "4001", "fc0a 0102", "fc0b 01"))
        == [
            *Expr.of(
                ("i32.load", at_1),
                ("i32.store", at_1),
                ("memory.size", 1),
                ("memory.grow", 1),
                ("memory.copy", 1, 2),
                ("memory.fill", 1),
            )
        ][:-1]
    )
    data = module(*ONE_FUNC, section(12, "01"), code_section("fc08 00 01"), section(11, "01 01 00"))
    assert Module(assert_survives(data, WASM3)).funcs[0].code.body == Expr.of(("memory.init", 0, 1))


def test_c1_the_alignment_keeps_its_bits_beside_the_memory_index() -> None:
    (explicit, plain) = _instrs(func("28 42 00 08", "28 02 08"))
    assert explicit.args == plain.args == (MemArg(align=2, offset=8),)
    assert explicit.args[0].explicit
    assert not plain.args[0].explicit


@pytest.mark.parametrize(
    ("flags", "limits"),
    [
        ("00 01", Limits(1)),
        ("01 01 02", Limits(1, 2)),
        ("02 01", Limits(1, shared=True)),
        ("03 01 02", Limits(1, 2, shared=True)),
        ("04 01", Limits(1, addrtype=I64)),
        ("05 01 02", Limits(1, 2, addrtype=I64)),
        ("06 01", Limits(1, addrtype=I64, shared=True)),
        ("07 01 02", Limits(1, 2, addrtype=I64, shared=True)),
    ],
)
def test_c2_limits_flags(flags: str, limits: Limits) -> None:
    data = module(section(5, "01", flags))
    _assert_both_ways(data, [MemSec([MemType(limits)])], ALL)
    if limits.shared:
        _assert_refused(data, "malformed limits flags", 11)


@pytest.mark.parametrize("flags", ["08", "10", "7f", "80 01", "84 00"])
def test_c2_other_limits_flags_are_malformed(flags: str) -> None:
    _assert_refused(module(section(5, "01", flags, "01 02")), "malformed limits flags", 11)


@pytest.mark.parametrize(
    ("encoded", "limits"),
    [
        ("01 02 01", Limits(2, 1)),
        ("00 808004", Limits(65536)),
        ("00 818004", Limits(65537)),
        ("00 ffffffffffffffffff01", Limits(2**64 - 1)),
    ],
)
def test_c3_sizes_are_not_checked_while_decoding(encoded: str, limits: Limits) -> None:
    _assert_both_ways(module(section(5, "01", encoded)), [MemSec([MemType(limits)])])


@pytest.mark.parametrize(
    ("encoded", "offset"),
    [
        ("417f", Expr.of(("i32.const", -1))),
        ("41ff00", Expr.of(("i32.const", 127))),
        ("427f", Expr.of(("i64.const", -1))),
        ("2300", Expr.of(("global.get", 0))),
        ("4101 4102 6a", Expr.of(("i32.const", 1), ("i32.const", 2), "i32.add")),
        ("4201 4202 7e", Expr.of(("i64.const", 1), ("i64.const", 2), "i64.mul")),
        ("2000", Expr.of(("local.get", 0))),  # not constant, hence not valid, but well-formed
    ],
)
def test_c4_offsets_are_expressions(encoded: str, offset: Expr) -> None:
    data = module(section(5, "01 0001"), section(11, "01 00", encoded, "0b 0161"))
    _assert_both_ways(data, [MemSec([MemType(Limits(1))]), DataSec([Data(Active(offset), b"a")])])


def test_c5_forms_of_data_segments() -> None:
    zero = Expr.of(("i32.const", 0))
    _assert_both_ways(
        module(section(5, "02 0001 0001"), section(11, "03", "00 41000b 0161", "01 0162", "02 01 41000b 0163")),
        [
            MemSec([MemType(Limits(1)), MemType(Limits(1))]),
            DataSec([Data(Active(zero), b"a"), Data(Passive(), b"b"), Data(Active(zero, index=1), b"c")]),
        ],
    )


def test_c5_the_number_of_data_segments_stands_ahead_of_the_code() -> None:
    memory, passive = section(5, "01 0001"), section(11, "01 01 0161")
    _assert_both_ways(
        module(*ONE_FUNC, memory, section(12, "01"), code_section("fc08 0000", "fc09 00"), passive),
        [
            TypeSec([FuncType()]),
            FuncSec([0]),
            MemSec([MemType(Limits(1))]),
            DataCountSec(1),
            CodeSec([Code([], Expr.of(("memory.init", 0, 0), ("data.drop", 0)))]),
            DataSec([Data(Passive(), b"a")]),
        ],
    )
    without = module(*ONE_FUNC, memory, code_section("fc09 00"), passive)
    _assert_refused(without, "data count section required", len(without))


def test_c13_every_section_and_every_kind_of_import_and_export() -> None:
    zero = Expr.of(("i32.const", 0))
    memory, table, global_ = MemType(Limits(1)), TableType(FUNCREF, Limits(1)), GlobalType(I32)
    imported: tuple[Any, ...] = (ExternFunc(0), table, memory, global_, TagType(0))
    sections: list[Section] = [
        TypeSec([FuncType()]),
        ImportSec([Import("", str(number), type_) for number, type_ in enumerate(imported)]),
        FuncSec([0]),
        TableSec([Table(table)]),
        MemSec([memory]),
        TagSec([TagType(0)]),
        GlobalSec([Global(global_, zero)]),
        ExportSec([Export(str(number), kind, 0) for number, kind in enumerate(ExternKind)]),
        StartSec(0),
        ElemSec([ElemFuncs(Passive(), [0])]),
        DataCountSec(1),
        CodeSec([Code([], Expr.of())]),
        DataSec([Data(Passive(), b"a")]),
        CustomSec("anything", b"at all"),
    ]
    data = module(
        section(1, "01 60 00 00"),
        section(2, "05", "00 0130 00 00", "00 0131 01 700001", "00 0132 02 0001", "00 0133 03 7f00", "00 0134 04 0000"),
        section(3, "01 00"),
        section(4, "01 700001"),
        section(5, "01 0001"),
        section(13, "01 0000"),
        section(6, "01 7f00 41000b"),
        section(7, "05", "0130 00 00", "0131 01 00", "0132 02 00", "0133 03 00", "0134 04 00"),
        section(8, "00"),
        section(9, "01 01 00 01 00"),
        section(12, "01"),
        section(10, "01 02 000b"),
        section(11, "01 01 0161"),
        custom("anything", b"at all"),
    )
    _assert_both_ways(data, sections)


@pytest.mark.parametrize("section_id", [14, 15, 0x7F, 0x80, 0xFF])
def test_c13_unknown_section(section_id: int) -> None:
    _assert_refused(module(section(section_id, "00")), "malformed section id", 8)


def test_c14_left_over_bytes() -> None:
    _assert_refused(module(section(5, "01 0001 00")), "section size mismatch", 13)


def test_c14_sections_have_an_order() -> None:
    _assert_refused(module(section(5, "01 0001"), section(3, "01 00")), "unexpected content after last section", 13)
    _assert_refused(module(section(5, "01 0001"), section(5, "01 0001")), "unexpected content after last section", 13)


def test_c14_custom_sections_stand_anywhere() -> None:
    a, b, c = CustomSec("a", b"\1"), CustomSec("b"), CustomSec("a", b"\1")
    _assert_both_ways(
        module(custom("a", "01"), section(5, "01 0001"), custom("b"), custom("a", "01")),
        [a, MemSec([MemType(Limits(1))]), b, c],
    )


@pytest.mark.parametrize(
    ("part", "message", "offset"),
    [
        ("01 04 01 61 0000", "malformed definition type", 11),
        ("01 04 01 e0 0000", "integer representation too long", 11),
        ("03 07 01 808080808000", "integer representation too long", 15),
        ("03 06 01 8080808010", "integer too large", 15),
        ("02 07 01 01ff 0161 0000", "malformed UTF-8 encoding", 11),
        ("02 08 01 0161 02c328 0000", "malformed UTF-8 encoding", 13),
        ("0a 0e 01 0c 02 ffffffff0f 7f 017f 0b0b", "too many locals", 12),
    ],
)
def test_c15_malformed(part: str, message: str, offset: int) -> None:
    _assert_refused(module(part), message, offset)


def test_c15_longer_encodings_than_needed_are_kept() -> None:
    data = module("01 8a808000 8100 60 828000 7f7f 8000")  # the size, the count and the lengths of both lists
    types = [TypeSec([FuncType((I32, I32))])]
    assert assert_survives(data, WASM3) == types
    assert Module(list(types)).build() == module(section(1, "01 60 02 7f7f 00"))


def test_c28_an_absent_section_is_not_an_empty_one() -> None:
    absent, empty = module(), module(section(2, "00"))
    assert Module.parse(absent).section(ImportSec) is None
    assert Module.parse(empty).section(ImportSec) == ImportSec([])
    assert Module.parse(absent).imports == Module.parse(empty).imports == ()
    _assert_both_ways(absent, [])
    _assert_both_ways(empty, [ImportSec()])


def test_c28_every_section_may_be_empty() -> None:
    kinds: tuple[Any, ...] = (TypeSec, ImportSec, FuncSec, TableSec, MemSec, TagSec, GlobalSec, ExportSec, ElemSec)
    kinds += (CodeSec, DataSec)
    for kind in kinds:
        _assert_both_ways(module(section(kind.id, "00")), [kind()])
    _assert_both_ways(module(*(section(kind.id, "00") for kind in kinds)), [kind() for kind in kinds])
