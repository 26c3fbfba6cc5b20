"""The other modules of the book "Writing a Wasm runtime in Rust": those that it runs, and the listings of chapter 4."""

from __future__ import annotations

from tests.book.decoding import assert_decodes
from wasm_construct.syntax import (
    I32,
    I64,
    Active,
    Code,
    CodeSec,
    Data,
    DataSec,
    Export,
    ExportSec,
    Expr,
    ExternFunc,
    ExternKind,
    FuncSec,
    FuncType,
    Import,
    ImportSec,
    Limits,
    Locals,
    MemArg,
    MemSec,
    MemType,
    Section,
    TypeSec,
)

FUNC = ExternKind.FUNC
BINARY_OP = FuncType((I32, I32), (I32,))


def _exported(name: str, type_: FuncType, *instrs: tuple[object, ...] | str, locals_: int = 0) -> list[Section]:
    """A module of one function, which is exported and may have locals of type i32."""
    return [
        TypeSec([type_]),
        FuncSec([0]),
        ExportSec([Export(name, FUNC, 0)]),
        CodeSec([Code([Locals(locals_, I32)] if locals_ else [], Expr.of(*instrs))]),
    ]


def test_chapter_3_add() -> None:
    assert_decodes(
        """(module (func (export "add") (param $a i32) (param $b i32) (result i32)
             (local.get $a) (local.get $b) i32.add))""",
        "01070160027f7f017f 03020100 070701036164640000 0a09010700200020016a0b",
        _exported("add", BINARY_OP, ("local.get", 0), ("local.get", 1), "i32.add"),
    )


def test_list_1_several_results() -> None:
    assert_decodes(
        """(module (func $a (param i32 i64))
             (func $b (param i64 i32) (result i32 i64) (local.get 1) (local.get 0))
             (func $c (param i32 i64)))""",
        "010d0260027f7e0060027e7f027f7e 030403000100 0a0e0302000b0600200120000b02000b",
        [
            TypeSec([FuncType((I32, I64)), FuncType((I64, I32), (I32, I64))]),
            FuncSec([0, 1, 0]),
            CodeSec(
                [
                    Code([], Expr.of()),
                    Code([], Expr.of(("local.get", 1), ("local.get", 0))),
                    Code([], Expr.of()),
                ]
            ),
        ],
    )


def test_list_6_memory() -> None:
    assert_decodes("(module (memory 2 3))", "050401010203", [MemSec([MemType(Limits(2, 3))])])


def test_list_8_data() -> None:
    assert_decodes(
        r'(module (memory 1) (data 0 (i32.const 0) "Hello, World!\n"))',
        "0503010001 0b14010041000b0e48656c6c6f2c20576f726c64210a",
        [MemSec([MemType(Limits(1))]), DataSec([Data(Active(Expr.of(("i32.const", 0))), b"Hello, World!\n")])],
    )


def test_list_10_export() -> None:
    assert_decodes(
        '(module (func $dummy) (export "dummy" (func $dummy)))',
        "010401600000 03020100 0709010564756d6d790000 0a040102000b",
        _exported("dummy", FuncType()),
    )


def test_list_12_import() -> None:
    assert_decodes(
        '(module (import "adder" "add" (func (param i32 i32) (result i32))))',
        "01070160027f7f017f 020d01056164646572036164640000",
        [TypeSec([BINARY_OP]), ImportSec([Import("adder", "add", ExternFunc(0))])],
    )


def test_i32_const() -> None:
    assert_decodes(
        '(module (func $i32_const (result i32) (i32.const 42)) (export "i32_const" (func $i32_const)))',
        "0105016000017f 03020100 070d01096933325f636f6e73740000 0a06010400412a0b",
        _exported("i32_const", FuncType((), (I32,)), ("i32.const", 42)),
    )


def test_local_set() -> None:
    assert_decodes(
        """(module
             (func $local_set (result i32) (local $x i32) (local.set $x (i32.const 42)) (local.get 0))
             (export "local_set" (func $local_set)))""",
        "0105016000017f 03020100 070d01096c6f63616c5f7365740000 0a0c010a01017f412a210020000b",
        _exported("local_set", FuncType((), (I32,)), ("i32.const", 42), ("local.set", 0), ("local.get", 0), locals_=1),
    )


