"""Running a module without its host: stubs for what it imports (C21, as an option)."""

from __future__ import annotations

import pytest

from interpreter import Executor, LinkError, Module, Store, Trap, stub_imports

TEXT = """(module
  (import "env" "f" (func $f (param i32) (result i32)))
  (import "env" "g" (func $g))
  (import "env" "m" (memory 2)) (import "env" "t" (table 3 funcref))
  (import "other" "i" (global $i (mut i64))) (import "other" "r" (global externref)) (import "other" "e" (tag))
  (func (export "f") (param i32) (result i32) (call $f (local.get 0)))
  (func (export "g") (call $g))
  (func (export "sizes") (result i32 i32 i64) (memory.size) (table.size) (global.get $i)))"""


def test_everything_that_a_module_imports() -> None:
    exports = Module.from_bytes(TEXT).instantiate(stub_imports(Module.from_bytes(TEXT))).exports
    assert exports.sizes() == (2, 3, 0)


def test_a_function_that_is_not_there_says_so_when_it_is_called() -> None:
    module = Module.from_bytes(TEXT)
    exports = module.instantiate(stub_imports(module)).exports
    with pytest.raises(LinkError, match=r'unknown import "env" "f": expected func \[i32\] -> \[i32\], found a stub'):
        exports.f(1)
    assert exports.sizes() == (2, 3, 0)


def test_only_what_is_missing() -> None:
    module = Module.from_bytes(TEXT)
    exports = module.instantiate(stub_imports(module, {"env": {"f": lambda a: a + 1}})).exports
    assert exports.f(1) == 2
    with pytest.raises(LinkError, match='"env" "g"'):
        exports.g()


def test_stubs_can_be_registered() -> None:
    module = Module.from_bytes(TEXT)
    store, executor = Store(), Executor()
    for imports in stub_imports(module).values():
        store.register_import_module(executor, imports)
    assert store.instance_names() == ["env", "other"]
    assert store.register_active_module(executor, module).exports.sizes() == (2, 3, 0)


def test_what_cannot_be_null_has_no_stub() -> None:
    module = Module.from_bytes('(import "env" "g" (global (ref extern)))')
    with pytest.raises(LinkError, match="unknown import"):
        module.instantiate(stub_imports(module))


def test_a_module_without_imports_needs_none() -> None:
    assert stub_imports(Module.from_bytes("(module)")) == {}
    with pytest.raises(Trap):
        Module.from_bytes("(func $f (unreachable)) (start $f)").instantiate(stub_imports(Module.from_bytes("(module)")))
