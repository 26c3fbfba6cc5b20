"""Module fields: types, the abbreviations, the order of indices, and what goes to which section."""

from __future__ import annotations

import pytest

from wasm_construct import ALL, WASM2, Module, TextError
from wasm_construct.syntax import (
    FUNCREF,
    I32,
    I64,
    Active,
    Data,
    DataCountSec,
    Declarative,
    ElemExprs,
    ElemFuncs,
    ExternFunc,
    ExternKind,
    Limits,
    Locals,
    MemType,
    Passive,
    RecType,
    RefType,
    TableType,
    TypeSec,
)


def module(text: str) -> Module:
    return Module.from_wat(text, ALL)


def types(text: str) -> list[str]:
    section = module(text).section(TypeSec)
    return [str(entry) for entry in section.types] if section else []


def refused(text: str, features: frozenset[str] = ALL) -> str:
    with pytest.raises(TextError) as caught:
        Module.from_wat(text, features)
    return caught.value.message


@pytest.mark.parametrize("text", ["", "(module)", "(module $m)", ";; nothing", "(module (;;) )", '(module quote "")'])
def test_empty(text: str) -> None:
    assert not [section for section in module(text) if section.id]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(type (func))", ["(func)"]),
        ("(type $t (func (param $x i32) (param i64 f32) (result) (result i32) (result f64)))",
         ["(func (param i32 i64 f32) (result i32 f64))"]),
        ("(type (struct (field $a i8) (field (mut i32) f64) (field)))",
         ["(struct (field i8) (field (mut i32)) (field f64))"]),
        ("(type (array (mut (ref null $a)))) (type $a (array i16))", ["(array (mut (ref null 1)))", "(array i16)"]),
        ("(rec (type $a (sub (struct))) (type (sub final $a (struct))))",
         ["(rec (sub (struct)) (sub final 0 (struct)))"]),
        ("(type (sub final (func)))", ["(func)"]),
        ("(rec)", ["(rec)"]),
        ("(rec (type (descriptor 1) (struct)) (type (describes 0) (struct)))",
         ["(rec (descriptor 1) (struct) (describes 0) (struct))"]),
        ("(func (param (ref null func)) (result nullref))", ["(func (param funcref) (result nullref))"]),
        # implicit types come after the explicit ones, in the order in which they are needed, once each
        ("(func (param i32) (block (result i32 i32))) (func (result i32 i32)) (type (struct))",
         ["(struct)", "(func (param i32))", "(func (result i32 i32))"]),
        ("(type (sub (func))) (rec (type (func))) (func)", ["(sub (func))", "(rec (func))"]),
        ("(rec (type (func)) (type (func))) (func)", ["(rec (func) (func))", "(func)"]),
        ("(import \"\" \"\" (tag (param i32))) (tag (param i32))", ["(func (param i32))"]),
    ],
)  # fmt: skip
def test_types(text: str, expected: list[str]) -> None:
    assert types(text) == expected


def test_a_final_sub_type_without_supertypes_is_a_bare_type() -> None:
    section = module("(rec (type (sub final (func))))").section(TypeSec)
    assert section
    assert section.types == [RecType((section.types[0].types[0],))]  # type: ignore[union-attr]


def test_type_uses() -> None:
    m = module("(type $t (func (param i32))) (func (type $t)) (func (type 0) (param i32)) (func (param i32))")
    assert [func.type for func in m.funcs] == [ExternFunc(0)] * 3
    assert refused("(type (func)) (func (type 0) (param i32))").startswith("inline function type")
    assert refused("(type (struct)) (func (type 0) (param i32))") == "non-function type 0"
    assert refused("(func (type 1) (param i32))") == "unknown type 1"
    assert refused("(func (type $t))") == "unknown type $t"
    assert refused("(func (type 1) (local $x i32))") == "unknown type 1"
    assert module("(func (type 1)) (func (type 2) (local i32))").funcs[0].type == ExternFunc(1)


def test_locals() -> None:
    m = module("(func (param $a i32) (local $b i32) (local i32 i64) (local) (local $c i64) local.get $b local.get $c)")
    assert m.funcs[0].code.locals == [Locals(2, I32), Locals(2, I64)]
    assert [instr.args for instr in m.funcs[0].code.body][:2] == [(1,), (4,)]
    m = module("(type $t (func (param i32 i32))) (func (type $t) (local $b i32) local.get $b)")
    assert m.funcs[0].code.body.instrs[0].args == (2,)
    assert refused("(func (param $a i32) (local $a i32))") == "duplicate local $a"


