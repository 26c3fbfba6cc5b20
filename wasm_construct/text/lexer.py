"""From characters to tokens: one regular expression, called once for the whole text.

A token is its text, a plain `str`. White space and comments are gone, and so are annotations, except for those that
this library knows, which stay in the stream as an `Annotation`. Three empty tokens mark the end, so that a reader may
look two tokens ahead.

`_TOKEN` skips blanks and comments, and takes one of these, the first that fits:

    ( ) (@ (;          a parenthesis; the beginning of an annotation, or of a comment that `_BLANK` could not skip
    keyword  $id  1.5  characters of identifiers, if no string follows directly
    "text"  $"id"      strings and such characters in any mixture; most mixtures mean nothing
    "text              a string that never ends, or has an illegal character in it
    (nothing)          the end of the text
    any character      one that belongs nowhere

Whatever the text is, the expression matches at each place, so `findall` gives all tokens. It refuses nothing: a reader
that meets a token it does not expect finds out what is wrong with it (`Reader.unexpected`). A token does not know where
it stands either; when an error needs that, the text is cut once more (`Source.offset`). All repetitions are possessive,
so the expression never goes back, and takes time linear in the text.

Comments and annotations nest, which no regular expression can follow. A comment without a `(;` in it is part of the
blanks. For a text with another one, or with annotations, `_lex_slowly` goes from token to token and counts.

Spec: §6.2 (text-lexical)
"""

from __future__ import annotations

import re
from bisect import bisect_right

from wasm_construct.errors import TextError
from wasm_construct.text.literals import is_unclosed, string

_IDCHAR = r"[0-9A-Za-z!#$%&'*+\-./:<=>?@\\^_`|~]"
_UNCLOSED = (
    r'"(?:[^"\\\x00-\x1f\x7f\ud800-\udfff]++'
    r"""|\\(?:[tnr"'\\]|[0-9A-Fa-f]{2}|u\{[0-9A-Fa-f](?:_?[0-9A-Fa-f])*+\}))*+"""
)
_STRING = rf'{_UNCLOSED}"'
# a lone surrogate stands for a byte that is not UTF-8: it fits nowhere
_BLANK = (
    r"(?:[ \t\r\n]++"
    r"|;;[^\r\n\ud800-\udfff]*+"
    r"|\(;(?:[^;(\ud800-\udfff]++|;(?!\))|\((?!;))*+;\))*+"
)
_TOKEN = re.compile(
    rf'{_BLANK}(\((?:@|;)?|\)|{_IDCHAR}++(?!")|(?:{_IDCHAR}++|{_STRING})++|{_UNCLOSED}|\Z|.)',
    re.DOTALL,
)
_ANNOTATION_ID = re.compile(rf"{_IDCHAR}++|{_STRING}")
_COMMENT_EDGE = re.compile(r"\(;|;\)|[\ud800-\udfff]")
_NEWLINE = re.compile(r"\r\n?|\n")
KNOWN_ANNOTATIONS = frozenset({"custom", "name", "metadata.code.branch_hint", "datacount"})
END = ("", "", "")


class Annotation(str):
    """A known annotation in the stream of tokens: its name, and the tokens in it with their offsets."""

    offset: int
    items: list[tuple[str, int]]


class Source:
    """A text and its tokens, `words`; finds out where a token stands when an error needs it."""

    def __init__(self, text: str | bytes) -> None:
        self.text = text if isinstance(text, str) else str(text, "utf-8", "surrogateescape")
        self._offsets: list[int] | None = None
        self._lines: list[int] | None = None
        words: list[str] = _TOKEN.findall(self.text)
        if "(@" in words or "(;" in words:
            words = self._lex_slowly()
        words += END
        self.words = words

    def offset(self, index: int) -> int:
        """The offset of a token in the text, by its number."""
        if self._offsets is None:
            self._offsets = [match.start(1) for match in _TOKEN.finditer(self.text)]
        return self._offsets[index] if index < len(self._offsets) else len(self.text)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        if self._lines is None:
            self._lines = [0, *(match.end() for match in _NEWLINE.finditer(self.text))]
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def error(self, message: str, offset: int) -> TextError:
        """The error with this message about the text at this offset, with line, column and the line itself."""
        line, column = self.place(offset)
        start = offset - column + 1
        newline = _NEWLINE.search(self.text, start)
        shown = self.text[start : newline.start() if newline else None]
        return TextError(message, offset, line, column, shown.encode("utf-8", "replace").decode())

    def string_problem(self, word: str, offset: int) -> TextError:
        """The error about a token that begins like a string and is none."""
        end = offset + len(word)
        if end == len(self.text) or self.text[end] in "\r\n":
            return self.error("unclosed string literal", offset)
        if self.text[end] == "\\":
            return self.error("illegal escape", end)
        if "\ud800" <= self.text[end] <= "\udfff":
            return self.error("malformed UTF-8 encoding", end)
        return self.error("illegal control character in string literal", end)

    def _lex_slowly(self) -> list[str]:
        """All tokens, for a text with nested comments or annotations."""
        words: list[str] = []
        offsets: list[int] = []
        opened: list[tuple[int, Annotation]] = []  # where the outermost annotation starts, and what it is
        depth = 0
        start = 0
        while start >= 0:
            for match in _TOKEN.finditer(self.text, start):
                word, at = match[1], match.start(1)
                if word == "(;":
                    start = self._comment_end(at)
                    break
                if opened:
                    depth += 1 if word in ("(", "(@") else -1 if word == ")" else 0
                    self._check_item(word, at, opened[0][0])
                    if depth:
                        opened[0][1].items.append((word[:1] if word == "(@" else word, at))
                        continue
                    annotation = opened.pop()[1]
                    if annotation in KNOWN_ANNOTATIONS:
                        words.append(annotation)
                        offsets.append(annotation.offset)
                elif word == "(@":
                    annotation, start = self._annotation(at)
                    opened.append((at, annotation))
                    depth = 1
                    break
                else:
                    words.append(word)
                    offsets.append(at)
            else:
                start = -1
        self._offsets = offsets
        return words

    def _comment_end(self, start: int) -> int:
        depth = 0
        for edge in _COMMENT_EDGE.finditer(self.text, start):
            if edge[0] not in ("(;", ";)"):
                raise self.error("malformed UTF-8 encoding", edge.start())
            depth += 1 if edge[0] == "(;" else -1
            if depth == 0:
                return edge.end()
        raise self.error("unclosed comment", start)

    def _annotation(self, start: int) -> tuple[Annotation, int]:
        match = _ANNOTATION_ID.match(self.text, start + 2)
        name = match[0] if match else ""
        if name.startswith('"'):
            try:
                name = string(name).decode()
            except UnicodeDecodeError:
                raise self.error("malformed UTF-8 encoding", start + 2) from None
        if match is None or not name:
            raise self.error("empty annotation id", start)
        annotation = Annotation(name)
        annotation.offset = start
        annotation.items = []
        return annotation, match.end()

    def _check_item(self, word: str, at: int, start: int) -> None:
        """Refuse what may not stand in an annotation."""
        if is_unclosed(word):
            raise self.string_problem(word, at)
        if len(word) > 1 or word in "(),;[]{}" or (word.isascii() and word.isalnum()):
            if not word:
                raise self.error("unclosed annotation", start)
            return
        if word == "$":
            raise self.error("empty identifier", at)
        if "\ud800" <= word <= "\udfff":
            raise self.error("malformed UTF-8 encoding", at)
        if not word.isascii() or word < " " or word == "\x7f":
            raise self.error("illegal character", at)
