"""WASI through the API: rows A1.14 `build_as_wasi`, A1.17 `wasi_module`, A1.21 `exit_code`."""

from __future__ import annotations

import io

import pytest

from interpreter import ImportObjectBuilder, Module, NotFoundError, Vm
from interpreter.wasi import Exit

HELLO = r"""(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory 1) (data (i32.const 0) "Hello, World!\n")
  (func $hello_world (result i32) (local $iovs i32)
    (i32.store (i32.const 16) (i32.const 0)) (i32.store (i32.const 20) (i32.const 14))
    (local.set $iovs (i32.const 16))
    (call $fd_write (i32.const 1) (local.get $iovs) (i32.const 1) (i32.const 24)))
  (export "_start" (func $hello_world)))"""
EXIT = """(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1) (func (export "_start") (call $exit (i32.const 3)) (unreachable))"""
COUNTS = """(import "wasi_snapshot_preview1" "environ_sizes_get" (func $get (param i32 i32) (result i32)))
  (memory (export "memory") 1) (func (export "run") (result i32) (call $get (i32.const 0) (i32.const 4)))"""


def test_a1_14_a_program_prints() -> None:
    out = io.BytesIO()
    wasi = ImportObjectBuilder().build_as_wasi(["hello"], stdout=out)
    assert Module.from_bytes(HELLO).instantiate([wasi]).exports["_start"]() == 0
    assert out.getvalue() == b"Hello, World!\n"


@pytest.mark.parametrize("envs", [{"A": "1", "B": "x=y"}, ["A=1", "B=x=y"]])
def test_a1_14_variables(envs: object) -> None:
    wasi = ImportObjectBuilder().build_as_wasi([], envs)  # type: ignore[arg-type]
    exports = Module.from_bytes(COUNTS).instantiate([wasi]).exports
    assert exports.run() == 0
    assert list(exports.memory.typed("u32", 0, 2)) == [2, len(b"A=1\0B=x=y\0")]
    with pytest.raises(ValueError, match="NAME=VALUE"):
        ImportObjectBuilder().build_as_wasi([], ["A"])


def test_a1_17_and_a1_21_a_virtual_machine_with_wasi() -> None:
    vm = Vm()
    with pytest.raises(NotFoundError):
        vm.wasi_module()
    wasi = ImportObjectBuilder().build_as_wasi(["program"])
    vm.register_import_module(wasi)
    assert vm.wasi_module() is wasi
    with pytest.raises(Exit) as caught:
        vm.run_func_from_bytes(EXIT, "_start")
    assert (caught.value.code, wasi.exit_code) == (3, 3)
