"""Modules made by hand that cannot be written: what is said, and of which part."""

from __future__ import annotations

from typing import Any

import pytest

from tests.binary.assemble import module
from wasm_construct import BuildError, Module
from wasm_construct.syntax import (
    FUNCREF,
    I32,
    Active,
    Catch,
    Code,
    CodeSec,
    CustomSec,
    Data,
    DataCountSec,
    DataSec,
    Declarative,
    Describes,
    Descriptor,
    ElemExprs,
    ElemSec,
    Exact,
    Export,
    ExportSec,
    Expr,
    FieldType,
    FuncSec,
    FuncType,
    Global,
    GlobalSec,
    GlobalType,
    Import,
    ImportSec,
    Instr,
    Limits,
    Locals,
    MemArg,
    MemSec,
    MemType,
    PackType,
    Passive,
    RecType,
    RefType,
    Section,
    StartSec,
    StructType,
    SubType,
    Table,
    TableSec,
    TableType,
    TagSec,
    TypeSec,
    instr,
)

_NOWHERE = "has no encoding here"


def _func(*params: Any) -> TypeSec:
    return TypeSec([FuncType(params)])


def _code(*instrs: Any, runs: tuple[Locals, ...] = ()) -> CodeSec:
    return CodeSec([Code(list(runs), Expr.of(*instrs))])


def _offset(*instrs: Instr) -> DataSec:
    return DataSec([Data(Active(Expr(instrs)), b"")])


