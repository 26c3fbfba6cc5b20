"""Small modules of tutorials for writing and embedding a runtime, down to the byte.

The bytes are those of another assembler, without names.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wasm_construct import Module, TextError, wat2wasm
from wasm_construct.text import read_script

CASES = {
    "(module)": "",
    "(module (func (local i32) (local i64 i64)))":
        "01040160000003020100 0a08010602017f027e0b",
    '(module (func (export "add") (param i32 i32) (result i32) (local.get 0) (local.get 1) i32.add))':
        "0107 0160027f7f017f 03020100 0707010361646400000a09010700200020016a0b",
    '(module (func (export "add") (param $a i32) (param $b i32) (result i32) (local.get $a) (local.get $b) i32.add))':
        "0107 0160027f7f017f 03020100 0707010361646400000a09010700200020016a0b",
    """(module
      (func (export "call_doubler") (param i32) (result i32) (local.get 0) (call $double))
      (func $double (param i32) (result i32) (local.get 0) (local.get 0) i32.add))""":
        "01060160017f017f0303020000 0710010c63616c6c5f646f75626c657200000a10020600200010010b0700200020006a0b",
    """(module
      (func $add (import "env" "add") (param i32) (result i32))
      (func (export "call_add") (param i32) (result i32) (local.get 0) (call $add)))""":
        "01060160017f017f020b0103656e760361646400000302010 0070c010863616c6c5f61646400010a08010600200010000b",
    '(module (func $i32_const (result i32) (i32.const 42)) (export "i32_const" (func $i32_const)))':
        "010501 6000017f03020100070d01096933325f636f6e737400000a06010400412a0b",
    """(module (func $local_set (result i32) (local $x i32) (local.set $x (i32.const 42)) (local.get 0))
      (export "local_set" (func $local_set)))""":
        "0105016000017f03020100070d01096c6f63616c5f73657400000a0c010a01017f412a210020000b",
    '(module (memory 1) (data (i32.const 0) "hello") (data (i32.const 5) "world"))':
        "05030100010b15020041000b0568656c6c6f0041050b05776f726c64",
    """(module (memory 1) (func $i32_store (i32.const 0) (i32.const 42) (i32.store))
      (export "i32_store" (func $i32_store)))""":
        "010401600000030201000503010001070d01096933325f73746f726500000a0b0109004100412a3602000b",
    "(module (func (i32.store offset=4 (i32.const 4))))":
        "01040160000003020100 0a0901070041043602040b",
    '(module (func (export "sub") (param i32 i32) (result i32) (local.get 0) (local.get 1) i32.sub))':
        "01070160027f7f017f030201000707010373756200000a09010700200020016b0b",
    '(module (func (export "lts") (param i32 i32) (result i32) (local.get 0) (local.get 1) i32.lt_s))':
        "01070160027f7f017f03020100070701036c747300000a0901070020002001480b",
    "(module (func (param i32 i64)))": "01060160027f7e00030201000a040102000b",
    "(module (func (param i32) (param i64)))": "01060160027f7e00030201000a040102000b",
    "(module (func))": "010401600000030201000a040102000b",
    "(module (memory 1))": "0503010001",
    "(module (memory 1 2))": "050401010102",
    "(module (memory 2 3))": "050401010203",
    """(module
      (func $fib (export "fib") (param $n i32) (result i32)
        (if (i32.lt_s (local.get $n) (i32.const 2)) (return (i32.const 1)))
        (return (i32.add (call $fib (i32.sub (local.get $n) (i32.const 2)))
                         (call $fib (i32.sub (local.get $n) (i32.const 1)))))))""":
        "01060160017f017f030201000707010366696200000a1f011d00"
        "2000410248044041010f0b200041026b1000200041016b10006a0f0b",
    r"""(module
      (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
      (memory 1) (data (i32.const 0) "Hello, World!\n")
      (func $hello_world (result i32) (local $iovs i32)
        (i32.store (i32.const 16) (i32.const 0)) (i32.store (i32.const 20) (i32.const 14))
        (local.set $iovs (i32.const 16))
        (call $fd_write (i32.const 1) (local.get $iovs) (i32.const 1) (i32.const 24)))
      (export "_start" (func $hello_world)))""":
        "010d0260047f7f7f7f017f6000017f02230116776173695f736e617073686f745f70726576696577310866645f7772697465"
        "0000030201010503010001070a01065f737461727400010a22012001017f411041003602004114410e36020041102100410120"
        "004101411810000b0b14010041000b0e48656c6c6f2c20576f726c64210a",
    """(module (func $a (param i32 i64)) (func $b (param i64 i32) (result i32 i64) (local.get 1) (local.get 0))
      (func $c (param i32 i64)))""":
        "010d0260027f7e0060027e7f027f7e0304030001000a0e0302000b0600200120000b02000b",
    r'(module (memory 1) (data 0 (i32.const 0) "Hello, World!\n"))':
        "05030100010b14010041000b0e48656c6c6f2c20576f726c64210a",
    '(module (func $dummy) (export "dummy" (func $dummy)))':
        "010401600000030201000709010564756d6d7900000a040102000b",
    '(module (import "adder" "add" (func (param i32 i32) (result i32))))':
        "01070160027f7f017f020d01056164646572036164640000",
    """(module
      (type $mem_size_t (func (result i32))) (type $get_at_t (func (param i32) (result i32)))
      (type $set_at_t (func (param i32) (param i32)))
      (memory $mem 1)
      (func $get_at (type $get_at_t) (param $idx i32) (result i32) (i32.load (local.get $idx)))
      (func $set_at (type $set_at_t) (param $idx i32) (param $val i32)
        (i32.store (local.get $idx) (local.get $val)))
      (func $mem_size (type $mem_size_t) (result i32) (memory.size))
      (export "get_at" (func $get_at)) (export "set_at" (func $set_at)) (export "mem_size" (func $mem_size))
      (export "memory" (memory $mem)))""":
        "010f036000017f60017f017f60027f7f00030403010200 0503010001"
        "072704066765745f61740000067365745f61740001086d656d5f73697a650002066d656d6f727902000a1803070020002802000b"
        "0900200020013602000b04003f000b",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_bytes(text: str, expected: str) -> None:
    m = Module.from_wat(text)
    m.drop_customs("name")
    assert m.build() == b"\0asm\1\0\0\0" + bytes.fromhex(expected.replace(" ", ""))


def test_other_peoples_examples() -> None:
    for text in (
        '(module (func $swap (param i32 i32) (result i32 i32) (local.get 1) (local.get 0)) (export "s" (func $swap)))',
        """(module (type $no_args_no_rets_t (func (param) (result)))
             (import "env" "say_hello" (func $say_hello (type $no_args_no_rets_t)))
             (func $run (type $no_args_no_rets_t) (call $say_hello)) (export "run" (func $run)))""",
        """(module (memory $0 0) (func (export "main") (param i32 i32) (result i64)
             (if (i32.eq (memory.grow (i32.const 25)) (i32.const -1)) (unreachable)) (i64.const 0)))""",
        """(module (type $t (func (param i32 i32 i32) (result i32))) (table $t1 3 6 funcref)
             (func $f (type $t) (param $idx i32) (param $arg1 i32) (param $arg2 i32) (result i32)
               (call_indirect (param i32 i32) (result i32) (local.get $arg1) (local.get $arg2) (local.get $idx)))
             (elem $t1 (i32.const 0) $f $f $f))""",
    ):
        data = wat2wasm(text)
        assert Module.parse(data).build() == data


def test_a_number_sign_is_no_comment() -> None:
    text = "(module\n  (type $t (func))\n  (memory 1)\n  (func (type $t))\n\n  # A memory with one page\n)"
    with pytest.raises(TextError) as caught:
        wat2wasm(text)
    assert str(caught.value).startswith("6:3: unknown operator #\n  # A memory with one page\n  ^")


def test_old_names_on_request() -> None:
    text = "(module (func (param i32) (drop (get_local 0))))"
    with pytest.raises(TextError, match=r"1:34: unknown operator get_local \(now local.get\)"):
        wat2wasm(text)
    assert wat2wasm(text, legacy_names=True) == wat2wasm(text.replace("get_local", "local.get"))


def test_binary_passes_through() -> None:
    data = b"\0asm\1\0\0\0\0\x02\1a"
    assert wat2wasm(data) is data
    assert wat2wasm('(module binary "\\00asm\\01\\00\\00\\00" "\\00\\02\\01a")') == data
    assert Module.from_wat('(module binary "\\00asm\\01\\00\\00\\00" "\\00\\02\\01a")').build() == data
    assert Module.from_wat(data).build() == data


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_bytes(kind: Callable[[bytes], bytes]) -> None:
    data = wat2wasm("(module)")
    assert data == b"\0asm\1\0\0\0"
    for source in (b"(module)", data):
        assert wat2wasm(kind(source)) == Module.from_wat(kind(source)).build() == data


@pytest.mark.parametrize("source", [None, 8, Path("module.wat")])
def test_what_is_no_text(source: Any) -> None:
    for read in (wat2wasm, Module.from_wat, read_script):
        with pytest.raises(TypeError, match="bytes-like"):
            read(source)