def test_i32_store() -> None:
    types, funcs, exports, codes = _exported(
        "i32_store", FuncType(), ("i32.const", 0), ("i32.const", 42), ("i32.store", MemArg(align=2))
    )
    assert_decodes(
        """(module (memory 1) (func $i32_store (i32.const 0) (i32.const 42) (i32.store))
             (export "i32_store" (func $i32_store)))""",
        "010401600000 03020100 0503010001 070d01096933325f73746f72650000 0a0b0109004100412a3602000b",
        [types, funcs, MemSec([MemType(Limits(1))]), exports, codes],
    )


def test_func_sub() -> None:
    assert_decodes(
        '(module (func (export "sub") (param i32 i32) (result i32) (local.get 0) (local.get 1) i32.sub))',
        "01070160027f7f017f 03020100 070701037375620000 0a09010700200020016b0b",
        _exported("sub", BINARY_OP, ("local.get", 0), ("local.get", 1), "i32.sub"),
    )


def test_func_lts() -> None:
    assert_decodes(
        '(module (func (export "lts") (param i32 i32) (result i32) (local.get 0) (local.get 1) i32.lt_s))',
        "01070160027f7f017f 03020100 070701036c74730000 0a0901070020002001480b",
        _exported("lts", BINARY_OP, ("local.get", 0), ("local.get", 1), "i32.lt_s"),
    )


def test_hello_world() -> None:
    store = ("i32.store", MemArg(align=2))
    assert_decodes(
        r"""(module
          (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
          (memory 1) (data (i32.const 0) "Hello, World!\n")
          (func $hello_world (result i32) (local $iovs i32)
            (i32.store (i32.const 16) (i32.const 0)) (i32.store (i32.const 20) (i32.const 14))
            (local.set $iovs (i32.const 16))
            (call $fd_write (i32.const 1) (local.get $iovs) (i32.const 1) (i32.const 24)))
          (export "_start" (func $hello_world)))""",
        "010d0260047f7f7f7f017f6000017f"
        "02230116776173695f736e617073686f745f70726576696577310866645f77726974650000"
        "03020101 0503010001 070a01065f73746172740001"
        "0a22012001017f411041003602004114410e36020041102100410120004101411810000b"
        "0b14010041000b0e48656c6c6f2c20576f726c64210a",
        [
            TypeSec([FuncType((I32, I32, I32, I32), (I32,)), FuncType((), (I32,))]),
            ImportSec([Import("wasi_snapshot_preview1", "fd_write", ExternFunc(0))]),
            FuncSec([1]),
            MemSec([MemType(Limits(1))]),
            ExportSec([Export("_start", FUNC, 1)]),
            CodeSec(
                [
                    Code(
                        [Locals(1, I32)],
                        Expr.of(
                            *(("i32.const", 16), ("i32.const", 0), store),
                            *(("i32.const", 20), ("i32.const", 14), store),
                            *(("i32.const", 16), ("local.set", 0)),
                            *(("i32.const", 1), ("local.get", 0), ("i32.const", 1), ("i32.const", 24), ("call", 0)),
                        ),
                    )
                ]
            ),
            DataSec([Data(Active(Expr.of(("i32.const", 0))), b"Hello, World!\n")]),
        ],
    )


def test_accessors_of_an_exported_memory() -> None:
    access = MemArg(align=2)
    assert_decodes(
        """(module
          (type (func (result i32))) (type (func (param i32) (result i32))) (type (func (param i32 i32)))
          (memory $mem 1)
          (func $get (type 1) (i32.load (local.get 0)))
          (func $set (type 2) (i32.store (local.get 0) (local.get 1)))
          (func $size (type 0) (memory.size))
          (export "get_at" (func $get)) (export "set_at" (func $set))
          (export "mem_size" (func $size)) (export "memory" (memory $mem)))""",
        "010f036000017f60017f017f60027f7f00 030403010200 0503010001"
        "072704066765745f61740000067365745f61740001086d656d5f73697a650002066d656d6f72790200"
        "0a1803070020002802000b0900200020013602000b04003f000b",
        [
            TypeSec([FuncType((), (I32,)), FuncType((I32,), (I32,)), FuncType((I32, I32))]),
            FuncSec([1, 2, 0]),
            MemSec([MemType(Limits(1))]),
            ExportSec(
                [
                    Export("get_at", FUNC, 0),
                    Export("set_at", FUNC, 1),
                    Export("mem_size", FUNC, 2),
                    Export("memory", ExternKind.MEMORY, 0),
                ]
            ),
            CodeSec(
                [
                    Code([], Expr.of(("local.get", 0), ("i32.load", access))),
                    Code([], Expr.of(("local.get", 0), ("local.get", 1), ("i32.store", access))),
                    Code([], Expr.of(("memory.size", 0))),
                ]
            ),
        ],
    )
