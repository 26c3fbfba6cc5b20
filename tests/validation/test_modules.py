"""What holds between the parts of a module, and what its errors say."""

from __future__ import annotations

import pickle

import pytest

from tests.validation.build import FUNC, I32, I64, MEM, module
from wasm_construct import ALL, InvalidError, Module
from wasm_construct.syntax import (
    Active,
    Code,
    CodeSec,
    Data,
    DataSec,
    ElemExprs,
    ElemFuncs,
    ElemSec,
    Export,
    ExportSec,
    Expr,
    ExternKind,
    FuncSec,
    FuncType,
    Global,
    GlobalSec,
    GlobalType,
    Limits,
    MemSec,
    MemType,
    Passive,
    RefType,
    Section,
    StartSec,
    Table,
    TableSec,
    TableType,
    TypeSec,
    instr,
)
from wasm_construct.syntax.types import FUNCREF


def problem(*sections: Section) -> str:
    try:
        Module(list(sections)).validate(ALL)
    except InvalidError as error:
        return error.message
    return ""


PLAIN = GlobalType(I32)


def globals_(*inits: Expr, type_: GlobalType = PLAIN) -> GlobalSec:
    return GlobalSec(globals=[Global(type_, init) for init in inits])


ZERO = Expr.of(("i32.const", 0))


def test_constant_expressions() -> None:
    assert problem(globals_(ZERO, Expr.of(("global.get", 0), ("i32.const", 1), "i32.add"))) == ""
    assert problem(globals_(Expr.of(("global.get", 0)), ZERO)) == "unknown global 0"
    assert problem(globals_(Expr.of(("i32.const", 0), "i32.eqz"))) == "constant expression required"
    assert problem(globals_(Expr.of(("block", None), "end"))) == "constant expression required"
    mutable = globals_(ZERO, type_=GlobalType(I32, True)).globals
    assert problem(GlobalSec(globals=mutable + globals_(Expr.of(("global.get", 0))).globals)).startswith("constant")
    assert problem(globals_(Expr.of(("i64.const", 0)))).startswith("type mismatch")


def test_a_global_that_comes_later_is_known_in_bodies() -> None:
    sections = [TypeSec(types=[FuncType()]), FuncSec(types=[0])]
    get = instr("global.get", 1)
    body = Expr([get, instr("drop"), instr("end")])
    last = [CodeSec(codes=[Code([], body)])]
    assert problem(*sections, globals_(ZERO, ZERO), *last) == ""
    assert problem(*sections, globals_(ZERO, Expr([get, instr("end")])), *last) == "unknown global 1"


def test_segments() -> None:
    memory = MemSec(mems=[MemType(MEM)])
    assert problem(memory, DataSec(datas=[Data(Active(ZERO), b"")])) == ""
    assert problem(DataSec(datas=[Data(Active(ZERO), b"")])) == "unknown memory 0"
    table = TableSec(tables=[Table(TableType(FUNCREF, Limits(1)))])
    null = Expr.of(("ref.null", FUNC))
    assert problem(table, ElemSec(elems=[ElemExprs(Active(ZERO), FUNCREF, [null])])) == ""
    assert problem(ElemSec(elems=[ElemFuncs(Passive(), [0])])) == "unknown function 0"
    nonnull = TableSec(tables=[Table(TableType(RefType(False, FUNC), Limits(1)))])
    assert problem(nonnull).startswith("type mismatch")
    with pytest.raises(InvalidError) as info:
        Module([ElemSec(elems=[ElemExprs(Passive(), FUNCREF, [null, ZERO])])]).validate()
    assert info.value.path == "module.elems[0].exprs[1][1]"


