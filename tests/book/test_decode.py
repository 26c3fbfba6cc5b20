"""The decoder's tests of the book "Writing a Wasm runtime in Rust", by their names there."""

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
    TypeSec,
)


def test_decode_simplest_module() -> None:
    assert_decodes("(module)", "", [])


def test_decode_simplest_func() -> None:
    assert_decodes(
        "(module (func))",
        "010401600000 03020100 0a040102000b",
        [TypeSec([FuncType()]), FuncSec([0]), CodeSec([Code([], Expr.of())])],
    )


def test_decode_func_param() -> None:
    assert_decodes(
        "(module (func (param i32 i64)))",
        "01060160027f7e00 03020100 0a040102000b",
        [TypeSec([FuncType((I32, I64))]), FuncSec([0]), CodeSec([Code([], Expr.of())])],
    )


def test_decode_func_local() -> None:
    assert_decodes(
        "(module (func (local i32) (local i64 i64)))",
        "010401600000 03020100 0a08010602017f027e0b",
        [TypeSec([FuncType()]), FuncSec([0]), CodeSec([Code([Locals(1, I32), Locals(2, I64)], Expr.of())])],
    )


def test_decode_func_add() -> None:
    body = Expr.of(("local.get", 0), ("local.get", 1), "i32.add")
    assert_decodes(  # chapter 7
        "(module (func (param i32 i32) (result i32) (local.get 0) (local.get 1) i32.add))",
        "01070160027f7f017f 03020100 0a09010700200020016a0b",
        [TypeSec([FuncType((I32, I32), (I32,))]), FuncSec([0]), CodeSec([Code([], body)])],
    )
    assert_decodes(  # chapter 10
        '(module (func (export "add") (param i32 i32) (result i32) (local.get 0) (local.get 1) i32.add))',
        "01070160027f7f017f 03020100 07070103616464 0000 0a09010700200020016a0b",
        [
            TypeSec([FuncType((I32, I32), (I32,))]),
            FuncSec([0]),
            ExportSec([Export("add", ExternKind.FUNC, 0)]),
            CodeSec([Code([], body)]),
        ],
    )


def test_decode_func_call() -> None:
    assert_decodes(
        """(module
          (func (export "call_doubler") (param i32) (result i32) (local.get 0) (call $double))
          (func $double (param i32) (result i32) (local.get 0) (local.get 0) i32.add))""",
        "01060160017f017f 0303020000 0710010c63616c6c5f646f75626c65720000 0a10020600200010010b0700200020006a0b",
        [
            TypeSec([FuncType((I32,), (I32,))]),
            FuncSec([0, 0]),
            ExportSec([Export("call_doubler", ExternKind.FUNC, 0)]),
            CodeSec(
                [
                    Code([], Expr.of(("local.get", 0), ("call", 1))),
                    Code([], Expr.of(("local.get", 0), ("local.get", 0), "i32.add")),
                ]
            ),
        ],
    )


def test_decode_import() -> None:
    assert_decodes(
        """(module
          (func $add (import "env" "add") (param i32) (result i32))
          (func (export "call_add") (param i32) (result i32) (local.get 0) (call $add)))""",
        "01060160017f017f 020b0103656e76036164640000 03020100 070c010863616c6c5f6164640001 0a08010600200010000b",
        [
            TypeSec([FuncType((I32,), (I32,))]),
            ImportSec([Import("env", "add", ExternFunc(0))]),
            FuncSec([0]),
            ExportSec([Export("call_add", ExternKind.FUNC, 1)]),
            CodeSec([Code([], Expr.of(("local.get", 0), ("call", 0)))]),
        ],
    )


def test_decode_memory() -> None:
    assert_decodes("(module (memory 1))", "0503010001", [MemSec([MemType(Limits(1))])])
    assert_decodes("(module (memory 1 2))", "050401010102", [MemSec([MemType(Limits(1, 2))])])


def test_decode_data() -> None:
    hello = Data(Active(Expr.of(("i32.const", 0))), b"hello")
    world = Data(Active(Expr.of(("i32.const", 5))), b"world")
    assert_decodes(
        '(module (memory 1) (data (i32.const 0) "hello"))',
        "0503010001 0b0b010041000b0568656c6c6f",
        [MemSec([MemType(Limits(1))]), DataSec([hello])],
    )
    assert_decodes(
        '(module (memory 1) (data (i32.const 0) "hello") (data (i32.const 5) "world"))',
        "0503010001 0b15020041000b0568656c6c6f0041050b05776f726c64",
        [MemSec([MemType(Limits(1))]), DataSec([hello, world])],
    )


def test_decode_i32_store() -> None:
    # not valid, since there is no memory and one operand is missing; but that is not the decoder's business
    assert_decodes(
        "(module (func (i32.store offset=4 (i32.const 4))))",
        "010401600000 03020100 0a0901070041043602040b",
        [
            TypeSec([FuncType()]),
            FuncSec([0]),
            CodeSec([Code([], Expr.of(("i32.const", 4), ("i32.store", MemArg(align=2, offset=4))))]),
        ],
    )


def test_decode_fib() -> None:
    assert_decodes(
        """(module
          (func $fib (export "fib") (param $n i32) (result i32)
            (if (i32.lt_s (local.get $n) (i32.const 2)) (then (return (i32.const 1))))
            (return (i32.add (call $fib (i32.sub (local.get $n) (i32.const 2)))
                             (call $fib (i32.sub (local.get $n) (i32.const 1)))))))""",
        "01060160017f017f 03020100 070701036669620000"
        "0a1f011d002000410248044041010f0b200041026b1000200041016b10006a0f0b",
        [
            TypeSec([FuncType((I32,), (I32,))]),
            FuncSec([0]),
            ExportSec([Export("fib", ExternKind.FUNC, 0)]),
            CodeSec(
                [
                    Code(
                        [],
                        Expr.of(
                            *(("local.get", 0), ("i32.const", 2), "i32.lt_s"),
                            *(("if", None), ("i32.const", 1), "return", "end"),
                            *(("local.get", 0), ("i32.const", 2), "i32.sub", ("call", 0)),
                            *(("local.get", 0), ("i32.const", 1), "i32.sub", ("call", 0)),
                            *("i32.add", "return"),
                        ),
                    )
                ]
            ),
        ],
    )
