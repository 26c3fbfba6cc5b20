"""What becomes of identifiers and annotations."""

from __future__ import annotations

import pytest

from wasm_construct import Module, TextError, wat2wasm
from wasm_construct.syntax import BranchHint, CodeMetadata, CustomSec, FuncMetadata, IndexSpace, Producers
from wasm_construct.text import read_module


def refused(text: str) -> str:
    with pytest.raises(TextError) as caught:
        read_module(text)
    return caught.value.message


def test_identifiers_go_to_the_name_section() -> None:
    names = Module.from_wat("""
      (module $m
        (type $t (struct (field i32) (field $y i32)))
        (import "a" "b" (func $imported (param i32) (param $q i32)))
        (table $tab 1 funcref) (memory $mem 1) (global $g i32 (i32.const 0)) (tag $e) (elem $el func) (data $d "")
        (func $f (param $x i32) (local i32) (local $z i32) (block $b (loop)) (if $c (then)))
      )
    """).names
    assert names
    assert names.module == "m"
    spaces = {
        IndexSpace.FUNC: {0: "imported", 1: "f"},
        IndexSpace.TYPE: {0: "t"},
        IndexSpace.TABLE: {0: "tab"},
        IndexSpace.MEMORY: {0: "mem"},
        IndexSpace.GLOBAL: {0: "g"},
        IndexSpace.ELEM: {0: "el"},
        IndexSpace.DATA: {0: "d"},
        IndexSpace.TAG: {0: "e"},
    }
    assert {space: names.map(space) for space in spaces} == spaces
    assert names.indirect_map(IndexSpace.LOCAL) == {0: {1: "q"}, 1: {0: "x", 2: "z"}}
    assert names.indirect_map(IndexSpace.LABEL) == {1: {0: "b", 2: "c"}}
    assert names.indirect_map(IndexSpace.FIELD) == {0: {1: "y"}}


def test_nothing_named_no_name_section() -> None:
    assert Module.from_wat("(func (param i32))").customs() == []


def test_name_annotations_win() -> None:
    m = Module.from_wat("""
      (module $id (@name "λ")
        (func $f (@name "a b") (param (@name "p") i32) (param $q (@name "q'") i32) (block $l (@name "l'") br $l)
          (drop (local.get $q)))
        (func (@name "g")) (global $h (@name "h'") i32 (i32.const 0)))
    """)
    names = m.names
    assert names
    assert (names.module, names.map(IndexSpace.FUNC)) == ("λ", {0: "a b", 1: "g"})
    assert names.indirect_map(IndexSpace.LOCAL) == {0: {0: "p", 1: "q'"}}
    assert names.indirect_map(IndexSpace.LABEL) == {0: {0: "l'"}}
    assert names.map(IndexSpace.GLOBAL) == {0: "h'"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('(module (@name "a") (@name "b"))', "@name annotation: multiple module names"),
        ('(module $a (@name "a") (@name "b"))', "@name annotation: multiple module names"),
        ('(func) (@name "a")', "misplaced @name annotation"),
        ('(func nop (@name "a"))', "misplaced @name annotation"),
        ('(func $f (@name "a") (@name "b"))', "misplaced @name annotation"),
        ("(func $f (@name a))", "@name annotation: string expected"),
        ('(func $f (@name "a" b))', "@name annotation: unexpected token"),
        ('(func $f (@name "\\ff"))', "malformed UTF-8 encoding"),
        ('(func (@custom "a"))', "misplaced @custom annotation"),
        ("(@custom a)", "@custom annotation: missing section name"),
        ('(@custom "a" (before "b"))', "@custom annotation: malformed section kind"),
        ('(@custom "a" (after first))', "@custom annotation: malformed section kind"),
        ('(@custom "a" (before code code))', "@custom annotation: unexpected token"),
        ('(@custom "a" "b" c)', "@custom annotation: unexpected token"),
        ('(@custom "a" "\\u{d800}")', "malformed UTF-8 encoding"),
        ('(@metadata.code.branch_hint "\\00")', "@metadata.code.branch_hint annotation: not in a function"),
        ('(func (@metadata.code.branch_hint "\\02") nop)', "@metadata.code.branch_hint annotation: invalid hint value"),
        ("(func (@metadata.code.branch_hint 1) nop)", "@metadata.code.branch_hint annotation: unexpected token"),
        ('(func (@metadata.code.branch_hint "\\01"))', "@metadata.code.branch_hint annotation: invalid placement"),
        ('(func (@metadata.code.branch_hint "\\01") (param i32))', "unexpected token param"),
        (
            '(func (drop (@metadata.code.branch_hint "\\01") nop))',
            "@metadata.code.branch_hint annotation: invalid placement",
        ),
    ],
)
def test_refused(text: str, message: str) -> None:
    assert refused(text).startswith(message)


def test_unknown_annotations_say_nothing() -> None:
    assert read_module("((@x) func (@y (z)) (@metadata.other) nop (@a))") == read_module("(func nop)")


def test_custom_sections_stand_where_they_are_told() -> None:
    m = Module.from_wat("""
      (@custom "last") (@custom "first" (before first) "1" "\\ff")
      (func (export "f"))
      (@custom "before code" (before code)) (@custom "after func" (after func)) (@custom "no table" (before table))
      (@custom "after last" (after last)) (@custom "again" (after func))
    """)
    assert [section.name if isinstance(section, CustomSec) else section.id for section in m] == [
        "first", 1, 3, "after func", "again", "no table", 7, "before code", 10, "last", "after last",
    ]  # fmt: skip
    assert m.customs("first")[0].data == b"1\xff"
    assert Module.parse(m.build()) == m


def test_a_custom_section_that_is_well_known_has_a_content() -> None:
    m = Module.from_wat('(@custom "producers" "\\00")')
    assert m.customs()[0].content == Producers([])


HINTS = """
(func (param i32) (local i64 i32)
  local.get 0
  (@metadata.code.branch_hint "\\00") br_if 0
  (drop (@metadata.code.branch_hint "\\01") (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))
  (call_indirect (i32.const 1)))
(func (param i32) (@metadata.code.branch_hint "\\01") (if (local.get 0) (nop)))
(func)
(table 1 funcref)
"""


def test_branch_hints() -> None:
    m = Module.from_wat(HINTS)
    section = m.customs("metadata.code.branch_hint")[0]
    assert m.sections.index(section) + 1 == next(at for at, other in enumerate(m) if other.id == 10)
    assert section.content == CodeMetadata(
        [FuncMetadata(0, [BranchHint(7, False), BranchHint(11, True)]), FuncMetadata(1, [BranchHint(3, True)])]
    )
    again = Module.parse(m.build())
    assert again.sections == m.sections
    for entry in again.customs("metadata.code.branch_hint")[0].content.funcs:
        body = again.funcs[entry.func].code
        assert [type(item) for item in entry.items] == [BranchHint] * len(entry.items)
        assert {instr.name for instr in body.body} & {"if", "br_if"}


def test_without_an_encoding_hints_are_left_out() -> None:
    sections = read_module(HINTS)
    assert not [section for section in sections if isinstance(section, CustomSec)]
    assert [section for section in Module.from_wat(HINTS) if section.id] == sections


def test_names_make_no_difference_to_the_rest() -> None:
    named, unnamed = "(func $f (param $x i32) (local.get $x) drop)", "(func (param i32) (local.get 0) drop)"
    assert wat2wasm(named).startswith(wat2wasm(unnamed))
