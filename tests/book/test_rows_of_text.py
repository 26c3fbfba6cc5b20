"""The texts of the two programs that this library began with: what of them is WebAssembly, row by row."""

from __future__ import annotations

import pytest

from interpreter import Module, TextError, wat2wasm

MEMORY = """(module
  (type $mem_size_t (func (result i32)))
  (type $get_at_t (func (param i32) (result i32)))
  (type $set_at_t (func (param i32) (param i32)))

  # A memory with one page
  (memory $mem 1)
  (func $set_at (type $set_at_t) (param $idx i32) (param $val i32)
    (i32.store (local.get $idx) (local.get $val)))
  (export "memory" (memory $mem)))"""


def test_c25_other_comments_than_those_of_webassembly_are_refused() -> None:
    with pytest.raises(TextError) as caught:
        Module.from_bytes(MEMORY)
    assert (caught.value.line, caught.value.column) == (6, 3)
    assert "  # A memory with one page\n" in str(caught.value)


@pytest.mark.parametrize("comment", [";; A memory", "(; A memory ;)", "(; (; nested ;) # ;)", ";; (; not closed"])
def test_c25_comments(comment: str) -> None:
    commented = MEMORY.replace("# A memory with one page", comment)
    assert wat2wasm(commented) == wat2wasm(MEMORY.replace("# A memory with one page", ""))


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("(type (func (param i32) (param i32)))", "(type (func (param i32 i32)))"),
        ("(func (param) (result) (local))", "(func)"),
        ("(type (func)) (func (type 0) (param) (result))", "(type (func)) (func (type 0))"),
        ("(memory 1) (func (result i32) (memory.size))", "(memory 1) (func (result i32) memory.size)"),
        (
            "(memory 1) (func (i32.const 0) (i32.const 42) (i32.store))",
            "(memory 1) (func i32.const 0 i32.const 42 i32.store)",
        ),
        (
            "(func (if (i32.const 1) (nop) (nop)))",
            "(func i32.const 1 if nop else nop end)",
        ),
        ('(func (import "a" "b") (param i32))', '(import "a" "b" (func (param i32)))'),
        ('(func (export "f"))', '(export "f" (func 0)) (func)'),
    ],
)
def test_c26_abbreviations(short: str, long: str) -> None:
    assert wat2wasm(short) == wat2wasm(long)


def test_c26_a_type_that_is_named_and_spelled_out_must_be_the_same() -> None:
    with pytest.raises(TextError, match="inline function type"):
        Module.from_bytes("(type $t (func (param i32))) (func (type $t) (param i64))")
    with pytest.raises(TextError, match=r"unknown local \$x"):  # names are bound by what is spelled out only
        Module.from_bytes("(type $t (func (param $x i32))) (func (type $t) (drop (local.get $x)))")


def test_c26_names_of_instructions_from_before_wasm_1_are_an_option() -> None:
    text = '(module (func (export "f") (param i32) (result i32) (get_local 0)))'
    with pytest.raises(TextError, match=r"get_local \(now local.get\)"):
        wat2wasm(text)
    assert Module.from_bytes(wat2wasm(text, legacy_names=True)).instantiate().exports.f(5) == 5
