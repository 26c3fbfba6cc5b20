"""Whatever comes in: the only error is the one for malformed text, and it takes linear time."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasm_construct import ALL, Module, TextError, wat2wasm
from wasm_construct.text import read_script


def swallow(source: str | bytes) -> None:
    """Read it as a module and as a script; what is read also builds and parses."""
    with contextlib.suppress(TextError):
        data = wat2wasm(source, ALL)
        assert Module.parse(data, ALL).build() == data
    found = None
    try:
        read_script(source)
    except TextError as error:
        found = error
    if found is not None:
        assert found.line >= 1
        assert found.column >= 1
        assert str(found).count("\n") == 2


MODULES = [
    """(module $m (@name "n") (type $t (func (param $x i32) (result i64))) (import "a" "b" (func $f (type $t)))
      (rec (type $s (sub (struct (field $a (mut i8)))))) (table $tab 1 funcref) (memory i64 (data "abc\\00"))
      (func $g (export "g") (param i32) (local $l f64) (block $b (result i32) (br $b (i32.const 0x1_0)) drop)
        (if (i32.eqz) (then (nop)) (else unreachable)) (call_indirect (type $t) (i32.const 1)) drop)
      (elem (i32.const 0) $f $g) (@custom "c" (after code) "d") (global (mut f32) (f32.const nan:0x1)))""",
    """(func (local v128) v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 -1 (v128.load8_lane offset=1 align=1 0)
      (@metadata.code.branch_hint "\\00") (if (nop) (then)) try $l do catch 0 rethrow $l catch_all end
      (try_table (catch 0 0) (catch_all 0)) loop $x br_table 0 $x end $x select (result i32) memory.copy 0 0)""",
    """(module quote "(func" ")") (assert_return (invoke $m "f" (i32.const 1) (ref.null any)) (f32.const nan:canonical)
      (either (ref.extern 1) (v128.const i32x4 1 2 3 4))) (register "a" $m) (assert_invalid (module (func)) "b")
      (module definition $d binary "\\00asm") (module instance $i $d) (assert_trap (get "g") "h")""",
]
EXTRA = [
    "(", ")", "((", ";;", "(;", ";)", '"', '\\"', "\\", "$", '$"a"', '$""', "(@", "(@name", '(@name "x")', "0x", "-1",
    "1.5", "inf", "nan:0x0", "4294967296", "18446744073709551616", "99999999999", "offset=1", "align=0", "then", "else",
    "end", "do", "catch", "delegate", "module", "binary", "quote", "rec", "sub", "exact", "shared", "pagesize", "item",
    "\0", "\x7f", "é", "\udcff", "\U0001f600", "\n", "\r", "\t", " ",
]  # fmt: skip
_PIECE = re.compile(r'"[^"]*"|[()]|[^\s()"]+|\s+|"')
_ALL = [_PIECE.findall(text) for text in MODULES]
_words = st.sampled_from([*sorted({word for words in _ALL for word in words}), *EXTRA])


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Good text with a few tokens replaced, inserted, removed or moved."""
    words = list(draw(st.sampled_from(_ALL)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(words) - 1))
        how = draw(st.sampled_from(["replace", "insert", "remove", "swap", "cut"]))
        if how == "cut":
            words = words[:at] or [""]
        elif how == "remove":
            words[at] = ""
        elif how == "swap":
            other = draw(st.integers(0, len(words) - 1))
            words[at], words[other] = words[other], words[at]
        else:
            words[at] = draw(_words) + (words[at] if how == "insert" else "")
    return "".join(words)


@given(mutated())
def test_mutated_text(text: str) -> None:
    swallow(text)


@given(st.lists(_words, max_size=40).map(" ".join))
def test_any_tokens(text: str) -> None:
    swallow(text)


@given(st.text(max_size=60) | st.binary(max_size=60).filter(lambda data: not data.startswith(b"\0asm")))
def test_any_text(text: str | bytes) -> None:
    swallow(text)


N = 200_000


@pytest.mark.parametrize(
    "text",
    [
        "(" * N, ")" * N, "(;" * N, "(;" * N + ";)" * N, "(; ;) (;" * N, "(@a " * N, "(@a " * N + ")" * N, "(@a)" * N,
        '"' * N, '"' + '\\"' * N, '\\"' * N, 'a"' * N, "$" * N, ";" * N, " " * N, ";;" * N, "(module " * N,
        "(func " * N,
        "(type (func (param " * N, "(rec " * N, "(data (offset " * N, "(assert_return " * N, "[" * N, "\ud800" * N,
        f"(func (i64.const {'9' * N}))", f"(func (f32.const 1.000000059604644775390625{'0' * N}1))",
        f"(func (f32.const 0x1p{'9' * 9999}))", f"(func (f64.const 1e-{'9' * 9999}))",
        f"(func (i32.const 0x{'f' * N}))",
        f'(assert_return (invoke "f") {"(either " * N})',
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_hostile_text_takes_linear_time(text: str) -> None:
    swallow(text)  # for minutes, if anything in it were quadratic
