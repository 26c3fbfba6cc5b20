"""What to do at a keyword among instructions, derived from the rows.

By hand are the control forms (`control`), the mnemonics with two opcodes, and annotations.

Spec: §6.5 (text-instr)
"""

from __future__ import annotations

import wasm_construct.text.control as control
from wasm_construct.opcodes import BY_MNEMONIC, NATURAL_ALIGNMENT, Row, cast_row
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.nesting import CLOSERS, DIVIDERS
from wasm_construct.text.annotations import branch_hint
from wasm_construct.text.frames import HintedOperands
from wasm_construct.text.hints import hinted
from wasm_construct.text.immediates import ONE_TOKEN, READERS, one_token
from wasm_construct.text.keywords import old_names
from wasm_construct.text.lexer import Annotation
from wasm_construct.text.state import ByToken, CodeState, Control, Immediates, Operation


class Ops(dict[str, Operation]):
    """The operation for each token among instructions, derived when the token first occurs."""

    def __init__(self, code: CodeState, parentheses: dict[str, Control]) -> None:
        super().__init__(parentheses)
        self.code = code

    def __missing__(self, word: str) -> Operation:
        code = self.code
        if isinstance(word, Annotation):
            if not word.startswith("metadata."):
                raise code.unexpected()
            return annotated
        name = old_names().get(word, word) if code.legacy_names else word
        rows = [row for row in BY_MNEMONIC.get(name, ()) if row.feature in code.features]
        if not rows:
            raise code.unexpected()
        operation = self[word] = _operation(code, rows)
        return operation


def _operation(code: CodeState, rows: list[Row]) -> Operation:
    row = rows[0]
    if "dataidx" in row.immediates:
        code.uses_data = True
    if row.mnemonic in control.FORMS:
        return control.FORMS[row.mnemonic]
    if row.mnemonic == "select":
        return Immediates(lambda code: _select(code, rows))
    if len(rows) > 1:
        return Immediates(lambda code: _of_reftype(code, row.mnemonic))
    if not row.immediates:
        return code.instr(row)
    if len(row.immediates) == 1 and row.immediates[0] in ONE_TOKEN:
        return _by_token(code, row, row.immediates[0])
    read = READERS[row.immediates]
    if row.immediates[0] == "memarg":
        align = NATURAL_ALIGNMENT[row.opcode]
        return Immediates(lambda code: code.instr(row, read(code, align)))
    return Immediates(lambda code: code.instr(row, read(code, 0)))


def _by_token(code: CodeState, row: Row, kind: str) -> ByToken:
    def make(word: str) -> Instr:
        if kind == "localidx" and word[:1] == "$":
            code.forget_after_function(found, word)
        return code.instr(row, (one_token(code, kind, word),))

    found = ByToken(make)
    return found


def _select(code: CodeState, rows: list[Row]) -> Instr:
    if code.words[code.pos] != "(" or code.words[code.pos + 1] != "result":
        return code.instr(rows[0])
    if len(rows) == 1:
        raise code.unexpected(code.pos + 1)
    return code.instr(rows[1], (code.results(),))


def _of_reftype(code: CodeState, mnemonic: str) -> Instr:
    ref = code.reftype()
    return code.instr(cast_row(mnemonic, ref.null), (ref.heap,))


_NO_TARGETS = frozenset({"", "(", ")", "then", *DIVIDERS, *CLOSERS})


def annotated(code: CodeState, folded: bool) -> None:
    """Take the instruction after a branch hint; raises TextError where a hint is malformed or misplaced."""
    annotation = code.words[code.pos - 1]
    if not isinstance(annotation, Annotation) or folded:
        raise code.unexpected(code.pos - 1)
    likely = branch_hint(code.source, annotation)
    code.has_hints = True
    following = code.words[code.pos]
    if isinstance(following, Annotation) and following == annotation:
        raise code.source.error(f"@{annotation} annotation: duplicate annotation", following.offset)
    inner = following == "("
    code.pos += inner
    if code.words[code.pos] in _NO_TARGETS:
        raise code.source.error(f"@{annotation} annotation: invalid placement", annotation.offset)
    operation = code.ops[code.words[code.pos]]
    code.pos += 1
    if isinstance(operation, Instr):
        instr = operation
    elif isinstance(operation, ByToken):
        instr = operation[code.words[code.pos]]
        code.pos += 1
    elif isinstance(operation, Immediates):
        instr = operation.read(code)
    else:
        code.hint = likely
        operation(code, inner)
        return
    if inner:
        code.frames.append(HintedOperands(hinted(instr, likely)))
    else:
        code.out.append(hinted(instr, likely))