def test_names_bind_in_one_function_only() -> None:
    assert refused("(func (param $a i32)) (func local.get $a)") == "unknown local $a"
    assert refused("(type $t (func (param $a i32))) (func (type $t) local.get $a)") == "unknown local $a"
    m = module("(func (param $a i32) local.get $a) (func (param i32) (param $a i32) local.get $a local.get 0)")
    assert [instr.args for instr in m.funcs[1].code.body][:2] == [(1,), (0,)]


def test_definitions_are_known_before_they_are_defined() -> None:
    m = module('(export "f" (func $f)) (start $f) (elem func $f) (func $f (call $g)) (func $g)')
    assert m.start == 0
    assert m.exports[0].index == 0


def test_string_identifiers() -> None:
    m = module('(func $"a b" (call $"\\61\\20b") (call $c)) (func $"c")')
    assert [instr.args for instr in m.funcs[0].code.body][:2] == [(0,), (1,)]
    assert [func.name for func in m.funcs] == ["a b", "c"]
    assert refused('(func $a) (func $"a")') == "duplicate func $a"


def test_inline_imports_and_exports() -> None:
    m = module("""
      (func $f (export "a") (export "b") (import "m" "f") (param i32))
      (table (export "t") (import "m" "t") 1 funcref)
      (memory (import "m" "m") i64 1 2)
      (global $g (import "m" "g") (mut i32))
      (tag (import "m" "e") (param i32))
      (func (export "c"))
    """)
    assert [(import_.module, import_.name) for import_ in m.imports] == [("m", name) for name in "ftmge"]
    assert [(export.name, export.kind, export.index) for export in m.exports] == [
        ("a", ExternKind.FUNC, 0),
        ("b", ExternKind.FUNC, 0),
        ("t", ExternKind.TABLE, 0),
        ("c", ExternKind.FUNC, 1),
    ]
    assert refused('(func) (import "" "" (func))') == "import after function definition"
    assert refused('(memory 1) (func (import "" ""))') == "import after memory definition"
    assert refused("(func $a) (func $b) (start $a) (start $b)") == "multiple start sections"


def test_memories() -> None:
    m = module("""
      (memory 1) (memory i32 1 2) (memory i64 1 0x1_0000_0000_0000) (memory 1 2 shared)
      (memory 1 (pagesize 1)) (memory i64 (data "abc" "\\00")) (memory (pagesize 1) (data "abc")) (memory (data))
    """)
    assert [mem.type for mem in m.mems] == [
        MemType(Limits(1)),
        MemType(Limits(1, 2)),
        MemType(Limits(1, 1 << 48, I64)),
        MemType(Limits(1, 2, shared=True)),
        MemType(Limits(1, page_size_log2=0)),
        MemType(Limits(1, 1, I64)),
        MemType(Limits(3, 3, page_size_log2=0)),
        MemType(Limits(0, 0)),
    ]
    assert [(data.init, data.mode.index) for data in m.datas if isinstance(data.mode, Active)] == [
        (b"abc\0", 5),
        (b"abc", 6),
        (b"", 7),
    ]
    assert str(m.datas[0].mode.offset) == "<Expr i64.const 0; end>"  # type: ignore[union-attr]
    assert refused("(memory 1 (pagesize 3))") == "invalid custom page size"
    assert refused("(memory 1 (pagesize 1))", WASM2).startswith("unknown operator pagesize")
    assert refused("(memory 1 2 shared)", WASM2).startswith("unknown operator shared")
    assert refused("(memory 4294967296)", WASM2) == "i32 constant out of range"


def test_tables() -> None:
    m = module("""
      (table 1 funcref) (table i64 1 2 (ref null func)) (table 1 (ref func) (ref.func 0))
      (table $t funcref (elem 0 0)) (table i64 anyref (elem (ref.null any) (item ref.null any)))
      (table (ref null 0) (elem 0)) (table externref (elem))
      (func)
    """)
    tables = [table.type for table in m.tables if isinstance(table.type, TableType)]
    assert [type_.limits for type_ in tables] == [
        Limits(1),
        Limits(1, 2, I64),
        Limits(1),
        Limits(2, 2),
        Limits(2, 2, I64),
        Limits(1, 1),
        Limits(0, 0),
    ]
    assert tables[1].elem == FUNCREF
    assert str(m.tables[2].defined.init) == "<Expr ref.func 0; end>"
    assert [type(elem) for elem in m.elems] == [ElemFuncs, ElemExprs, ElemExprs, ElemExprs]
    assert [elem.mode.index for elem in m.elems if isinstance(elem.mode, Active)] == [3, 4, 5, 6]


