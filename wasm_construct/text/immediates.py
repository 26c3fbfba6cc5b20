"""The immediates of instructions: for each combination of kinds in the rows, how to read it.

Spec: §6.5 (text-instr)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import wasm_construct.text.literals as literals
from wasm_construct.opcodes import BY_MNEMONIC, ROWS
from wasm_construct.opcodes.cast import CAST, castop
from wasm_construct.syntax.instructions import MemArg
from wasm_construct.text.lexer import Annotation
from wasm_construct.text.reader import INDEX_START, Reader
from wasm_construct.text.state import CodeState

Read: TypeAlias = Callable[[CodeState, int], tuple[Any, ...]]
"""Reads immediates; the number is the natural alignment of a memory access."""

# ---- one token

_CONSTANTS: dict[str, Callable[[str], Any]] = {
    "i32": lambda word: literals.integer(word, 32),
    "i64": lambda word: literals.integer(word, 64),
    "f32": literals.f32,
    "f64": literals.f64,
}
_SPACES = frozenset({"typeidx", "funcidx", "globalidx", "tagidx", "dataidx", "elemidx", "localidx"})
ONE_TOKEN = _SPACES | _CONSTANTS.keys()
"""The kinds that are one token, which means the same everywhere in a function."""


def one_token(code: CodeState, kind: str, word: str) -> Any:
    """The immediate of this kind that the next token stands for; the position stays before the token."""
    if kind in _SPACES:
        return code.locals[word] if kind == "localidx" else code.scope.spaces[kind][word]
    return constant(code, kind, word)


def constant(code: Reader, kind: str, word: str) -> Any:
    """The value of the next token as a constant of this type; the position stays. Raises TextError."""
    try:
        value = _CONSTANTS[kind](word)
    except OverflowError:
        raise code.error("constant out of range") from None
    if value is None:
        if literals.is_number(word):
            raise code.error(f"unexpected token {word}: not an integer")
        raise code.unexpected()
    return value


# ---- several tokens, or none


def _memarg(code: CodeState, align: int) -> tuple[Any, ...]:
    words = code.words
    memory = code.scope.spaces["memidx"].read_optional()
    offset = 0
    if words[code.pos].startswith("offset="):
        offset = _field(code)
    if words[code.pos].startswith("align="):
        size = _field(code)
        if size.bit_count() != 1:
            raise code.error("alignment must be a power of two", code.pos - 1)
        align = size.bit_length() - 1
    return (MemArg(align, offset, memory),)


def _field(code: CodeState) -> int:
    try:
        value = literals.nat(code.words[code.pos].partition("=")[2], 64)
    except OverflowError:
        raise code.error("i64 constant out of range") from None
    if value is None:
        raise code.unexpected()
    code.pos += 1
    return value


def _memarg_lane(code: CodeState, align: int) -> tuple[Any, ...]:
    word, after = code.words[code.pos], code.words[code.pos + 1]
    if word[:1] in INDEX_START and (after[:1] in INDEX_START or after.startswith(("offset=", "align="))):
        return (*_memarg(code, align), code.nat(8))
    if word[:1] not in INDEX_START:
        return (*_memarg(code, align), code.nat(8))
    return (MemArg(align), code.nat(8))


def _v128(code: CodeState, _: int) -> tuple[Any, ...]:
    start = code.pos
    shape = code.take()
    if shape not in literals.SHAPES:
        raise code.unexpected(start)
    first = code.pos
    words = _numbers(code)
    if len(words) != 128 // literals.SHAPES[shape][0]:
        raise code.error("wrong number of lane literals", start)
    return (literals.pack(shape, [_lane(code, shape, word, at) for at, word in enumerate(words, first)]),)


def _lane(code: CodeState, shape: str, word: str, at: int) -> Any:
    try:
        value = literals.lane(shape, word)
    except OverflowError:
        raise code.error("constant out of range", at) from None
    if value is None:
        raise code.error(f"unexpected token {word}: not an integer", at)
    return value


def _numbers(code: CodeState) -> list[str]:
    """The tokens that come next as far as they are numbers; raises TextError when no instruction can follow them."""
    words = []
    while literals.is_number(word := code.words[code.pos]):
        words.append(word)
        code.pos += 1
    following = code.words[code.pos]
    if following not in ("(", ")") and following not in BY_MNEMONIC and not isinstance(following, Annotation):
        raise code.unexpected()
    return words


def _lanes(code: CodeState, _: int) -> tuple[Any, ...]:
    start = code.pos - 1
    first = code.pos
    words = _numbers(code)
    if len(words) != 16:
        raise code.error("invalid lane length", start)
    lanes = bytearray()
    for at, word in enumerate(words, first):
        if (lane := _byte(word)) is None:
            raise code.error("i8 constant out of range", at)
        lanes.append(lane)
    return (bytes(lanes),)


def _byte(word: str) -> int | None:
    try:
        return literals.nat(word, 8)
    except OverflowError:
        return None


def _labels(code: CodeState, _: int) -> tuple[Any, ...]:
    labels = [code.labels.read()]
    while code.at_index():
        labels.append(code.labels.read())
    return tuple(labels[:-1]), labels[-1]


def _read(code: CodeState, kind: str) -> Any:
    return code.nat(32) if kind == "u32" else code.scope.spaces[kind].read()


def _field_of(code: CodeState, _: int) -> tuple[Any, ...]:
    type_ = _read(code, "typeidx")
    return type_, code.scope.fields_of(type_).read()


def _each(*kinds: str) -> Read:
    return lambda code, _: tuple([_read(code, kind) for kind in kinds])


def _optional(kind: str) -> Read:
    return lambda code, _: (code.scope.spaces[kind].read_optional(),)


def _both_or_none(kind: str) -> Read:
    return lambda code, _: (_read(code, kind), _read(code, kind)) if code.at_index() else (0, 0)


def _segment(kind: str, target: str) -> Read:
    def read(code: CodeState, _: int) -> tuple[Any, ...]:
        two = code.words[code.pos + 1][:1] in INDEX_START
        where = _read(code, target) if two else 0
        return _read(code, kind), where

    return read


def _cast(code: CodeState, _: int) -> tuple[Any, ...]:
    label = code.labels.read()
    source, target = code.reftype(), code.reftype()
    return castop(source.null, target.null), label, source.heap, target.heap


_SEGMENTS = {row.immediates for row in ROWS if row.swapped} - {("typeidx", "tableidx")}  # a type use is read elsewhere

READERS: dict[tuple[str, ...], Read] = {
    ("labelidx",): lambda code, _: (code.labels.read(),),
    ("labels", "labelidx"): _labels,
    CAST: _cast,
    ("heaptype",): lambda code, _: (code.heaptype(),),
    ("tableidx",): _optional("tableidx"),
    ("memidx",): _optional("memidx"),
    ("tableidx", "tableidx"): _both_or_none("tableidx"),
    ("memidx", "memidx"): _both_or_none("memidx"),
    **{kinds: _segment(*kinds) for kinds in _SEGMENTS},
    ("typeidx", "fieldidx"): _field_of,
    ("typeidx", "typeidx"): _each("typeidx", "typeidx"),
    ("typeidx", "dataidx"): _each("typeidx", "dataidx"),
    ("typeidx", "elemidx"): _each("typeidx", "elemidx"),
    ("typeidx", "u32"): _each("typeidx", "u32"),
    ("memarg",): _memarg,
    ("memarg", "laneidx"): _memarg_lane,
    ("memorder",): lambda code, _: (0,),
    ("v128",): _v128,
    ("lanes",): _lanes,
    ("laneidx",): lambda code, _: (code.nat(8),),
}
"""How to read immediates of these kinds that are not a single token."""
