"""Instructions: immediates, flat and folded forms, blocks and labels."""

from __future__ import annotations

import pytest

from wasm_construct import ALL, WASM1, WASM2, TextError
from wasm_construct.opcodes import ROWS
from wasm_construct.syntax import CodeSec, TypeSec
from wasm_construct.text import read_module

HEAD = """
(type $t (func)) (type $p (func (param i32) (result i32)))
(type $s (struct (field i32) (field $y i32))) (type $a (array (mut i32)))
(memory $m 1) (memory $n i64 1) (table $tab 1 funcref) (table $ref 1 externref) (global $g (mut i32) (i32.const 0))
(tag $e) (elem $el func) (data $d "") (func $f)
"""


def body(text: str, head: str = HEAD) -> str:
    sections = read_module(f"(module {head} (func $test (param $x i32) (local $z i64) {text}))", ALL)
    code = next(section for section in sections if isinstance(section, CodeSec))
    return "; ".join(map(str, code.codes[-1].body.instrs[:-1]))


def refused(text: str, head: str = HEAD, features: frozenset[str] = ALL) -> str:
    with pytest.raises(TextError) as caught:
        read_module(f"(module {head} (func $test (param $x i32) {text}))", features)
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("local.get $x local.set $z local.tee 0x1", "local.get 0; local.set 1; local.tee 1"),
        ("global.get $g call $f call $test ref.func 0", "global.get 0; call 0; call 1; ref.func 0"),
        ("i32.const 0xffffffff i64.const -1_0", "i32.const -1; i64.const -10"),
        ("f32.const nan:0x1 f64.const -0x1p-2", "f32.const nan:0x1; f64.const -0.25"),
        ("v128.const i32x4 1 2 3 -1 drop", "v128.const 0x010000000200000003000000ffffffff; drop"),
        ("i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31", "i8x16.shuffle 0x000102030405060708090a0b0c0d0e1f"),
        ("i32x4.extract_lane 3", "i32x4.extract_lane 3"),
        ("i32.load", "i32.load offset=0 align=4"),
        ("i64.load32_u $n offset=8 align=1", "i64.load32_u 1 offset=8 align=1"),
        ("v128.load8x8_s v128.load32_zero", "v128.load8x8_s offset=0 align=8; v128.load32_zero offset=0 align=4"),
        ("v128.load64_splat align=2", "v128.load64_splat offset=0 align=2"),
        ("v128.load8_lane 3", "v128.load8_lane offset=0 align=1 3"),
        ("v128.load16_lane 1 3", "v128.load16_lane 1 offset=0 align=2 3"),
        ("v128.store32_lane $n align=1 3", "v128.store32_lane 1 offset=0 align=1 3"),
        ("v128.store64_lane offset=1 1", "v128.store64_lane offset=1 align=8 1"),
        ("i32.atomic.rmw8.add_u", "i32.atomic.rmw8.add_u offset=0 align=1"),
        (
            "memory.atomic.notify memory.atomic.wait64",
            "memory.atomic.notify offset=0 align=4; memory.atomic.wait64 offset=0 align=8",
        ),
        ("atomic.fence", "atomic.fence 0"),
        ("memory.size memory.grow $n", "memory.size 0; memory.grow 1"),
        ("memory.copy memory.copy $n $m memory.fill 1", "memory.copy 0 0; memory.copy 1 0; memory.fill 1"),
        ("memory.init $d memory.init $n $d data.drop $d", "memory.init 0 0; memory.init 0 1; data.drop 0"),
        ("table.init $el table.init $ref $el elem.drop 0", "table.init 0 0; table.init 0 1; elem.drop 0"),
        ("table.get table.set $ref table.copy 1 0", "table.get 0; table.set 1; table.copy 1 0"),
        ("table.size table.grow 1 table.fill", "table.size 0; table.grow 1; table.fill 0"),
        ("call_indirect (type $p)", "call_indirect 1 0"),
        ("call_indirect $ref (param i32) (result i32)", "call_indirect 1 1"),
        ("call_indirect", "call_indirect 0 0"),
        ("select select (result) select (result i32) (result)", "select; select; select i32"),
        ("ref.null func ref.null $t ref.null (exact $s)", "ref.null func; ref.null 0; ref.null (exact 2)"),
        ("ref.test anyref ref.test (ref $s) ref.cast (ref null struct)", "ref.test any; ref.test 2; ref.cast struct"),
        ("struct.get $s $y struct.set $s 0", "struct.get 2 1; struct.set 2 0"),
        ("array.new_fixed $a 4 array.copy $a 3", "array.new_fixed 3 4; array.copy 3 3"),
        ("array.new_data $a $d array.init_elem $a $el", "array.new_data 3 0; array.init_elem 3 0"),
        ("br_on_cast 0 anyref (ref $s)", "br_on_cast 1 0 any 2"),
        ("br_on_cast_fail 0 (ref any) (ref null i31)", "br_on_cast_fail 2 0 any i31"),
        ("br_table 0 br_table 0 0 0", "br_table 0; br_table 0 0 0"),
        ("i64.add128", "i64.add128"),
    ],
)
def test_immediates(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(i32.add (i32.const 1) (i32.const 2))", "i32.const 1; i32.const 2; i32.add"),
        ("(i32.store)", "i32.store offset=0 align=4"),
        ("(call $f (nop) (block nop))", "nop; block; nop; end; call 0"),
        ("(block $l (result i32) nop (br $l))", "block i32; nop; br 0; end"),
        ("block $l loop $k br $l br $k end $k end $l", "block; loop; br 1; br 0; end; end"),
        ("block $l block $l br $l end br $l end", "block; block; br 0; end; br 0; end"),
        ("(block (type $t))", "block 0; end"),
        ("(block (param i32) (result i32))", "block 1; end"),
        ("(block (param) (result))", "block; end"),
        ("if $l nop else $l br $l end $l", "if; nop; else; br 0; end"),
        ("(if $l (nop) (then br $l) (else br $l))", "nop; if; br 0; else; br 0; end"),
        ("(if (then) (else))", "if; else; end"),
        ("(if (nop) (drop) (then))", "nop; drop; if; end"),
        ("(loop (if (i32.const 1) (then (br 1))))", "loop; i32.const 1; if; br 1; end; end"),
        # without (then ...), as it once was
        ("(if (i32.const 1) (nop))", "i32.const 1; if; nop; end"),
        ("(if $l (i32.const 1) (br $l) (drop (nop)))", "i32.const 1; if; br 0; else; nop; drop; end"),
        ("(if (i32.const 1) (if (i32.const 2) (nop)))", "i32.const 1; if; i32.const 2; if; nop; end; end"),
        ("(call_indirect (type $t) (i32.const 1))", "i32.const 1; call_indirect 0 0"),
        ("(try_table $l (catch $e 0) (catch_all_ref $l2) nop)", None),
        (
            "block $o (try_table $l (catch $e $o) (catch_all 0) br $l) end",
            "block; try_table (catch 0 0) (catch_all 0); br 0; end; end",
        ),
        ("try $l nop catch $e rethrow $l catch_all end $l", "try; nop; catch 0; rethrow 0; catch_all; end"),
        ("(try $l (do br $l) (catch $e) (catch_all rethrow 0))", "try; br 0; catch 0; catch_all; rethrow 0; end"),
        ("block $l try nop delegate $l end", "block; try; nop; delegate 0; end"),
        ("(block $l (try (do nop) (delegate $l)))", "block; try; nop; delegate 0; end"),
        ("(try (do))", "try; end"),
    ],
)
def test_blocks_and_folding(text: str, expected: str | None) -> None:
    if expected is None:
        assert refused(text).startswith("unknown label $l2")
    else:
        assert body(text) == expected


