"""How a module looks in the text format."""

from __future__ import annotations

import pytest

from wasm_construct import ALL, BuildError, Module, wasm2wat, wat2wasm
from wasm_construct.syntax import (
    Code,
    CodeSec,
    CustomSec,
    DataCountSec,
    Expr,
    FuncSec,
    FuncType,
    IndexSpace,
    ModuleName,
    NameAssoc,
    NameMap,
    Names,
    TypeSec,
    instr,
)

SOURCE = r"""
(module $m
  (type $t (struct (field $x i32) (field (mut i8))))
  (rec (type $f (func (param i32) (result i32))) (type $open (sub (func))))
  (import "a" "b" (func $imp (param $q i32)))
  (table $tab 1 10 funcref) (memory $"my mem" 1) (global $g (mut i32) (i32.const -5))
  (func $f (@name "dup") (export "f") (param $n i32) (result i32) (local $i i32)
    block $done
      loop
        (br_if $done (i32.eqz (local.get $n)))
        (br 0)
      end
    end
    local.get $i)
  (func $dup (result f64)
    f64.const nan:0x4000000000001 (@metadata.code.branch_hint "\00") (if (i32.const 1) (then)))
  (func (@name ""))
  (elem (i32.const 0) $f $dup) (elem declare func $f) (elem (table 0) (i32.const 0) funcref (ref.func 0))
  (data (i32.const 0) "hi\00\ff") (@datacount) (@custom "x" (after func) "abc"))
"""
FLAT = r"""(module $m
  (type $t (;0;) (struct (field $x i32) (field (mut i8))))
  (rec
    (type $f (;1;) (func (param i32) (result i32)))
    (type $open (;2;) (sub (func))))
  (type (;3;) (func (param i32)))
  (type (;4;) (func (param i32) (result i32)))
  (type (;5;) (func (result f64)))
  (type (;6;) (func))
  (import "a" "b" (func $imp (;0;) (type 3) (param $q i32)))
  (table $tab (;0;) 1 10 funcref)
  (memory $"my mem" (;0;) 1)
  (global $g (;0;) (mut i32) (i32.const -5))
  (export "f" (func $dup))
  (elem (;0;) (i32.const 0) func $dup $dup.2)
  (elem (;1;) declare func $dup)
  (elem (;2;) (table $tab) (i32.const 0) funcref (ref.func $imp))
  (func $dup (;1;) (type 4) (param $n i32) (result i32)
    (local $i (;1;) i32)
    block $done
      loop (;@2;)
        local.get $n
        i32.eqz
        br_if $done
        br 0 (;@2;)
      end
    end
    local.get $i)
  (func $dup.2 (@name "dup") (;2;) (type 5) (result f64)
    f64.const nan:0x4000000000001
    i32.const 1
    (@metadata.code.branch_hint "\00") if (;@1;)
    end)
  (func (@name "") (;3;) (type 6))
  (data (;0;) (i32.const 0) "hi\00\ff")
  (@datacount)
  (@custom "x" (after func) "abc"))
"""


def test_flat() -> None:
    assert wasm2wat(wat2wasm(SOURCE), custom=True) == FLAT


def test_folded() -> None:
    assert Module.from_wat(SOURCE).func_to_wat("f", fold=True) == (
        "(func $dup (;1;) (type 4) (param $n i32) (result i32)\n"
        "  (local $i (;1;) i32)\n"
        "  (block $done\n"
        "    (loop (;@2;)\n"
        "      (br_if $done (i32.eqz (local.get $n)))\n"
        "      (br 0 (;@2;))))\n"
        "  (local.get $i))"
    )


def test_without_comments_and_names() -> None:
    m = Module.from_wat(SOURCE)
    assert "(;" not in m.to_wat(comments=False)
    assert m.func_to_wat(3, names=False, comments=False) == "(func (type 6))"
    assert Module.from_wat(m.to_wat(names=False)).names is None


