"""Tokens, comments, annotations, and where things stand."""

from __future__ import annotations

import pytest

from wasm_construct import TextError
from wasm_construct.text import read_module
from wasm_construct.text.lexer import Source


def words(text: str | bytes) -> list[str]:
    return Source(text).words[:-3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \t\r\n", []),
        ("(func)", ["(", "func", ")"]),
        ("a;;b\nc", ["a", "c"]),
        ("a;;b\rc", ["a", "c"]),
        ("a;;b", ["a"]),
        ("a(;b;)c", ["a", "c"]),
        ("a(;;)c", ["a", "c"]),
        ("a(;;;)c", ["a", "c"]),
        ("a(; (; b ;) ;; ;)c", ["a", "c"]),
        ('a (; " ;) b', ["a", "b"]),
        ('"(;" b', ['"(;"', "b"]),
        ('"a;;b"', ['"a;;b"']),
        ('"a""b"', ['"a""b"']),
        ('a"b"c', ['a"b"c']),
        ('$"a b"(x)', ['$"a b"', "(", "x", ")"]),
        ('"\\"" "\\\\"', ['"\\""', '"\\\\"']),
        ("a,b[c", ["a", ",", "b", "[", "c"]),
        ("(@a b (c) ;)d", ["d"]),
        ('(@a (@b ")" ) ;; )\n)d', ["d"]),
        ("é", ["é"]),
        (b"\xff", ["\udcff"]),
    ],
)
def test_tokens(text: str | bytes, expected: list[str]) -> None:
    found = words(text)
    assert [word for word in found if word] == expected


def test_known_annotations_stay_in_the_stream() -> None:
    source = Source('(func (@name "f") (@other))')
    assert source.words[:4] == ["(", "func", "name", ")"]
    assert source.words[2].items == [('"f"', 13)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["(a (;x;) b\n  c)", "(a (;x(;y;);) b\n  c)", "(a (@x) b\n  c)"])
def test_offsets_and_places(text: str) -> None:
    source = Source(text)
    for index, word in enumerate(["(", "a", "b", "c", ")"]):
        assert source.text.startswith(word, source.offset(index))
    assert source.place(source.offset(3)) == (2, 3)
    assert source.offset(5) == len(text)


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_every_newline_counts_once(newline: str) -> None:
    with pytest.raises(TextError) as caught:
        read_module(newline.join(["(module", "  (func)", "\t#)"]))
    error = caught.value
    assert (error.line, error.column, error.source, error.message) == (3, 2, "\t#)", "unknown operator #")
    assert str(error) == "3:2: unknown operator #\n\t#)\n\t^"


def test_a_long_line_is_cut() -> None:
    with pytest.raises(TextError) as caught:
        read_module(f"(module {'(func)' * 100_000} # {'(func)' * 100_000})")
    lines = str(caught.value).splitlines()
    assert caught.value.column == 600_010
    assert len(lines) == 3
    assert len(lines[1]) < 250
    assert lines[1][len(lines[2]) - 1] == "#"


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("(; (; ;)", "unclosed comment", (1, 1)),
        ("(@a (b)", "unclosed annotation", (1, 1)),
        ('(data "abc', "unclosed string literal", (1, 7)),
        ('(data "abc\n")', "unclosed string literal", (1, 7)),
        ('(data "a\\q")', "illegal escape", (1, 9)),
        ('(data "a\\1g")', "illegal escape", (1, 9)),
        ('(data "a\tb")', "illegal control character in string literal", (1, 9)),
        ('(data "\\u{d800}")', "malformed UTF-8 encoding", (1, 7)),
        ('(data "\\u{110000}")', "malformed UTF-8 encoding", (1, 7)),
        ('(func (export "\\ff"))', "malformed UTF-8 encoding", (1, 15)),
        (b'(data "\xff")', "malformed UTF-8 encoding", (1, 8)),
        (b"(; \xff ;)", "malformed UTF-8 encoding", (1, 4)),
        (b"(func) ;; \xff", "malformed UTF-8 encoding", (1, 11)),
        ("(func) \x01", "misplaced control character", (1, 8)),
        ("(func) \u00e9", "misplaced unicode character", (1, 8)),
        ("(func) ]", "unknown operator ]", (1, 8)),
        ("(func $)", "empty identifier", (1, 7)),
        ('(func $"")', "empty identifier", (1, 7)),
        ('(func $a"b")', 'unknown operator $a"b"', (1, 7)),
        ("(func", "unexpected token", (1, 6)),
        ("(func))", "unexpected token )", (1, 7)),
        ("(func 1)", "unexpected token 1", (1, 7)),
        ("(func result)", "unexpected token result", (1, 7)),
        ("(func 0x)", "unknown operator 0x", (1, 7)),
        ("(func 1__0)", "unknown operator 1__0", (1, 7)),
        ("(func offset=1x)", "unknown operator offset=1x", (1, 7)),
        ("(func get_local)", "unknown operator get_local (now local.get)", (1, 7)),
        ("(func atomic.fence)", "unknown operator atomic.fence (it needs the feature threads)", (1, 7)),
        (f"(func {'x' * 1000})", f"unknown operator {'x' * 57}...", (1, 7)),
    ],
)
def test_errors(text: str | bytes, message: str, place: tuple[int, int]) -> None:
    with pytest.raises(TextError) as caught:
        read_module(text)
    assert caught.value.message.startswith(message)
    assert (caught.value.line, caught.value.column) == place
