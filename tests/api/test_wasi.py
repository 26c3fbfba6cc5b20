"""WASI through the API: rows A1.14 `build_as_wasi`, A1.16 `Terminate`, A1.17 `wasi_module`, A1.21 `WasiInstance`."""

from __future__ import annotations

import copy
import io
import pickle
from pathlib import Path

import pytest

from interpreter import Executor, Exit, ImportObjectBuilder, Module, NotFoundError, Vm
from interpreter.wasi import Wasi, WasiInstance

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
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
  (memory (export "memory") 1) (func (export "run") (result i32) (call $get (i32.const 0) (i32.const 4)))
  (func (export "args") (result i32) (drop (call $args (i32.const 8) (i32.const 12))) (i32.load (i32.const 8)))
  (func (export "close") (result i32) (call $close (i32.const 1)))"""


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


def test_a1_16_and_a1_21_asking_to_end_is_a_success_for_executors_and_virtual_machines() -> None:
    wasi = Wasi(["program"])
    vm = Vm(wasi=wasi)
    assert wasi.exit_code() == 0
    assert vm.run_func_from_bytes(EXIT, "_start") == []
    assert vm.wasi_module().exit_code() == 3
    start = vm.active_module().exports["_start"]
    assert Executor().run_func(start) == start.call(vm) == vm.run_func_async(None, "_start").get() == []


def test_a1_21_a_plain_call_of_a_program_that_asks_to_end_raises() -> None:
    wasi = Wasi()
    with pytest.raises(Exit, match="exit code 3") as caught:
        Module.from_bytes(EXIT).instantiate([wasi]).exports["_start"]()
    assert (caught.value.code, caught.value.number, wasi.exit_code()) == (3, 0x001, 3)


def test_a1_17_and_a1_21_wasi_stays_when_a_virtual_machine_is_reset() -> None:
    out = io.BytesIO()
    vm = Vm(wasi=Wasi(stdout=out))
    vm.run_func_from_bytes(HELLO, "_start")
    vm.reset()
    assert vm.instance_names() == ["wasi_snapshot_preview1"]
    assert vm.run_func_from_bytes(HELLO, "_start")[0].to_i32() == 0
    assert out.getvalue() == b"Hello, World!\n" * 2


def test_a1_21_another_program_begins_with_what_it_is_given() -> None:
    wasi = WasiInstance(["one"], ["A=1"], stdout=io.BytesIO())
    exports = Module.from_bytes(COUNTS).instantiate([wasi]).exports
    Vm(wasi=wasi).run_func_from_bytes(EXIT, "_start")
    assert (exports.args(), exports.close(), exports.close()) == (1, 0, 8)  # closed is closed
    wasi.initialize(["two", "x"], ["B=22"])
    assert (exports.args(), exports.close(), wasi.exit_code()) == (2, 0, 0)
    assert exports.run() == 0
    assert list(exports.memory.typed("u32", 0, 2)) == [1, len(b"B=22\0")]
    with pytest.raises(ValueError, match="null character"):
        wasi.initialize(["\0"])
    assert exports.args() == 2  # as it was


def test_a1_21_there_are_no_directories_yet() -> None:
    for give in (Wasi().initialize, ImportObjectBuilder().build_as_wasi):
        with pytest.raises(NotImplementedError, match="no preopens"):
            give(["program"], [], [".:."])


def test_a1_21_the_descriptors_of_the_host(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as file:
        wasi = Wasi(stdin=b"", stdout=file)
        assert wasi.native_handler(1) == file.fileno()
        for missing in (0, 3):  # what is in memory has none, and there is no descriptor 3
            with pytest.raises(NotFoundError, match=f"behind {missing}"):
                wasi.native_handler(missing)


def test_a1_21_a_copy_of_a_program_has_the_same_host(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as file:  # which cannot be copied
        wasi = Wasi(stdout=file)
        vm = Vm(wasi=wasi)
        vm.register_module(None, Module.from_bytes(EXIT))
        copied = copy.deepcopy(vm)
        assert copied.run_func(None, "_start") == []
        assert copied.wasi_module() is copy.copy(wasi) is wasi
        assert wasi.exit_code() == 3


def test_a1_21_a_pickled_program_brings_its_host() -> None:
    wasi = Wasi(["one"], ["A=1"], stdout=io.BytesIO())
    instance, other = pickle.loads(pickle.dumps((Module.from_bytes(COUNTS).instantiate([wasi]), wasi)))
    assert (instance.exports.args(), instance.exports.close()) == (1, 0)
    other.initialize(["x", "y"])
    assert (instance.exports.args(), instance.exports.close()) == (2, 0)


def test_a1_21_it_is_looked_at_like_an_instance() -> None:
    wasi = Wasi()
    assert (wasi.name, wasi.func_count(), wasi.memory_count()) == ("wasi_snapshot_preview1", 46, 0)
    func = wasi.func("fd_write")
    assert func is not None
    assert (func.name, func.mod_name, str(func.ty())) == ("fd_write", wasi.name, "[i32 i32 i32 i32] -> [i32]")
    assert wasi.func("fd_fly") is None