def test_a_type_belongs_to_where_the_instruction_is_in_the_flat_sequence() -> None:
    text = "(call_indirect (param i64) (drop (block (result i32 i32))))"
    sections = read_module(f"(module (table 1 funcref) (func {text}))")
    types = next(section for section in sections if isinstance(section, TypeSec))
    assert [str(type_) for type_ in types.types] == ["(func)", "(func (result i32 i32))", "(func (param i64))"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(i32.add i32.const 1)", "unexpected token i32.const"),
        ("(i32.add (i32.const 1) nop)", "unexpected token nop"),
        ("((nop))", "unexpected token ("),
        ("()", "unexpected token )"),
        ("block", "unexpected token )"),
        ("end", "unexpected token end"),
        ("else", "unexpected token else"),
        ("block else end", "unexpected token else"),
        ("if else else end", "unexpected token else"),
        ("(if)", "unexpected token )"),
        ("(if (nop))", "unexpected token )"),
        ("(if (nop) (nop) (nop) (nop))", "unexpected token ("),
        ("(if (then) (then))", "unexpected token ("),
        ("(if (else))", "unexpected token else"),
        ("(if (then) (else) (nop))", "unexpected token ("),
        ("(then)", "unexpected token then"),
        ("(block end)", "unexpected token end"),
        ("(try)", "unexpected token )"),
        ("(try (catch $e))", "unexpected token catch"),
        ("(try (do) (delegate 0) (catch $e))", "unexpected token catch"),
        ("try catch_all catch $e end", "unexpected token catch"),
        ("block $a end $b", "mismatching label"),
        ("block end $b", "mismatching label"),
        ("br $l", "unknown label $l"),
        ("br", "unexpected token )"),
        ("br_table", "unexpected token )"),
        ("local.get $q", "unknown local $q"),
        ("call $q", "unknown function $q"),
        ("struct.get $s $q", "unknown field $q"),
        ("i32.const", "unexpected token )"),
        ("i32.const 1.5", "unexpected token 1.5"),
        ("i32.const 4294967296", "constant out of range"),
        ("local.get 4294967296", "i32 constant out of range"),
        ("i32.load align=3", "alignment must be a power of two"),
        ("i32.load align=0", "alignment must be a power of two"),
        ("i32.load offset=18446744073709551616", "i64 constant out of range"),
        ("i32.load align=1 offset=1", "unexpected token offset=1"),
        ("i32x4.extract_lane 256", "i8 constant out of range"),
        ("v128.const i32x4 1 2 3", "wrong number of lane literals"),
        ("v128.const i32x4 1 2 3 4.0", "unexpected token 4.0"),
        ("v128.const 1", "unexpected token 1"),
        ("i8x16.shuffle 1", "invalid lane length"),
        ("(block (param $x i32))", "unexpected token $x"),
        ("(block (result i32) (param i32))", "unexpected token param"),
        ("(block (type $p) (result i32))", "inline function type does not match"),
        ("(block (type $s) (result i32))", "non-function type 2"),
        ("(block (type 99) (result i32))", "unknown type 99"),
        ("ref.null nothing", "unknown operator nothing"),
        ("i32.frobnicate", "unknown operator i32.frobnicate"),
        ("unreachable unreachable)", "unexpected token )"),
    ],
)
def test_refused(text: str, message: str) -> None:
    assert refused(text).startswith(message)


