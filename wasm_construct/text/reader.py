"""A place in the stream of tokens, and the smallest things that can be read there.

Spec: §6.1.1 (text-grammar)
"""

from __future__ import annotations

from typing import NamedTuple

from wasm_construct.errors import TextError
from wasm_construct.features import ALL, Feature
from wasm_construct.opcodes import BY_MNEMONIC
from wasm_construct.text.annotations import name_annotation
from wasm_construct.text.keywords import KEYWORDS, old_names
from wasm_construct.text.lexer import Annotation, Source
from wasm_construct.text.literals import is_nat, is_number, is_string, is_unclosed, nat, string

INDEX_START = frozenset("0123456789$")
"""The characters that an index can begin with."""


class Binder(NamedTuple):
    """What something is called in the text, and what the name section calls it; the token where that stands."""

    id: str | None
    name: str | None
    at: int


class Reader:
    """The tokens of a source and the position of the next one."""

    def __init__(self, source: Source, pos: int = 0, features: frozenset[Feature] = ALL) -> None:
        self.source = source
        self.features = features
        self.words = source.words
        self.pos = pos
        self.where = "the module"  # for the messages about annotations

    # ---- errors

    def error(self, message: str, at: int | None = None) -> TextError:
        """The error with this message about the token with this number; about the next one for None."""
        return self.source.error(message, self.source.offset(self.pos if at is None else at))

    def unexpected(self, at: int | None = None) -> TextError:
        """The error about a token that does not fit here, the next one for None."""
        at = self.pos if at is None else at
        word = self.words[at]
        if isinstance(word, Annotation):
            return self.source.error(self._misplaced(word), word.offset)
        if is_unclosed(word):
            return self.source.string_problem(word, self.source.offset(at))
        return self.error(_complaint(word, self.features), at)

    def _misplaced(self, word: Annotation) -> str:
        if word.startswith("metadata."):
            problem = "not in a function" if self.where == "the module" else "invalid placement"
            return f"@{word} annotation: {problem}"
        return f"misplaced @{word} annotation"

    # ---- single tokens

    def take(self) -> str:
        """The next token, whatever it is; goes past it."""
        word = self.words[self.pos]
        self.pos += 1
        return word

    def expect(self, word: str) -> None:
        """Go past this token, which must come next."""
        if self.words[self.pos] != word:
            raise self.unexpected()
        self.pos += 1

    def opens(self, keyword: str) -> bool:
        """Whether `(keyword` comes next; goes past it."""
        if self.words[self.pos] == "(" and self.words[self.pos + 1] == keyword:
            self.pos += 2
            return True
        return False

    def close(self) -> None:
        """Go past the closing parenthesis, which must come next."""
        self.expect(")")

    def has(self, keyword: str) -> bool:
        """Whether this keyword comes next; goes past it."""
        if self.words[self.pos] == keyword:
            self.pos += 1
            return True
        return False

    # ---- literals

    def at_index(self) -> bool:
        """Whether an index comes next."""
        return self.words[self.pos][:1] in INDEX_START

    def nat(self, bits: int) -> int:
        """The unsigned integer that comes next; raises TextError when it has more than so many bits."""
        try:
            value = nat(self.words[self.pos], bits)
        except OverflowError:
            raise self.error(f"i{bits} constant out of range") from None
        if value is None:
            raise self.unexpected()
        self.pos += 1
        return value

    def string(self) -> bytes:
        """The bytes of the string that comes next; raises TextError."""
        word = self.words[self.pos]
        if not is_string(word):
            raise self.unexpected()
        try:
            value = string(word)
        except UnicodeDecodeError:
            raise self.error("malformed UTF-8 encoding") from None
        self.pos += 1
        return value

    def strings(self) -> bytes:
        """The bytes of the strings that come next, any number of them, joined."""
        parts = []
        while self.words[self.pos][:1] == '"':
            parts.append(self.string())
        return b"".join(parts)

    def name(self) -> str:
        """The characters of the string that comes next; raises TextError. Spec: §6.3.4 (text-name)"""
        at = self.pos
        return self.decoded(self.string(), at)

    def decoded(self, data: bytes, at: int) -> str:
        """The characters of a string that stands at this token."""
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise self.error("malformed UTF-8 encoding", at) from None

    def identifier(self) -> str | None:
        """The identifier that comes next, without its dollar sign; None when none does. Spec: §6.3.5 (text-id)"""
        word = self.words[self.pos]
        if word[:1] != "$":
            return None
        name = self.identified(word, self.pos)
        self.pos += 1
        return name

    def binder(self) -> Binder:
        """An identifier and a `@name`, if they come next."""
        at = self.pos
        identifier = name = self.identifier()
        word = self.words[self.pos]
        if word == "name" and isinstance(word, Annotation):
            name = name_annotation(self.source, word)
            self.pos += 1
        return Binder(identifier, name, at)

    def identified(self, word: str, at: int) -> str:
        """The name in an identifier, `$name` or `$"name"`; raises TextError."""
        if '"' not in word:
            if word == "$":
                raise self.error("empty identifier", at)
            return word[1:]
        if not is_string(word[1:]):
            raise self.unexpected(at)
        try:
            data = string(word[1:])
        except UnicodeDecodeError:
            raise self.error("malformed UTF-8 encoding", at) from None
        if not data:
            raise self.error("empty identifier", at)
        return self.decoded(data, at)


def _complaint(word: str, features: frozenset[Feature]) -> str:
    if not word:
        return "unexpected token: the text ends here"
    if len(word) == 1 and not (word.isascii() and word.isprintable()):
        if "\ud800" <= word <= "\udfff":
            return "malformed UTF-8 encoding"
        return f"misplaced {'control' if word.isascii() else 'unicode'} character"
    if word == "$" or word == '$""':
        return "empty identifier"
    if word in "()" or is_string(word) or (word[0] == "$" and ('"' not in word or is_string(word[1:]))):
        return f"unexpected token {_short(word)}"
    field, _, number = word.partition("=")
    known = is_nat(number) if field in ("offset", "align") else is_number(word) or word in KEYWORDS
    if known:
        return f"unexpected token {_short(word)}"
    message = f"unknown operator {_short(word)}"
    if word in BY_MNEMONIC:
        feature = BY_MNEMONIC[word][0].feature
        return f"unexpected token {word}" if feature in features else f"{message} (it needs the feature {feature})"
    return f"{message} (now {old_names()[word]})" if word in old_names() else message


def _short(word: str) -> str:
    return word if len(word) <= 60 else f"{word[:57]}..."
