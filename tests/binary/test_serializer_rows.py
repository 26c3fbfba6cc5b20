"""What serializers of other toolkits are known to have got wrong, one row each: read it, build it, from hand too."""

from __future__ import annotations

from typing import Any

from tests.binary.assemble import ONE_FUNC, code_section, func, module, section
from tests.binary.roundtrip import assert_survives
from wasm_construct import WASM3, Module
from wasm_construct.syntax import (
    EXTERNREF,
    FUNCREF,
    I32,
    I64,
    Active,
    Code,
    CodeSec,
    Data,
    DataCountSec,
    DataSec,
    Declarative,
    Elem,
    ElemExprs,
    ElemFuncs,
    ElemSec,
    Export,
    ExportSec,
    Expr,
    ExternKind,
    FieldType,
    FuncSec,
    FuncType,
    Limits,
    MemArg,
    MemSec,
    MemType,
    Passive,
    RecType,
    Section,
    StructType,
    SubType,
    Table,
    TableSec,
    TableType,
    TagSec,
    TagType,
    TypeSec,
)


def _assert_both_ways(data: bytes, sections: list[Section]) -> None:
    assert assert_survives(data, WASM3) == sections
    assert Module(sections).build() == data


def _assert_code(code: str, *instrs: tuple[Any, ...] | str) -> None:
    """Assert that this is how these instructions are written."""
    _assert_both_ways(func(code), [TypeSec([FuncType()]), FuncSec([0]), CodeSec([Code([], Expr.of(*instrs))])])


def test_order_of_bytes_in_v128_const() -> None:
    value = bytes(range(16))
    _assert_code("fd0c" + value.hex(), ("v128.const", value))


def test_order_of_lanes_in_i8x16_shuffle() -> None:
    lanes = bytes((31, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 1))
    _assert_code("fd0d" + lanes.hex(), ("i8x16.shuffle", lanes))


def test_flag_of_64_bit_addresses() -> None:
    _assert_both_ways(module(section(5, "01 04 01")), [MemSec([MemType(Limits(1, addrtype=I64))])])
    _assert_both_ways(module(section(5, "01 05 01 02")), [MemSec([MemType(Limits(1, 2, addrtype=I64))])])
    _assert_both_ways(
        module(section(4, "01 70 05 01 02")), [TableSec([Table(TableType(FUNCREF, Limits(1, 2, addrtype=I64)))])]
    )


def test_non_final_subtypes_keep_their_sub() -> None:
    struct = StructType((FieldType(I32),))
    _assert_both_ways(
        module(section(1, "04", "50 00 5f 01 7f00", "50 01 00 5f 01 7f00", "4f 01 00 5f 01 7f00", "5f 01 7f00")),
        [
            TypeSec(
                [SubType(struct, final=False), SubType(struct, (0,), final=False), SubType(struct, (0,)), struct],
            )
        ],
    )
    # without supertypes, too, and within a group
    _assert_both_ways(
        module(section(1, "01 4e 02 50 00 5f 00 5f 00")),
        [TypeSec([RecType((SubType(StructType(), final=False), StructType()))])],
    )


def test_order_of_indices_in_table_copy() -> None:
    _assert_code("fc0e 01 02", ("table.copy", 1, 2))


def test_order_of_indices_in_table_init() -> None:
    _assert_code("fc0c 01 02", ("table.init", 1, 2))  # the element segment, then the table


def test_order_of_indices_in_memory_copy() -> None:
    _assert_code("fc0a 01 02", ("memory.copy", 1, 2))


def test_order_of_indices_in_memory_init() -> None:
    _assert_both_ways(  # the data segment, then the memory
        module(*ONE_FUNC, section(12, "01"), code_section("fc08 00 02"), section(11, "01 01 00")),
        [
            TypeSec([FuncType()]),
            FuncSec([0]),
            DataCountSec(1),
            CodeSec([Code([], Expr.of(("memory.init", 0, 2)))]),
            DataSec([Data(Passive(), b"")]),
        ],
    )


def _assert_elem(encoded: str, elem: Elem) -> None:
    _assert_both_ways(module(section(9, "01", encoded)), [ElemSec([elem])])


def test_active_elements_of_externref_in_table_0_need_form_6() -> None:
    null, zero = Expr.of(("ref.null", EXTERNREF.heap)), Expr.of(("i32.const", 0))
    _assert_elem("06 00 41000b 6f 01 d06f0b", ElemExprs(Active(zero, explicit=True), EXTERNREF, [null]))
    # that is also what a segment made by hand gets, which says nothing of forms
    made = Module([ElemSec([ElemExprs(Active(zero), EXTERNREF, [null])])]).build()
    assert made == module(section(9, "01 06 00 41000b 6f 01 d06f0b"))


def test_forms_of_element_segments() -> None:
    zero, funcref = Expr.of(("i32.const", 0)), [Expr.of(("ref.func", 3))]
    _assert_elem("00 41000b 01 03", ElemFuncs(Active(zero), [3]))
    _assert_elem("01 00 01 03", ElemFuncs(Passive(), [3]))
    _assert_elem("02 01 41000b 00 01 03", ElemFuncs(Active(zero, 1), [3]))
    _assert_elem("03 00 01 03", ElemFuncs(Declarative(), [3]))
    _assert_elem("04 41000b 01 d2030b", ElemExprs(Active(zero), FUNCREF, funcref))
    _assert_elem("05 70 01 d2030b", ElemExprs(Passive(), FUNCREF, funcref))
    _assert_elem("06 01 41000b 70 01 d2030b", ElemExprs(Active(zero, 1), FUNCREF, funcref))
    _assert_elem("07 70 01 d2030b", ElemExprs(Declarative(), FUNCREF, funcref))


def test_passive_elements_of_externref() -> None:
    _assert_elem("05 6f 01 d06f0b", ElemExprs(Passive(), EXTERNREF, [Expr.of(("ref.null", EXTERNREF.heap))]))


def test_export_of_a_tag() -> None:
    _assert_both_ways(
        module(section(1, "01 60 01 7f 00"), section(13, "01 00 00"), section(7, "01 0165 04 00")),
        [TypeSec([FuncType((I32,))]), TagSec([TagType(0)]), ExportSec([Export("e", ExternKind.TAG, 0)])],
    )


def test_offsets_of_64_bits() -> None:
    _assert_code("29 03 ffffffffffffffffff01", ("i64.load", MemArg(align=3, offset=2**64 - 1)))
    _assert_code("28 02 8080808010", ("i32.load", MemArg(align=2, offset=2**32)))


def test_opcodes_of_several_bytes() -> None:
    _assert_code("fd 8001", "i16x8.abs")
    _assert_code("fd ff01", "f64x2.convert_low_i32x4_u")
    _assert_code("fd 8002", "i8x16.relaxed_swizzle")
    _assert_code("fc 11 00", ("table.fill", 0))
    _assert_code("fb 1c", "ref.i31")
    _assert_code("fd 54 00 00 05", ("v128.load8_lane", MemArg(), 5))
