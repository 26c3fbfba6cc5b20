"""Modules to run: rows A1.1 `Module`, A1.2 `ImportType`, `ExportType`, A1.10 `FuncType`, A1.23 wat2wasm, C12, C28."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

import wasm_construct
from interpreter import (
    ANYREF,
    F64,
    FUNCREF,
    I32,
    Config,
    ExportType,
    FuncType,
    FuncTypeBuilder,
    GlobalType,
    ImportType,
    InvalidError,
    MalformedError,
    MemoryType,
    Module,
    TableType,
    TextError,
    wat2wasm,
)
from wasm_construct.syntax import ExternKind
from wasm_construct.syntax.modules import GlobalSec

TEXT = """(module
  (import "env" "f" (func (param i32) (result i64)))
  (import "env" "m" (memory 1 2))
  (import "env" "t" (table 3 funcref))
  (import "env" "g" (global (mut i32)))
  (import "env" "e" (tag (param f32)))
  (global $own i32 (i32.const 42))
  (func $hi (result i32) (global.get $own))
  (export "hi" (func $hi)) (export "mem" (memory 0)) (export "own" (global $own))
  (export "e" (tag 0)) (export "t" (table 0)))"""
SMALL = '(module (global $g i32 (i32.const 1)) (func (export "get") (result i32) (global.get $g)))'
UNREADABLE = b"\0asm\1\0\0\0\x0f\0"
INVALID = "(module (func (result i32)))"


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_a1_1_from_bytes(kind: type) -> None:
    data = wat2wasm(TEXT)
    assert Module.from_bytes(kind(data)).build() == data


@pytest.mark.parametrize("source", [TEXT, TEXT.encode(), wasm_construct.Module.from_wat(TEXT)])
def test_a1_1_from_a_text_and_from_a_module(source: str) -> None:
    assert Module.from_bytes(source).build() == wat2wasm(TEXT)


def test_a1_1_in_the_order_of_the_sdk() -> None:
    config = Config().turned_on("threads")
    assert Module.from_bytes(None, wat2wasm(SMALL)) == Module.from_bytes(SMALL)
    assert Module.from_bytes(config, "(memory 1 1 shared)").config is config
    with pytest.raises(TypeError, match="takes a module"):
        Module.from_bytes(None)


def test_a1_1_from_file_takes_both_formats_by_what_is_in_them(tmp_path: Path) -> None:
    for name, content in [("a.wasm", wat2wasm(TEXT)), ("a.wat", TEXT.encode()), ("wrong.wasm", TEXT.encode())]:
        (tmp_path / name).write_bytes(content)
        assert Module.from_file(tmp_path / name).build() == Module.from_file(None, str(tmp_path / name)).build()
    with pytest.raises(OSError, match="missing"):
        Module.from_file(tmp_path / "missing")


@pytest.mark.parametrize("source", [UNREADABLE, b"", b"\0as", "(module", b"hello"])
def test_a1_1_what_is_no_module_is_refused(source: str | bytes) -> None:
    with pytest.raises(MalformedError):
        Module.from_bytes(source)


def test_a1_1_and_c12_loading_does_not_validate_from_bytes_does() -> None:
    module = Module.load(INVALID)
    assert len(module.funcs) == 1
    with pytest.raises(InvalidError, match="type mismatch"):
        module.instantiate()
    with pytest.raises(InvalidError, match="type mismatch"):
        Module.from_bytes(INVALID)


def test_a1_1_features_are_those_of_the_configuration() -> None:
    text = "(memory 1 1 shared)"
    with pytest.raises((InvalidError, TextError, MalformedError), match="threads"):
        Module.from_bytes(text)
    assert Module.from_bytes(text, Config().turned_on("threads")).instantiate().mems[0].ty().shared()


def test_a1_2_imports_and_their_types() -> None:
    module = Module.from_bytes(TEXT)
    assert module.count_of_imports() == 5
    assert module.import_types() == [
        ImportType("env", "f", ExternKind.FUNC, FuncType("i32", "i64")),
        ImportType("env", "m", ExternKind.MEMORY, MemoryType(1, 2)),
        ImportType("env", "t", ExternKind.TABLE, TableType(FUNCREF, 3)),
        ImportType("env", "g", ExternKind.GLOBAL, GlobalType(I32, True)),
        ImportType("env", "e", ExternKind.TAG, FuncType("f32")),
    ]


def test_a1_2_exports_and_their_types() -> None:
    module = Module.from_bytes(TEXT)
    assert module.count_of_exports() == 5
    assert module.export_types()[:2] == [
        ExportType("hi", ExternKind.FUNC, FuncType("", "i32")),
        ExportType("mem", ExternKind.MEMORY, MemoryType(1, 2)),
    ]
    assert module.get_export("own") == GlobalType(I32)
    assert module.get_export("e") == FuncType("f32")
    assert module.get_export("t") == TableType(FUNCREF, 3)
    assert module.get_export("nobody") is None
    assert [str(export.ty()) for export in module.export_types()][:2] == ["[] -> [i32]", "1 2"]


def test_a1_10_function_types() -> None:
    type_ = FuncType([I32, "f64"], ["anyref"])
    assert (type_.args_len(), type_.returns_len(), type_.returns()) == (2, 1, (ANYREF,))
    assert type_ == FuncType("i32 f64", "anyref")
    assert repr(type_) == "<FuncType [i32 f64] -> [anyref]>"
    with pytest.raises(TypeError, match="'i33' is no value type"):
        FuncType("i33")


def test_a1_10_function_types_part_by_part() -> None:
    type_ = FuncTypeBuilder().with_arg(I32).with_args("i64 f32").with_return("externref").with_returns([F64]).build()
    assert type_ == FuncType("i32 i64 f32", "externref f64")
    assert FuncTypeBuilder().build() == FuncType()
    with pytest.raises(TypeError, match="'i33' is no value type"):
        FuncTypeBuilder().with_arg("i33")


def test_a1_23_binary_passes_through() -> None:
    data = wat2wasm(SMALL)
    assert wat2wasm(data) == data == wat2wasm(SMALL.encode())


def test_a_module_that_was_edited_runs_as_it_is_now() -> None:
    module = Module.from_bytes(SMALL)
    before = module.instantiate()
    assert module.valid() is module.valid()
    globals_ = module.section(GlobalSec)
    assert globals_ is not None
    globals_.globals[0].init = Module.from_bytes(SMALL.replace("const 1", "const 7")).section(GlobalSec).globals[0].init  # type: ignore[union-attr]
    assert (module.instantiate().exports["get"](), before.exports["get"]()) == (7, 1)


def test_modules_are_equal_when_their_sections_are() -> None:
    module = Module.from_bytes(SMALL)
    assert module == wasm_construct.Module.from_wat(SMALL) == module
    assert module != Module.from_bytes(TEXT)
    assert module != 5


def test_instances_of_a_module_share_nothing_that_changes() -> None:
    module = Module.from_bytes('(memory (export "m") 1)')
    one, other = module.instantiate(), module.instantiate()
    one.exports.m[0] = 1
    assert other.exports.m[0] == 0


@pytest.mark.parametrize("change", [copy.copy, copy.deepcopy, lambda module: pickle.loads(pickle.dumps(module))])
def test_modules_copy_and_pickle(change) -> None:  # type: ignore[no-untyped-def]
    module = Module.from_bytes(SMALL, Config().turned_on("threads"))
    other = change(module)
    assert (other.build(), other.config) == (module.build(), module.config)
    assert other.instantiate().exports.get() == 1