# a section, what is said of it, and the path within it
_CASES: list[tuple[Any, str, str]] = [
    (None, _NOWHERE, ""),
    (_func("i32"), _NOWHERE, ".types[0].params[0]"),
    (_func(PackType.I8), _NOWHERE, ".types[0].params[0]"),
    (_func(RefType(True, -1)), "-1 is not a natural number of type s33", ".types[0].params[0].heap"),
    (_func(RefType(True, Exact(-1))), "-1 is not a natural number of type s32", ".types[0].params[0].heap.type"),
    (TypeSec([FuncType(I32)]), "I32 is not a tuple", ".types[0].params"),  # type: ignore[arg-type]
    (TypeSec([RecType((RecType(),))]), _NOWHERE, ".types[0].types[0]"),  # type: ignore[arg-type]
    (TypeSec([SubType(RecType())]), _NOWHERE, ".types[0].comp"),  # type: ignore[arg-type]
    (TypeSec([StructType((FieldType(I32, 2),))]), "2 is none of", ".types[0].fields[0].mutable"),  # type: ignore[arg-type]
    (TypeSec([Descriptor(1, Describes(0, StructType()))]), _NOWHERE, ".types[0].comp"),
    (ImportSec([Import("a", "b", FuncType())]), _NOWHERE, ".imports[0].type"),  # type: ignore[arg-type]
    (ImportSec([Import("a", 1, None)]), "1 is not a str", ".imports[0].name"),  # type: ignore[arg-type]
    (TableSec([Table(TableType(I32, Limits(1)))]), _NOWHERE, ".tables[0].type.elem"),  # type: ignore[arg-type]
    (TableSec([Table(TableType(FUNCREF, Limits(1, 2, shared=True)))]), _NOWHERE, ".tables[0].type.limits"),
    (MemSec([Limits(1)]), "is not a MemType", ".mems[0]"),  # type: ignore[list-item]
    (MemSec([MemType(Limits(1, -1))]), "-1 is not a number of type u64", ".mems[0].limits.max"),
    (MemSec([MemType(Limits(1, page_size_log2=64))]), "invalid custom page size", ".mems[0].limits.page_size_log2"),
    (TagSec([0]), "0 is not a TagType", ".tags[0]"),  # type: ignore[list-item]
    (GlobalSec([Global(GlobalType(PackType.I16), Expr.of())]), _NOWHERE, ".globals[0].type.type"),  # type: ignore[arg-type]
    (ExportSec([Export("a", "func", 0)]), "'func' is none of ExternKind.FUNC, ", ".exports[0].kind"),  # type: ignore[arg-type]
    (ExportSec([Export("\ud800", None, 0)]), "'\\ud800' cannot be written in UTF-8", ".exports[0].name"),  # type: ignore[arg-type]
    (StartSec(-1), "-1 is not a number of type u32", ".func"),
    (ElemSec([ElemExprs(Passive(), I32, [])]), _NOWHERE, ".elems[0].type"),  # type: ignore[arg-type]
    (DataCountSec(2**32), "4294967296 is not a number of type u32", ".count"),
    (CodeSec([None]), "None is not a Code", ".codes[0]"),  # type: ignore[list-item]
    (_code(runs=(Locals(1, PackType.I8),)), _NOWHERE, ".codes[0].locals[0].type"),  # type: ignore[arg-type]
    (_code(runs=(Locals(2**32 - 1, I32), Locals(1, I32))), "too many locals", ".codes[0].locals"),
    (_code(("block", "x"), "end"), _NOWHERE, ".codes[0].body[0].block.0"),
    (_code(("block", PackType.I8), "end"), _NOWHERE, ".codes[0].body[0].block.0"),
    (_code(("i32.load", 3)), "3 is not a MemArg", ".codes[0].body[0].i32.load.0"),
    (
        _code("nop", ("i32.load", MemArg(offset=2**64))),
        "is not a number of type u64",
        ".codes[0].body[1].i32.load.0.offset",
    ),
    (_code(("try_table", None, (Catch("catch", 0, 0),)), "end"), _NOWHERE, ".codes[0].body[0].try_table.1[0]"),  # type: ignore[arg-type]
    (_code(("br_table", 0, 0)), "0 is not a tuple", ".codes[0].body[0].br_table.0"),
    (_code(("f32.const", "x")), "'x' is not a Float32", ".codes[0].body[0].f32.const.0"),
    (_code(("v128.const", b"")), "b'' is not 16 bytes", ".codes[0].body[0].v128.const.0"),
    (_code(("block", None)), "END opcode expected", ".codes[0].body"),
    (_code("end"), "an instruction after the end of the expression", ".codes[0].body[1]"),
    (_code("else"), "END opcode expected", ".codes[0].body[0]"),
    (DataSec([Data(Declarative(), b"")]), _NOWHERE, ".datas[0]"),  # type: ignore[arg-type]
    (DataSec([Data(Passive(), "text")]), "'text' is not bytes", ".datas[0].init"),  # type: ignore[arg-type]
    (_offset(instr("nop")), "END opcode expected", ".datas[0].mode.offset"),
    (CustomSec("name", content=3), "3 is not a Names", ".content"),
    (CustomSec("other", content=3), "no schema is known for the content of a section named 'other'", ""),
    (CustomSec("a", data="x"), "'x' is not bytes", ".data"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("section", "message", "path"), _CASES)
def test_what_is_said(section: Any, message: str, path: str) -> None:
    with pytest.raises(BuildError) as caught:
        Module([StartSec(), section]).build()
    assert message in caught.value.message
    assert caught.value.path == f"module.sections[1]{path}"


def test_an_error_shows_where_it_is() -> None:
    with pytest.raises(BuildError, match=r"^-1 is not a number of type u32 \(in module.sections\[0\].func\)$"):
        Module([StartSec(-1)]).build()
    assert str(BuildError("nothing fits")) == "nothing fits"


def test_sections_are_not_put_in_order() -> None:
    # what was given is written, although nobody can read it
    assert Module([StartSec(0), MemSec()]).build(check=False) == module("08 01 00", "05 01 00")


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ([ExportSec(), TypeSec()], "out of order"),
        ([TypeSec(), TypeSec()], "twice"),
        ([FuncSec([0])], "function and code section have inconsistent lengths"),
        ([DataCountSec(1)], "data count and data section have inconsistent lengths"),
    ],
)
def test_sections_that_contradict_each_other(sections: list[Section], said: str) -> None:
    with pytest.raises(BuildError, match=said):
        Module(sections).build()
    assert Module(sections).build(check=False)


def test_a_message_does_not_grow_with_the_value() -> None:
    with pytest.raises(BuildError) as caught:
        Module([DataSec([Data(Passive(), bytearray(10**6))])]).build()  # type: ignore[arg-type]
    assert len(str(caught.value)) < 500
