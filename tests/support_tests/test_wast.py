"""The splitter of test scripts: tokens, commands, and the commands that carry a binary module."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.wast import BinaryCase, WastError, binary_cases, commands, string_bytes, tokens


def cases(tmp_path: Path, script: str | bytes) -> list[BinaryCase]:
    path = tmp_path / "script.wast"
    path.write_bytes(script.encode() if isinstance(script, str) else script)
    return list(binary_cases(path))


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        (rb'""', b""),
        (rb'"\00asm\7F\fF"', b"\0asm\x7f\xff"),
        (rb'"\t\n\r\"\'\\"', b"\t\n\r\"'\\"),
        (rb'"\\00\\n"', rb"\00\n"),
        (rb'"\u{e9}\u{1_F600}"', "é\U0001f600".encode()),
        ('"é"'.encode(), "é".encode()),
    ],
)
def test_string_escapes(literal: bytes, expected: bytes) -> None:
    assert string_bytes(literal) == expected


@pytest.mark.parametrize(
    "source",
    [
        "(a) ;; (b\n(c)",
        "(a) ;; (b\r(c)",
        '(a) (; (b (; nested ;) ) " ;; ;)(c)',
        '(a) (@note (b) ")" ; , ] (; ) ;) ;; )\n)(c)',
        "(;(;;);)(a)(c);;",
    ],
)
def test_comments_and_annotations_are_no_tokens(source: str) -> None:
    found = commands(source.encode())
    assert [list(tokens(command.source)) for command in found] == [[b"(", b"a", b")"], [b"(", b"c", b")"]]


def test_tokens() -> None:
    source = rb"""(module $m $"a \"b\")" (x) "\"(;" -0x1p+3(;;)$!?@'`|/\<=>~)"""
    expected = [
        b"(",
        b"module",
        b"$m",
        rb'$"a \"b\")"',
        b"(",
        b"x",
        b")",
        rb'"\"(;"',
        b"-0x1p+3",
        rb"$!?@'`|/\<=>~",
        b")",
    ]
    assert list(tokens(source)) == expected


def test_lines_and_sources_of_commands() -> None:
    found = list(commands(b'\n(a\n  "\\n")(b) ;; x\n\n(; \n ;) (c)'))
    assert [(command.line, command.source) for command in found] == [(2, b'(a\n  "\\n")'), (3, b"(b)"), (6, b"(c)")]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (b"(a)\n(b", r"line 2: unclosed \("),
        (b"(a))", r"line 1: unexpected \)"),
        (b"(a)\nb", r"line 1: expected \("),
        (b'(a)\n\n("b)', "line 3: malformed string"),
        (rb'("\x")', "line 1: malformed string"),
        (b"(a) (; (; ;)", "line 1: unclosed comment"),
        (b"(a) (@b (c)", "line 1: unclosed annotation"),
    ],
)
def test_malformed_scripts(script: bytes, message: str) -> None:
    with pytest.raises(WastError, match=message):
        list(commands(script))


@pytest.mark.parametrize(
    "head", ["module", "module $m", 'module $"m n"', "module definition", "module definition $m", "module (; ;)\n(@a)"]
)
def test_module_commands(tmp_path: Path, head: str) -> None:
    (case,) = cases(tmp_path, rf'({head} binary "\00asm" "" (@a "x") "\01\00" (; ;) "\00\00")')
    assert case == BinaryCase(tmp_path / "script.wast", 1, "module", b"\0asm\1\0\0\0", None)


def test_assertion_of_several_strings(tmp_path: Path) -> None:
    script = r"""
    ;; length out of bounds
    (assert_malformed
      (module binary
        "\00asm" "\01\00\00\00"   ;; header
        "\05\ff"                  ;; memory section, "(" is no string
      )
      "unexpected \"end\""
    )
    """
    (case,) = cases(tmp_path, script)
    assert (case.line, case.kind, case.message) == (3, "assert_malformed", 'unexpected "end"')
    assert case.data == b"\0asm\1\0\0\0\5\xff"
    assert str(case) == "script.wast:3"


@pytest.mark.parametrize(
    "kind",
    ["assert_invalid", "assert_unlinkable", "assert_trap", "assert_malformed_custom", "assert_invalid_custom"],
)
def test_kinds_of_assertion(tmp_path: Path, kind: str) -> None:
    (case,) = cases(tmp_path, f'({kind} (module $m binary "") "message")')
    assert (case.kind, case.data, case.message) == (kind, b"", "message")


def test_commands_without_a_binary_are_ignored(tmp_path: Path) -> None:
    script = r"""
    (module (func (export "binary")))
    (module $binary)
    (module)
    (module quote "(module binary \"\")")
    (module instance $i $m)
    (assert_malformed (module quote "binary") "unexpected token")
    (assert_return (invoke "binary" (i32.const 0)))
    (assert_trap (invoke "f") "binary")
    (func) (memory 0) (register "m")
    """
    assert cases(tmp_path, script) == []
