"""What follows the keyword of an instruction, derived from the rows: the kinds of immediates say how to read them.

By hand are the control forms (`control`) and the mnemonics with two opcodes. The order of the text differs from the
binary one for `memory.init`, `table.init` and `call_indirect`.

Spec: §6.5 (text-instr)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from wasm_construct.opcodes import BY_MNEMONIC, Row
from wasm_construct.syntax.instructions import Instr, MemArg
from wasm_construct.text import control, literals
from wasm_construct.text.annotations import branch_hint
from wasm_construct.text.frames import marked
from wasm_construct.text.keywords import OLD_NAMES
from wasm_construct.text.lexer import Annotation
from wasm_construct.text.reader import INDEX_START, Reader

if TYPE_CHECKING:
    from wasm_construct.text.code import CodeReader

Control: TypeAlias = "Callable[[CodeReader, bool], None]"
"""Takes a control form after its keyword; the flag says whether it is folded."""


class Made(dict[str, Instr]):
    """The instructions of one keyword with one immediate of one token, made once for each token."""

    def __init__(self, code: CodeReader, row: Row) -> None:
        super().__init__()
        self.code = code
        self.row = row
        self.kind = row.immediates[0]

    def __missing__(self, word: str) -> Instr:
        made = self.code.new(self.row, (_one(self.code, self.kind, word),))
        self[word] = made
        if self.kind == "localidx" and word[:1] == "$":
            self.code.named_locals.append((self, word))
        return made


class Immediates:
    """The instructions of one keyword, read by a function."""

    __slots__ = ("read",)

    def __init__(self, read: Callable[[CodeReader], Instr]) -> None:
        self.read = read


Operation: TypeAlias = "Instr | Made | Immediates | Control"


class Ops(dict[str, Operation]):
    """What to do at a token among instructions."""

    def __init__(self, code: CodeReader) -> None:
        super().__init__({"(": type(code).open_fold, ")": type(code).close_frame})
        self.code = code

    def __missing__(self, word: str) -> Operation:
        code = self.code
        if isinstance(word, Annotation):
            if not word.startswith("metadata."):
                raise code.unexpected()
            return annotated
        name = OLD_NAMES.get(word, word) if code.legacy_names else word
        rows = [row for row in BY_MNEMONIC.get(name, ()) if row.feature in code.features]
        if not rows:
            raise code.unexpected()
        operation = self[word] = _operation(code, rows)
        return operation


def _operation(code: CodeReader, rows: list[Row]) -> Operation:
    row = rows[0]
    if "dataidx" in row.immediates:
        code.uses_data = True
    if row.mnemonic in control.FORMS:
        return control.FORMS[row.mnemonic]
    if row.mnemonic == "select":
        return Immediates(lambda code: _select(code, rows))
    if len(rows) > 1:
        return Immediates(lambda code: _of_reftype(code, rows))
    if not row.immediates:
        return code.instr(row)
    if len(row.immediates) == 1 and row.immediates[0] in _ONE_TOKEN:
        return Made(code, row)
    read = _READERS[row.immediates]
    if row.immediates[0] == "memarg":
        align = natural_alignment(row.mnemonic)
        return Immediates(lambda code: code.instr(row, read(code, align)))
    return Immediates(lambda code: code.instr(row, read(code, 0)))


def annotated(code: CodeReader, folded: bool) -> None:
    """Take an instruction with a hint in front of it, after the hint."""
    annotation = code.words[code.pos - 1]
    if not isinstance(annotation, Annotation) or folded:
        raise code.unexpected(code.pos - 1)
    likely = branch_hint(code.source, annotation)
    code.hinted = True
    following = code.words[code.pos]
    if isinstance(following, Annotation) and following == annotation:
        raise code.source.error(f"@{annotation} annotation: duplicate annotation", following.offset)
    inner = following == "("
    code.pos += inner
    if code.words[code.pos] in "()" or code.words[code.pos] in (
        "else",
        "end",
        "then",
        "catch",
        "catch_all",
        "delegate",
    ):
        raise code.source.error(f"@{annotation} annotation: invalid placement", annotation.offset)
    operation = code.ops[code.words[code.pos]]
    code.pos += 1
    if isinstance(operation, Instr):
        code.later(marked(operation, likely), inner)
    elif isinstance(operation, Made):
        instr = operation[code.words[code.pos]]
        code.pos += 1
        code.later(marked(instr, likely), inner)
    elif isinstance(operation, Immediates):
        instr = operation.read(code)
        code.later(marked(instr, likely), inner)
    else:
        code.mark = likely
        operation(code, inner)


# ---- one token

_CONSTANTS: dict[str, Callable[[str], Any]] = {
    "i32": lambda word: literals.integer(word, 32),
    "i64": lambda word: literals.integer(word, 64),
    "f32": literals.f32,
    "f64": literals.f64,
}
_SPACES = frozenset({"typeidx", "funcidx", "globalidx", "tagidx", "dataidx", "elemidx", "localidx"})
_ONE_TOKEN = _SPACES | _CONSTANTS.keys()


def _one(code: CodeReader, kind: str, word: str) -> Any:
    if kind in _SPACES:
        return code.locals[word] if kind == "localidx" else code.scope.spaces[kind][word]
    return constant(code, kind, word)


def constant(code: Reader, kind: str, word: str) -> Any:
    """The value of a constant of this type, whose token comes next."""
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

_SIZE = re.compile(r"(?:load|store|rmw|wait)(\d+)(?:x(\d+))?")


def natural_alignment(mnemonic: str) -> int:
    """The exponent of the alignment that a memory access has unless it is said."""
    match = _SIZE.search(mnemonic)
    if match:
        bits = int(match[1]) * int(match[2] or 1)
    else:
        type_ = mnemonic.partition(".")[0]
        bits = 32 if type_ == "memory" else int(type_[1:])
    return (bits // 8).bit_length() - 1


def _memarg(code: CodeReader, align: int) -> tuple[Any, ...]:
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


def _field(code: CodeReader) -> int:
    try:
        value = literals.nat(code.words[code.pos].partition("=")[2], 64)
    except OverflowError:
        raise code.error("i64 constant out of range") from None
    if value is None:
        raise code.unexpected()
    code.pos += 1
    return value


def _memarg_lane(code: CodeReader, align: int) -> tuple[Any, ...]:
    word, after = code.words[code.pos], code.words[code.pos + 1]
    if word[:1] in INDEX_START and (after[:1] in INDEX_START or after.startswith(("offset=", "align="))):
        return (*_memarg(code, align), code.nat(8))
    if word[:1] not in INDEX_START:
        return (*_memarg(code, align), code.nat(8))
    return (MemArg(align), code.nat(8))


def _v128(code: CodeReader, _: int) -> tuple[Any, ...]:
    start = code.pos
    shape = code.take()
    if shape not in literals.SHAPES:
        raise code.unexpected(start)
    first = code.pos
    words = _numbers(code)
    if len(words) != 128 // literals.SHAPES[shape][0]:
        raise code.error("wrong number of lane literals", start)
    return (literals.pack(shape, [_lane(code, shape, word, at) for at, word in enumerate(words, first)]),)


def _lane(code: CodeReader, shape: str, word: str, at: int) -> Any:
    try:
        value = literals.lane(shape, word)
    except OverflowError:
        raise code.error("constant out of range", at) from None
    if value is None:
        raise code.error(f"unexpected token {word}: not an integer", at)
    return value


def _numbers(code: CodeReader) -> list[str]:
    """All numbers that come next, in the form of tokens."""
    words = []
    while literals.is_number(word := code.words[code.pos]):
        words.append(word)
        code.pos += 1
    if code.words[code.pos] not in ("(", ")") and code.words[code.pos] not in BY_MNEMONIC:
        raise code.unexpected()
    return words


def _lanes(code: CodeReader, _: int) -> tuple[Any, ...]:
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


def _labels(code: CodeReader, _: int) -> tuple[Any, ...]:
    labels = [code.labels.read()]
    while code.at_index():
        labels.append(code.labels.read())
    return tuple(labels[:-1]), labels[-1]


def _read(code: CodeReader, kind: str) -> Any:
    return code.nat(32) if kind == "u32" else code.scope.spaces[kind].read()


def _field_of(code: CodeReader, _: int) -> tuple[Any, ...]:
    type_ = _read(code, "typeidx")
    return type_, code.scope.fields_of(type_).read()


def _each(*kinds: str) -> Callable[[CodeReader, int], tuple[Any, ...]]:
    return lambda code, _: tuple([_read(code, kind) for kind in kinds])


def _optional(kind: str) -> Callable[[CodeReader, int], tuple[Any, ...]]:
    return lambda code, _: (code.scope.spaces[kind].read_optional(),)


def _both_or_none(kind: str) -> Callable[[CodeReader, int], tuple[Any, ...]]:
    return lambda code, _: (_read(code, kind), _read(code, kind)) if code.at_index() else (0, 0)


def _segment(kind: str, target: str) -> Callable[[CodeReader, int], tuple[Any, ...]]:
    def read(code: CodeReader, _: int) -> tuple[Any, ...]:
        two = code.words[code.pos + 1][:1] in INDEX_START
        where = _read(code, target) if two else 0
        return _read(code, kind), where

    return read


def _cast(code: CodeReader, _: int) -> tuple[Any, ...]:
    label = code.labels.read()
    source, target = code.reftype(), code.reftype()
    return source.null | target.null << 1, label, source.heap, target.heap


def _select(code: CodeReader, rows: list[Row]) -> Instr:
    if code.words[code.pos] != "(" or code.words[code.pos + 1] != "result":
        return code.instr(rows[0])
    if len(rows) == 1:
        raise code.unexpected(code.pos + 1)
    return code.instr(rows[1], (code.results(),))


def _of_reftype(code: CodeReader, rows: list[Row]) -> Instr:
    ref = code.reftype()
    return code.instr(rows[ref.null], (ref.heap,))  # the non-null one comes first


_READERS: dict[tuple[str, ...], Callable[[CodeReader, int], tuple[Any, ...]]] = {
    ("labelidx",): lambda code, _: (code.labels.read(),),
    ("labels", "labelidx"): _labels,
    ("castop", "labelidx", "heaptype", "heaptype"): _cast,
    ("heaptype",): lambda code, _: (code.heaptype(),),
    ("tableidx",): _optional("tableidx"),
    ("memidx",): _optional("memidx"),
    ("tableidx", "tableidx"): _both_or_none("tableidx"),
    ("memidx", "memidx"): _both_or_none("memidx"),
    ("dataidx", "memidx"): _segment("dataidx", "memidx"),
    ("elemidx", "tableidx"): _segment("elemidx", "tableidx"),
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