def test_features() -> None:
    assert refused("ref.null extern", "", WASM1) == "unknown operator ref.null (it needs the feature reference_types)"
    assert refused("(select (result i32))", "", WASM1).startswith("unexpected token result")
    assert refused("struct.new 0", "", WASM2) == "unknown operator struct.new (it needs the feature gc)"
    assert refused("(drop (ref.null (exact 0)))", "", WASM2).startswith("unknown operator exact (it needs")


def test_every_instruction_has_a_text_form() -> None:
    for row in ROWS:
        message = refused(f"{row.mnemonic} $nowhere )")
        assert "unknown operator" not in message, row


N = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "(i32.add " * N + ")" * N,
        "(block " * N + ")" * N,
        "block $l " * N + "br $l " + "end " * N,
        "(if (i32.const 1) (then " * (N // 4) + "))" * (N // 4),
        "(if (i32.const 1) " * (N // 4) + "(nop)" + ")" * (N // 4),
        "(if " * (N // 4) + "(nop)" + "(then))" * (N // 4),
        "(try (do " * (N // 4) + ")(catch_all))" * (N // 4),
    ],
    ids=["plain", "block", "flat", "then", "old if", "conditions", "try"],
)
def test_nesting_is_not_bounded(text: str) -> None:
    assert read_module(f"(func {text})", ALL)


@pytest.mark.parametrize("text", ["(", "(i32.add ", "(block ", "block ", "(if ", "(if (nop) "])
def test_nor_is_unclosed_nesting(text: str) -> None:
    assert refused(text * N).startswith("unexpected token")


def test_old_names() -> None:
    text = "(func (param i32) get_local 0 set_local 0 i32.trunc_s:sat/f32 i64.extend_u/i32 grow_memory i32.wrap/i64)"
    sections = read_module(text, legacy_names=True)
    code = next(section for section in sections if isinstance(section, CodeSec))
    assert [instr.name for instr in code.codes[0].body] == [
        "local.get",
        "local.set",
        "i32.trunc_sat_f32_s",
        "i64.extend_i32_u",
        "memory.grow",
        "i32.wrap_i64",
        "end",
    ]
    assert read_module("(table 1 anyfunc)", legacy_names=True)
