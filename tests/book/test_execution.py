"""The runtime's tests of the book "Writing a Wasm runtime in Rust", by their names there."""

from __future__ import annotations

import io

import pytest

from interpreter import I32, Instance, LinkError, Module, NotFoundError, Vm, i32, params
from interpreter.wasi import Wasi

ADD = '(module (func (export "add") (param i32 i32) (result i32) (local.get 0) (local.get 1) i32.add))'
CALL = """(module
  (func (export "call_doubler") (param i32) (result i32) (local.get 0) (call $double))
  (func $double (param i32) (result i32) (local.get 0) (local.get 0) i32.add))"""
IMPORT = """(module
  (func $add (import "env" "add") (param i32) (result i32))
  (func (export "call_add") (param i32) (result i32) (local.get 0) (call $add)))"""
DOUBLED = pytest.mark.parametrize(("given", "expected"), [(2, 4), (10, 20), (1, 2)])


def instance(text: str) -> Instance:
    return Module.from_bytes(text).instantiate()


@pytest.mark.parametrize(("left", "right", "expected"), [(2, 3, 5), (10, 5, 15), (1, 1, 2)])
def test_execute_i32_add(left: int, right: int, expected: int) -> None:
    (result,) = Vm().run_func_from_bytes(ADD, "add", params(left, right))
    assert (result.ty(), result.to_i32()) == (I32, expected)


def test_not_found_export_function() -> None:
    with pytest.raises(NotFoundError, match="no function 'fooooo'"):
        Vm().run_func_from_bytes(ADD, "fooooo", params(1, 2))


@DOUBLED
def test_func_call(given: int, expected: int) -> None:
    assert instance(CALL).exports.call_doubler(given) == expected


@DOUBLED
def test_call_imported_func(given: int, expected: int) -> None:
    def add(number: i32) -> i32:
        return number + number

    assert Module.from_bytes(IMPORT).instantiate({"env": {"add": add}}).exports.call_add(given) == expected


def test_not_found_imported_func() -> None:
    with pytest.raises(LinkError, match='unknown import "env" "add"'):  # the book finds out when it is called
        Module.from_bytes(IMPORT).instantiate({"env": {"fooooo": lambda: None}})


def test_i32_const() -> None:
    text = '(module (func $i32_const (result i32) (i32.const 42)) (export "i32_const" (func $i32_const)))'
    assert instance(text).exports.i32_const() == 42


def test_local_set() -> None:
    text = """(module
      (func $local_set (result i32) (local $x i32) (local.set $x (i32.const 42)) (local.get 0))
      (export "local_set" (func $local_set)))"""
    assert instance(text).exports.local_set() == 42


def test_i32_store() -> None:
    stored = instance(
        """(module (memory 1) (func $i32_store (i32.const 0) (i32.const 42) (i32.store))
             (export "i32_store" (func $i32_store)))"""
    )
    assert stored.exports.i32_store() is None
    assert stored.mems[0].read(0, 4) == b"\x2a\0\0\0"


def test_i32_sub() -> None:
    text = '(module (func (export "sub") (param i32 i32) (result i32) (local.get 0) (local.get 1) i32.sub))'
    assert instance(text).exports.sub(10, 5) == 5


def test_i32_lts() -> None:
    text = '(module (func (export "lts") (param i32 i32) (result i32) (local.get 0) (local.get 1) i32.lt_s))'
    assert instance(text).exports.lts(10, 5) == 0


def test_fib() -> None:
    # with an `if` that has no `then`, as it stands in the book
    fib = instance(
        """(module
          (func $fib (export "fib") (param $n i32) (result i32)
            (if (i32.lt_s (local.get $n) (i32.const 2)) (return (i32.const 1)))
            (return (i32.add (call $fib (i32.sub (local.get $n) (i32.const 2)))
                             (call $fib (i32.sub (local.get $n) (i32.const 1)))))))"""
    ).exports.fib
    assert [fib(n) for n in range(1, 11)] == [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]


def test_init_memory() -> None:
    mems = instance('(module (memory 1) (data (i32.const 0) "hello") (data (i32.const 5) "world"))').mems
    assert len(mems) == 1
    assert (mems[0].data_size(), mems[0][0:5], mems[0][5:10]) == (65536, b"hello", b"world")


def test_hello_world() -> None:
    text = r"""(module
      (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
      (memory 1) (data (i32.const 0) "Hello, World!\n")
      (func $hello_world (result i32) (local $iovs i32)
        (i32.store (i32.const 16) (i32.const 0)) (i32.store (i32.const 20) (i32.const 14))
        (local.set $iovs (i32.const 16))
        (call $fd_write (i32.const 1) (local.get $iovs) (i32.const 1) (i32.const 24)))
      (export "_start" (func $hello_world)))"""
    out = io.BytesIO()
    assert Vm(wasi=Wasi(stdout=out)).run_func_from_bytes(text, "_start")[0].to_i32() == 0
    assert out.getvalue() == b"Hello, World!\n"