def test_other_custom_sections_are_left_out_unless_wanted() -> None:
    m = Module.from_wat(SOURCE)
    again = Module.from_wat(m.to_wat())
    assert [section.name for section in again.customs()] == ["metadata.code.branch_hint", "name"]
    m.drop_customs("x")
    assert again.build() == m.build()


_TEXTS = [
    SOURCE,
    """(module (@name ""))""",
    """(module (func $a (@name "x")) (func $b (@name "x")) (func $c (@name "x.1")) (func $"(;" (@name
    ";)")))""",
    r"""(func $"\u{202e} \22" (param (@name "") i32) (param $"a b" i32) (local (@name "p") i64 ) local.get
    $"a b" drop)""",
    """(func (param $x i32) (local i32 i64) (local $y i32) local.get 1 local.set $y)""",
    """(func block $l block $l br $l br 1 end block (@name "") br 0 end end)""",
    """(func try $a try $b delegate $a try catch_all rethrow 0 end end)(tag $e (param i32)) (func try
    (result i32) i32.const 1 catch $e catch_all i32.const 2 end drop)""",
    """(tag $e (param i32)) (func block $h (result i32) try_table (catch $e $h) (catch_all 0) end i32.const
    0 end drop)""",
    """(type (func)) (type (func (result i32))) (type (func)) (func (type 2)) (func (block (type 1)
    i32.const 0) drop)""",
    """(memory 1) (memory $m 1) (data $d) (func i32.const 0 i32.const 0 i32.const 0 memory.init $m $d)(func
    i32.const 0 (i32.load8_u $m offset=4) drop (v128.load8_lane 1 offset=2 2 (i32.const 0) (v128.const
    i64x2 1 2)) drop)""",
    """(table 1 funcref) (table $t i64 1 1 externref) (elem $e externref) (elem (table $t) (i64.const 0)
    externref)(func (table.init $t $e (i64.const 0) (i32.const 0) (i32.const 0)) (table.copy 1 1)
    (call_indirect $t (type 0)))""",
    """(table 2 (ref null func) (ref.null func)) (elem (offset i32.const 1 i32.const 1 i32.sub) funcref
    (item ref.null func))""",
    """(func select (select (result i32)) ref.test (ref func) ref.cast nullref br_on_cast 0 (ref null any)
    (ref i31))""",
    """(func f32.const 0x1p-149 f32.const 3.4028235e38 f64.const -0 f32.const -nan:0x1 f64.const inf
    i64.const 0x8000000000000000)""",
    r"""(func v128.const i32x4 1 2 3 4 (@metadata.code.branch_hint "\01") br_if 0 br_table 0 0 0 br_table 0)""",
    """(func (if (i32.const 1) (then) (else)) (if (then nop)) drop (block (param i32) (result i32))
    (i32.add (i32.const 1)))""",
    """(memory i64 1 2 shared) (memory 0 (pagesize 1)) (memory 0 1 (pagesize 65536)) (func atomic.fence)""",
    r"""(func (export "")) (export "\00\22" (func 0)) (start 0)""",
    """(import "" "" (func (exact (type 0)))) (rec (type $a (sub (descriptor $b) (struct))) (type $b (sub
    (describes $a) (struct)))) (func (param (ref (exact $a))))""",
]


BRANCHES = """(func (param i32 (ref null func)) (result i32)
  (block (result i32)
    (loop (param i32) (result i32)
      i32.const 1 i32.add
      local.get 0 br_if 0
      i32.const 2 local.get 0 br_if 1 drop
      i32.const 3 local.get 0 br_table 1 2))
  local.get 1 br_on_null 0 drop
  i32.const 4 br 0)"""


def test_folded_branches_take_what_their_labels_take() -> None:
    text = Module.from_wat(BRANCHES).func_to_wat(0, fold=True, comments=False)
    assert [line.strip() for line in text.splitlines()[1:]] == [
        "(br_on_null 0",
        "(block (result i32)",
        "(loop (type 1) (param i32) (result i32)",
        "(br_if 0 (i32.add (i32.const 1)) (local.get 0))",
        "(drop (br_if 1 (i32.const 2) (local.get 0)))",
        "(br_table 1 2 (i32.const 3) (local.get 0))))",
        "(local.get 1))",
        "(drop)",
        "(br 0 (i32.const 4)))",
    ]


