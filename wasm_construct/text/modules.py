"""Whole modules: the names first, then the types, then all other fields in their order.

A field may use a name, or a type, that is bound further down. So there are three passes over the tokens: `_bind` gives
indices and names to all items, then the types are read, then everything else.

Spec: §6.6.13 (text-module)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wasm_construct.errors import TextError
from wasm_construct.features import WASM3, feature_set
from wasm_construct.syntax.section import Section
from wasm_construct.text.annotations import DATA_COUNT, CustomPlace, custom_annotation, name_annotation
from wasm_construct.text.code import CodeReader
from wasm_construct.text.fields import FIELDS, KINDS, TYPES, Fields
from wasm_construct.text.lexer import Annotation, Source
from wasm_construct.text.reader import Binder
from wasm_construct.text.sections import assemble
from wasm_construct.text.state import Encoding


def read_module(
    source: str | bytes,
    features: Iterable[str] = WASM3,
    legacy_names: bool = False,
    encoding: Encoding | None = None,
) -> list[Section]:
    """The sections of a module in the text format; raises TextError.

    `legacy_names`: take the names that instructions had before Wasm 1.0, such as `get_local`. `encoding` gives the
    instructions their bytes; without one they have none, and branch hints, which count bytes, are left out.
    """
    sections = read_source(source, features, legacy_names, encoding)
    if isinstance(sections, bytes):
        raise TextError("unexpected token binary: the module is written as bytes", 0, 1, 1, "")
    return sections


def read_source(
    source: str | bytes,
    features: Iterable[str] = WASM3,
    legacy_names: bool = False,
    encoding: Encoding | None = None,
) -> list[Section] | bytes:
    """The same as read_module, but `(module binary ...)` gives the bytes, and `(module quote ...)` what is quoted."""
    code = CodeReader(Source(source), 0, feature_set(features), legacy_names, encoding)
    wrapped = code.opens("module")
    binder = code.binder() if wrapped else _NOBODY
    form = code.words[code.pos]
    if wrapped and form in ("binary", "quote"):
        code.pos += 1
        data = code.strings()
        code.close()
        _end(code)
        return data if form == "binary" else read_quoted(data, features, legacy_names, encoding)
    sections = read_fields(code, binder)
    if wrapped:
        code.close()
    _end(code)
    return sections


def read_quoted(
    source: bytes,
    features: Iterable[str] = WASM3,
    legacy_names: bool = False,
    encoding: Encoding | None = None,
) -> list[Section]:
    """What `(module quote ...)` quotes: a module of text, with or without `(module ...)` around it."""
    code = CodeReader(Source(source), 0, feature_set(features), legacy_names, encoding)
    wrapped = code.opens("module")
    sections = read_fields(code, code.binder() if wrapped else _NOBODY)
    if wrapped:
        code.close()
    _end(code)
    return sections


def read_fields_at(
    source: Source,
    start: int,
    name: str | None,
    features: Iterable[str] = WASM3,
    legacy_names: bool = False,
    encoding: Encoding | None = None,
) -> list[Section]:
    """The sections of a module whose fields begin at this token and end with a parenthesis or the text."""
    code = CodeReader(source, start, feature_set(features), legacy_names, encoding)
    return read_fields(code, Binder(name, name, start))


def read_fields(code: CodeReader, binder: Binder) -> list[Section]:
    """The sections that the fields of a module make up, up to a closing parenthesis or the end of the text."""
    start = code.pos
    code.scope.module_name = binder.name
    fields = Fields(code)
    starts = list(_starts(code.words, start))
    for at in starts:
        _bind(code, at)
    ends: dict[int, int] = {}
    for at in starts:
        if code.words[at + 1] in TYPES:
            code.pos = at + 2
            TYPES[code.words[at + 1]](fields)
            ends[at] = code.pos
    code.pos = start
    customs: list[CustomPlace] = []
    named = isinstance(code.words[start - 1], Annotation)
    while (word := code.words[code.pos]) not in (")", ""):
        at = code.pos
        if isinstance(word, Annotation):
            if word == "custom":
                customs.append(custom_annotation(code.source, word))
            elif word == DATA_COUNT and not word.items:
                code.uses_data = True
            elif word == "name" and (at == start or (at == start + 1 and named)):
                if named:
                    raise code.source.error("@name annotation: multiple module names", word.offset)
                code.scope.module_name = name_annotation(code.source, word)
                named = True
            else:
                raise code.unexpected()
            code.pos += 1
        elif at in ends:
            code.pos = ends[at]
        elif word == "(" and code.words[at + 1] in FIELDS and not isinstance(code.words[at + 1], Annotation):
            code.pos = at + 2
            FIELDS[code.words[at + 1]](fields)
        else:
            raise code.unexpected(at + (word == "("))
    return assemble(fields, customs)


_NOBODY = Binder(None, None, 0)


def _end(code: CodeReader) -> None:
    if code.words[code.pos]:
        raise code.unexpected()


def _starts(words: list[str], start: int) -> Iterator[int]:
    """Where the fields begin."""
    depth = 0
    for index in range(start, len(words)):
        word = words[index]
        if word == "(":
            if not depth:
                yield index
            depth += 1
        elif word == ")":
            depth -= 1
            if depth < 0:
                return


def _bind(code: CodeReader, at: int) -> None:
    """Give indices and names to what a field defines or imports."""
    words = code.words
    keyword = words[at + 1]
    code.pos = at + 2
    if keyword == "import":
        if not (words[at + 2][:1] == words[at + 3][:1] == '"' and words[at + 4] == "("):
            return
        keyword = words[at + 5]
        code.pos = at + 6
        if keyword in KINDS and keyword not in _NOT_IMPORTED:
            code.scope.spaces[KINDS[keyword]].bind(code.binder())
    elif keyword == "rec":
        for member in _starts(words, at + 2):
            if words[member + 1] == "type":
                code.pos = member + 2
                code.scope.spaces["typeidx"].bind(code.binder())
    elif keyword in KINDS:
        code.scope.spaces[KINDS[keyword]].bind(code.binder())
        inline = _INLINE.get(keyword)
        if inline and any(words[child + 1] == inline for child in _starts(words, at + 2)):
            code.scope.spaces[KINDS[inline]].bind(_NOBODY)


_NOT_IMPORTED = ("type", "elem", "data")
_INLINE = {"memory": "data", "table": "elem"}
