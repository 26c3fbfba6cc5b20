"""The virtual machine: rows A1.17 `Vm`, A1.18 `Config`."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from interpreter import (
    Config,
    FuncType,
    ImportObjectBuilder,
    InvalidError,
    LinkError,
    MalformedError,
    Module,
    NotFoundError,
    Store,
    StoreError,
    TimedOut,
    Vm,
    WorkflowError,
    i32,
    params,
)
from wasm_construct import WASM1, WASM2, WASM3

# as the example has it, but for the names of instructions that were used before Wasm 1.0
FIB = """(module
  (export "fib" (func $fib))
  (func $fib (param $n i32) (result i32)
    (if (i32.lt_s (local.get $n) (i32.const 2)) (then (return (i32.const 1))))
    (return (i32.add (call $fib (i32.sub (local.get $n) (i32.const 2)))
      (call $fib (i32.sub (local.get $n) (i32.const 1)))))))"""
USER = (
    '(import "lib" "fib" (func $f (param i32) (result i32))) (func (export "run") (result i32) (call $f (i32.const 5)))'
)


@pytest.fixture
def vm() -> Vm:
    return Vm()


def test_a1_17_the_stages_of_the_active_module(vm: Vm) -> None:
    vm.load(FIB)
    vm.validate()
    vm.instantiate()
    assert vm.run_func(None, "fib", params(5))[0].to_i32() == 8


def test_a1_17_stages_out_of_order(vm: Vm) -> None:
    with pytest.raises(WorkflowError, match="no module has been loaded"):
        vm.validate()
    vm.load(FIB)
    with pytest.raises(WorkflowError, match="not been validated"):
        vm.instantiate()
    vm.validate()
    vm.load(FIB)  # another one
    with pytest.raises(WorkflowError, match="not been validated"):
        vm.instantiate()
    with pytest.raises(NotFoundError, match="no active module"):
        vm.run_func(None, "fib", params(5))


def test_a1_17_stages_that_fail(vm: Vm) -> None:
    with pytest.raises(MalformedError):
        vm.load(b"\0asm\2\0\0\0")
    vm.load("(func (result i32))")
    with pytest.raises(InvalidError):
        vm.validate()
    with pytest.raises(WorkflowError):
        vm.instantiate()


def test_a1_17_named_modules(vm: Vm) -> None:
    vm.register_module_from_bytes("lib", FIB)
    vm.register_module(None, Module.from_bytes(USER))
    assert vm.run_func("lib", "fib", params(4))[0].to_i32() == 5
    assert vm.run_func(None, "run")[0].to_i32() == 8
    assert (vm.named_instance_count(), vm.instance_names()) == (1, ["lib"])
    assert (vm.contains_module("lib"), vm.contains_module("x")) == (True, False)
    assert vm.named_module("lib").exports.fib(0) == 1
    assert vm.active_module().exports.run() == 8
    assert repr(vm) == "<Vm: 'lib', active <Instance: exports run>>"
    with pytest.raises(StoreError):
        vm.register_module_from_bytes("lib", FIB)
    vm.unregister("lib")
    with pytest.raises(LinkError):
        vm.register_module(None, Module.from_bytes(USER))


def test_a1_17_from_files(vm: Vm, tmp_path: Path) -> None:
    (tmp_path / "fib.wat").write_text(FIB)
    vm.register_module_from_file("lib", tmp_path / "fib.wat")
    assert vm.run_func_from_file(tmp_path / "fib.wat", "fib", params(6))[0].to_i32() == 13
    vm.load_file(tmp_path / "fib.wat")
    vm.validate()
    assert vm.instantiate().exports.fib(2) == 2


def test_a1_17_from_bytes_and_from_modules(vm: Vm) -> None:
    assert vm.run_func_from_bytes(Module.from_bytes(FIB).build(), "fib", params(6))[0].to_i32() == 13
    assert vm.run_func_from_module(Module.from_bytes(FIB), "fib", params(3))[0].to_i32() == 3


def test_a1_17_modules_of_the_host(vm: Vm) -> None:
    def fib(n: i32) -> i32:
        return n * 2

    vm.register_import_module(ImportObjectBuilder().with_func("fib", fib).build("lib"))
    assert vm.run_func_from_bytes(USER, "run")[0].to_i32() == 10


def test_a1_17_types_of_functions(vm: Vm) -> None:
    vm.register_module(None, Module.from_bytes(FIB))
    assert vm.func_ty(None, "fib") == FuncType("i32", "i32")
    assert vm.func_list() == [("fib", FuncType("i32", "i32"))]


def test_a1_17_what_is_not_there(vm: Vm) -> None:
    vm.register_module_from_bytes("lib", FIB)
    with pytest.raises(NotFoundError, match="no function 'fob'; did you mean 'fib'"):
        vm.run_func("lib", "fob")
    with pytest.raises(NotFoundError, match="no module 'libs'; did you mean 'lib'"):
        vm.run_func("libs", "fib")


def test_a1_17_asynchronous_calls(vm: Vm) -> None:
    vm.register_module(None, Module.from_bytes(FIB))
    assert vm.run_func_async(None, "fib", params(5)).get()[0].to_i32() == 8
    assert vm.run_func_with_timeout(None, "fib", params(5), 10)[0].to_i32() == 8
    with pytest.raises(TimedOut):
        vm.run_func_with_timeout(None, "fib", params(100), 0.02)
    assert vm.run_func_async_with_timeout(None, "fib", params(5), 10).get()[0].to_i32() == 8
    with pytest.raises(TimedOut):
        vm.run_func_async_with_timeout(None, "fib", params(100), 0.02).get()


def test_a1_17_functions_take_a_vm_for_an_executor(vm: Vm) -> None:
    vm.register_module(None, Module.from_bytes(FIB))
    assert vm.active_module().exports.fib.call(vm, params(5))[0].to_i32() == 8


def test_a1_17_resetting(vm: Vm) -> None:
    vm.register_module_from_bytes("lib", FIB)
    vm.run_func_from_bytes(FIB, "fib", params(1))
    vm.reset()
    assert vm.named_instance_count() == 0
    with pytest.raises(NotFoundError):
        vm.active_module()
    with Vm(store=Store()) as other:
        other.register_module_from_bytes("lib", FIB)
    assert not other.contains_module("lib")


def test_a1_18_the_options_by_default() -> None:
    config = Config()
    assert config.features == WASM3
    assert config.enabled("gc")
    assert not config.enabled("threads")
    assert (config.max_memory_pages, config.engine) == (None, "auto")


def test_a1_18_features() -> None:
    assert Config(WASM2).features == WASM2
    assert Config({"threads"}).features == {"mvp", "threads"}  # type: ignore[arg-type]  # a set of names does, too
    assert Config().turned_on("threads", "wide_arithmetic").features == WASM3 | {"threads", "wide_arithmetic"}
    assert Config(WASM1).turned_on("simd").turned_off("simd") == Config(WASM1)


def test_a1_18_features_that_build_upon_each_other() -> None:
    with pytest.raises(ValueError, match="feature gc needs function_references"):
        Config().turned_off("function_references")
    with pytest.raises(ValueError, match="needs reference_types"):
        Config().turned_off("reference_types")
    assert not Config().turned_off("gc", "function_references").enabled("gc")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"engine": "jit"}, "engines are auto, python"),
        ({"max_memory_pages": -1}, "must not be negative"),
        ({"features": {"tread"}}, "'tread'.*features are"),
    ],
)
def test_a1_18_options_that_cannot_be(options: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Config(**options)  # type: ignore[arg-type]


def test_a1_18_a_feature_that_is_off_is_named() -> None:
    with pytest.raises((MalformedError, InvalidError), match="multi_value"):
        Vm(Config().turned_off("multi_value")).run_func_from_bytes(
            '(func (export "f") (result i32 i32) (i32.const 1) (i32.const 2))', "f"
        )


def test_a1_18_options_copy_and_pickle() -> None:
    config = Config(max_memory_pages=7)
    assert pickle.loads(pickle.dumps(config)) == config == replace(config)