def test_elements() -> None:
    m = module("""
      (table $t 1 funcref) (table $u 1 funcref) (func $f)
      (elem (i32.const 0) $f) (elem (offset i32.const 0) func $f $f) (elem (i32.const 0) funcref (ref.func 0))
      (elem (table $u) (i32.const 0) func $f) (elem $name func $f) (elem declare func $f)
      (elem (ref func) (item ref.func $f) (ref.func $f)) (elem declare funcref) (elem func)
      (elem 0 (i32.const 0) $f) (elem (table 0) (i32.const 0) (ref null func))
    """)
    modes = [elem.mode for elem in m.elems]
    assert [type(mode) for mode in modes] == [
        Active, Active, Active, Active, Passive, Declarative, Passive, Declarative, Passive, Active, Active,
    ]  # fmt: skip
    assert [mode.index for mode in modes if isinstance(mode, Active)] == [0, 0, 0, 1, 0, 0]
    assert [mode.explicit for mode in modes if isinstance(mode, Active)] == [False, False, False, True, True, True]
    assert [elem.type for elem in m.elems if isinstance(elem, ElemExprs)] == [
        FUNCREF,
        RefType(False, FUNCREF.heap),
        FUNCREF,
        FUNCREF,
    ]
    assert refused("(table 1 funcref) (func) (elem (table 0) (i32.const 0) 0)") == "unexpected token 0"


def test_data_segments() -> None:
    m = module('(memory $m 1) (data "a" "b") (data (i32.const 0)) (data $d (memory $m) (offset i32.const 0) "c")'
               '(data 0 (i32.const 1) "old")')  # fmt: skip
    assert [data.init for data in m.datas] == [b"ab", b"", b"c", b"old"]
    assert m.datas[0] == Data(Passive(), b"ab")
    assert m.section(DataCountSec) is None
    assert module('(data "") (func data.drop 0)').section(DataCountSec) == DataCountSec(1)


def test_exact_imports() -> None:
    text = '(type (func)) (import "" "" (func (exact (type 0)))) (func (import "" "") (exact (param i32)))'
    m = module(text)
    assert [func.type for func in m.funcs] == [ExternFunc(0, exact=True), ExternFunc(1, exact=True)]
    assert refused(text, WASM2).startswith("unknown operator exact")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(module (func)", "unexpected token: the text ends here"),
        ("(module) (module)", "unexpected token ("),
        ("(module (module))", "unexpected token module"),
        ("(module func)", "unexpected token func"),
        ("(module (foo))", "unknown operator foo"),
        ("(module (i32.add))", "unexpected token i32.add"),
        ("(module 1)", "unexpected token 1"),
        ("(type)", "unexpected token )"),
        ("(type (foo))", "unknown operator foo"),
        ("(type (rec))", "unexpected token rec"),
        ("(rec (func))", "unexpected token ("),
        ("(import \"a\" (func))", "unexpected token ("),
        ("(import \"a\" \"b\" (type))", "unexpected token type"),
        ("(import \"a\" \"b\" func)", "unexpected token func"),
        ("(export \"a\" (data 0))", "unexpected token data"),
        ("(global i32)", None),
        ("(global)", "unexpected token )"),
        ("(table 1)", "unexpected token )"),
        ("(table 1 i32)", "unexpected token i32"),
        ("(memory)", "unexpected token )"),
        ("(memory (foo))", "unknown operator foo"),
        ("(elem)", "unexpected token )"),
        ("(elem 0)", "unexpected token 0"),
        ("(start)", "unexpected token )"),
        ("(tag i32)", "unexpected token i32"),
        ("(func (result i32) (param i32))", "unexpected token param"),
        ("(func (local i32) (param i32))", "unexpected token param"),
        ("(func (param $x i32 i32))", "unexpected token i32"),
        ("(type (struct (field $x i32) (field $x i32)))", "duplicate field $x"),
        ("(type $t (func)) (type $t (func))", "duplicate type $t"),
        ("(table $t 1 funcref) (table $t 1 funcref)", "duplicate table $t"),
    ],
)  # fmt: skip
def test_refused(text: str, message: str | None) -> None:
    if message is None:
        assert module(text).globals
    else:
        assert refused(text).startswith(message)
