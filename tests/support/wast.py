"""A splitter for WebAssembly test scripts (.wast) that finds the commands and the binary modules they carry.

It reads just enough of the text format to know where a command ends: strings, comments, annotations and parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Spec: §6.2 (text-lexical), except that a run of white space, keywords, numbers and plain identifiers is one match.
# A quoted identifier, $"...", is one too. `illegal` catches what is left: the quote of a malformed string.
_LEXEME = re.compile(
    rb"""
    (?P<plain> (?: [^"();$]+ | \$(?!") | ;(?!;) )+ )
  | (?P<open> \((?![;@]) )
  | (?P<close> \) )
  | (?P<string> \$?"(?: [^"\\\x00-\x1f\x7f]+ | \\[0-9A-Fa-f]{2} | \\[tnr"'\\] | \\u\{[0-9A-Fa-f_]+\} )*" )
  | (?P<linecomment> ;;[^\r\n]* )
  | (?P<blockcomment> \(; )
  | (?P<annotation> \(@ )
  | (?P<illegal> \$?" )
    """,
    re.VERBOSE,
)
_COMMENT_EDGE = re.compile(rb"\(;|;\)")
_ESCAPE = re.compile(rb"""\\(?:u\{([0-9A-Fa-f_]+)\}|([0-9A-Fa-f]{2})|([tnr"'\\]))""")
_SIMPLE_ESCAPES = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b'"': b'"', b"'": b"'", b"\\": b"\\"}


class WastError(ValueError):
    """The script is not a sequence of well-formed s-expressions."""


@dataclass(frozen=True, slots=True)
class Command:
    """One top-level s-expression of a script and the line it starts on, counted from 1."""

    line: int
    source: bytes


@dataclass(frozen=True, slots=True)
class Module:
    """The head of a `(module ...)` form.

    `form` is "text", "binary", "quote" or "instance"; `strings` holds what follows `binary` or `quote`, unescaped.
    """

    form: str
    is_definition: bool
    strings: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class BinaryCase:
    """One command that carries a binary module, `kind` being its keyword and `message` the failure it expects."""

    file: Path
    line: int
    kind: str
    data: bytes
    message: str | None

    def __str__(self) -> str:
        return f"{self.file.name}:{self.line}"


def binary_cases(path: Path) -> Iterator[BinaryCase]:
    """Yield the commands of a script that carry a binary module."""
    for command in commands(path.read_bytes()):
        words = tokens(command.source)
        next(words)
        kind = next(words).decode()
        if kind == "module":
            module = read_module(words)
            message = None
        elif kind.startswith("assert_") and next(words) == b"(" and next(words) == b"module":
            module = read_module(words)
            after = next(words) if module.form == "binary" else b""
            message = string_bytes(after).decode() if after.startswith(b'"') else None
        else:
            continue
        if module.form == "binary":
            yield BinaryCase(path, command.line, kind, b"".join(module.strings), message)


def commands(script: bytes) -> Iterator[Command]:
    """Yield the top-level s-expressions of a script."""
    depth = start = 0
    line, counted = 1, 0
    for group, offset, end in _lexemes(script):
        if group == "open":
            if depth == 0:
                start = offset
            depth += 1
        elif group == "close":
            depth -= 1
            if depth < 0:
                raise _error(script, offset, "unexpected )")
            if depth == 0:
                line += script.count(b"\n", counted, start)
                counted = start
                yield Command(line, script[start:end])
        elif depth == 0 and not script[offset:end].isspace():
            raise _error(script, offset, "expected (")
    if depth:
        raise _error(script, start, "unclosed (")


def tokens(source: bytes) -> Iterator[bytes]:
    """Yield the tokens of some source text, without white space, comments and annotations."""
    for group, start, end in _lexemes(source):
        if group == "plain":
            yield from source[start:end].split()
        else:
            yield source[start:end]


def read_module(words: Iterator[bytes]) -> Module:
    """Read what follows `(module`, up to the closing parenthesis for a binary or quoted module."""
    word = first = next(words)
    if first in (b"definition", b"instance"):
        word = next(words)
    if word.startswith(b"$"):
        word = next(words)
    form = "instance" if first == b"instance" else word.decode() if word in (b"binary", b"quote") else "text"
    strings = []
    if form in ("binary", "quote"):
        while (word := next(words)) != b")":
            strings.append(string_bytes(word))
    return Module(form, first == b"definition", tuple(strings))


def string_bytes(literal: bytes) -> bytes:
    """Return the bytes that a string literal, quotes included, stands for. Spec: §6.3.3 (text-string)."""
    return _ESCAPE.sub(_unescape, literal[1:-1])


def _unescape(match: re.Match[bytes]) -> bytes:
    codepoint, byte, simple = match.groups()
    if codepoint:
        return chr(int(codepoint, 16)).encode()
    return bytes.fromhex(byte.decode()) if byte else _SIMPLE_ESCAPES[simple]


def _lexemes(script: bytes) -> Iterator[tuple[str | None, int, int]]:
    """Yield (group, start, end) of every plain run, parenthesis and string outside comments and annotations."""
    match_at = _LEXEME.match
    end = 0
    annotation = 0  # how many parentheses are open inside an annotation
    while match := match_at(script, end):
        start, end = match.span()
        group = match.lastgroup
        if group == "linecomment":
            continue
        if group == "blockcomment":
            end = _comment_end(script, start)
        elif group == "illegal":
            raise _error(script, start, "malformed string")
        elif group == "annotation" or annotation:
            annotation += {"annotation": 1, "open": 1, "close": -1}.get(group or "", 0)
        else:
            yield group, start, end
    if annotation:
        raise _error(script, end, "unclosed annotation")


def _comment_end(script: bytes, start: int) -> int:
    """Return the offset after the block comment that starts at an offset; block comments nest."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(script, start):
        depth += 1 if edge.group() == b"(;" else -1
        if depth == 0:
            return edge.end()
    raise _error(script, start, "unclosed comment")


def _error(script: bytes, offset: int, problem: str) -> WastError:
    line = script.count(b"\n", 0, offset) + 1
    return WastError(f"line {line}: {problem}")