def test_sizes() -> None:
    def mem(*args: object, **more: object) -> str:
        return problem(MemSec(mems=[MemType(Limits(*args, **more))]))  # type: ignore[arg-type]

    assert mem(65536) == ""
    assert mem(65537) == "memory size must be at most 65536 pages (4GiB)"
    assert mem(2, 1) == "size minimum must not be greater than maximum"
    assert mem(1 << 48, addrtype=I64) == ""
    assert mem((1 << 48) + 1, addrtype=I64).startswith("memory size must be at most 2^48 pages")
    assert mem(0, shared=True) == "shared memory must have maximum"
    assert mem(0, page_size_log2=3) == "invalid custom page size"
    assert mem((1 << 32) - 1, page_size_log2=0) == ""
    assert mem(1 << 32, page_size_log2=0).startswith("memory size must be at most")
    assert problem(TableSec(tables=[Table(TableType(FUNCREF, Limits(1 << 32)))])).startswith("table size must be at")


def test_exports_and_start() -> None:
    memory = MemSec(mems=[MemType(MEM)])
    twice = [Export("a", ExternKind.MEMORY, 0), Export("a", ExternKind.MEMORY, 0)]
    assert problem(memory, ExportSec(exports=twice)) == 'duplicate export name "a"'
    assert problem(ExportSec(exports=[Export("", ExternKind.TAG, 0)])) == "unknown tag 0"
    assert problem(StartSec(func=3)) == "unknown function 3"
    start = module("drop", params=(I32,))
    start.add(StartSec(func=0))
    with pytest.raises(InvalidError):
        start.validate()


def test_functions_without_code() -> None:
    assert problem(TypeSec(types=[FuncType()]), FuncSec(types=[0])).startswith("function and code section have")


def test_expressions_made_by_hand_must_nest() -> None:
    for instrs in ([], ["end", "end"], ["end", "nop"], ["else", "end"], ["end", "catch_all", "end"]):
        wrong = module()
        wrong.section(CodeSec).codes[0].body.instrs = [instr(name) for name in instrs]  # type: ignore[union-attr]
        with pytest.raises(InvalidError):
            wrong.validate(ALL)


def test_an_error_says_where() -> None:
    wrong = Module.parse(module(("i32.const", 1), ("i64.const", 300), "i32.add", "drop").build())
    wrong.rename_func(0, "main")
    with pytest.raises(InvalidError) as info:
        wrong.validate()
    error = pickle.loads(pickle.dumps(info.value))
    assert (error.func, error.name, error.instr, error.path) == (0, "main", 2, "module.funcs[0].body[2]")
    assert (error.expected, error.found) == (("i32", "i32"), ("i32", "i64"))
    assert wrong.build()[error.offset] == 0x6A
    assert str(error) == (
        "type mismatch: instruction requires [i32 i32] but stack has [i32 i64]"
        f" (in module.funcs[0].body[2], function main, at offset 0x{error.offset:x})"
    )


def test_an_error_outside_of_functions_says_where() -> None:
    long = Expr.of(("i64.const", 0), "nop")
    one = MemSec(mems=[MemType(MEM)])
    table = TableSec(tables=[Table(TableType(FUNCREF, Limits(1)))])
    cases: list[tuple[list[Section], str]] = [
        ([globals_(ZERO, long)], "module.globals[1].init[1]"),
        ([one, DataSec(datas=[Data(Active(long), b"")])], "module.datas[0].mode.offset[1]"),
        ([table, ElemSec(elems=[ElemFuncs(Active(long), [])])], "module.elems[0].mode.offset[1]"),
        ([TableSec(tables=[Table(TableType(FUNCREF, Limits(1)), long)])], "module.tables[0].init[1]"),
        ([StartSec(func=3)], "module.start"),
        ([ExportSec(exports=[Export("", ExternKind.TAG, 0)])], "module.exports[0]"),
    ]
    for sections, path in cases:
        with pytest.raises(InvalidError) as info:
            Module(sections).validate(ALL)
        assert info.value.path == path


def test_an_offset_counts_everything_ahead_of_it() -> None:
    several = module("nop")
    types, codes = several.section(FuncSec), several.section(CodeSec)
    assert types
    assert codes
    types.types *= 200
    codes.codes = [Code([], Expr.of("nop")) for _ in range(200)]
    codes.codes[150].body = Expr.of("nop", "drop")
    with pytest.raises(InvalidError) as info:
        several.validate()
    assert info.value.func == 150
    assert info.value.offset
    assert several.build()[info.value.offset - 1 :][:3] == b"\x01\x1a\x0b"