@pytest.mark.parametrize("fold", [False, True])
@pytest.mark.parametrize("comments", [False, True])
@pytest.mark.parametrize("text", _TEXTS)
def test_comes_back(text: str, fold: bool, comments: bool) -> None:
    data = wat2wasm(text, ALL)
    assert wat2wasm(wasm2wat(data, ALL, fold=fold, comments=comments, custom=True), ALL) == data


def test_a_name_section_that_identifiers_cannot_give_is_kept_as_it_is() -> None:
    for names in (
        Names([]),
        Names([NameMap(IndexSpace.FUNC, [])]),
        Names([NameMap(IndexSpace.FUNC, [NameAssoc(7, "nobody")])]),
        Names([NameMap(IndexSpace.FUNC, [NameAssoc(0, "a;)b")]), ModuleName("late")]),
    ):
        m = Module.from_wat("(func call 0)")
        m.add(CustomSec("name", content=names))
        text = m.to_wat()
        assert '(@custom "name" (after code)' in text
        assert wat2wasm(text) == m.build()
    assert r'call 0 (;$"a\3b)b";)' in text


def test_names_in_front_of_another_section() -> None:
    m = Module.from_wat("(func $f) (func call $f)")
    m.add(CustomSec("last"))
    text = m.to_wat(custom=True)
    assert "call $f" in text
    assert '(@custom "name" (after code))\n  (@custom "last" (after code))' in text
    assert wat2wasm(text) == m.build()
    assert "@custom" not in m.to_wat()


def test_names_twice() -> None:
    for other in (CustomSec("name"), CustomSec("name", content=Names([ModuleName("m")]))):
        m = Module.from_wat("(func $f) (func call $f)")
        m.sections.insert(0, other)
        text = m.to_wat(custom=True)
        assert text.count("@custom") == 2
        assert wat2wasm(text) == m.build()


def test_an_unused_data_count() -> None:
    m = Module([DataCountSec(0)])
    assert wat2wasm(m.to_wat()) == m.build()
    assert "datacount" not in Module.from_wat('(data "") (func data.drop 0)').to_wat()


def _with_body(*instrs: str) -> Module:
    body = Expr([instr("block", None) if name == "block" else instr(name) for name in instrs])
    return Module([TypeSec([FuncType()]), FuncSec([0]), CodeSec([Code([], body)])])


@pytest.mark.parametrize(("fold", "deep"), [(False, 200_000), (True, 50_000)])
def test_deep_code_prints_in_linear_time(fold: bool, deep: int) -> None:
    text = _with_body(*["block"] * deep, *["end"] * (deep + 1)).to_wat(fold=fold)
    assert len(text) < 300 * deep
    operands = _with_body("nop", *["i32.eqz"] * 20_000, "end")
    assert wat2wasm(operands.to_wat(fold=fold)) == operands.build()


def test_names_that_are_taken_are_made_unique_in_linear_time() -> None:
    count = 30_000
    names = [*["f"] * count, *[f"f.{number}" for number in range(count)]]
    m = Module.from_wat("(func)" * len(names))
    m.add(CustomSec("name", content=Names([NameMap(IndexSpace.FUNC, [NameAssoc(*pair) for pair in enumerate(names)])])))
    assert Module.from_wat(m.to_wat()).names == m.names


@pytest.mark.parametrize("fold", [False, True])
def test_what_has_no_form(fold: bool) -> None:
    for instrs, message in (
        (["block", "end"], "blocks of an expression are not closed"),
        (["nop"], "blocks of an expression are not closed"),
        (["end", "end"], "goes on after its end"),
        (["end", "nop"], "goes on after its end"),
        (["else", "end"], "no block that else could be in"),
    ):
        with pytest.raises(BuildError, match=message):
            _with_body(*instrs).to_wat(fold=fold)
    with pytest.raises(BuildError, match="has no code"):
        Module.from_wat('(import "a" "b" (func))').func_to_wat(0)
