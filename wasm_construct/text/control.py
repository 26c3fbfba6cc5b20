"""Control forms: blocks of every kind, flat and folded, and indirect calls.

No function here reads a whole block. It takes what stands between the keyword and the first nested instruction (label,
type, catch clauses), adds the instruction that opens the block, and pushes a frame. The loops in `code` read the nested
instructions. The block ends in the function for `end`, or, when it is folded, in the `closed` of its frame.

Two forms come later in the flat sequence than in the text, after their folded operands: the `if` after its condition,
and the indirect call, whose type use may add a type when its turn comes. Their frames keep what has been read.

Spec: §6.5.3 (text-instr-block), §6.5.11 (text-foldedinstr)
Source: the legacy exception-handling proposal, `try` and its parts
"""

from __future__ import annotations

from typing import Any

from wasm_construct.opcodes import BY_MNEMONIC
from wasm_construct.syntax.instructions import Catch, CatchKind
from wasm_construct.text.frames import Flat, Folded, FoldedIf, FoldedTry, IndirectOperands
from wasm_construct.text.state import CodeState, Control


def _block(mnemonic: str) -> Control:
    row = BY_MNEMONIC[mnemonic][0]

    def read(code: CodeState, folded: bool) -> None:
        binder = code.binder()
        type_ = code.block_type(code.typeuse(named=False))
        args: tuple[Any, ...] = (type_, _catches(code)) if mnemonic == "try_table" else (type_,)
        code.out.append(code.instr(row, args))
        code.enter(binder, Folded() if folded else Flat(mnemonic))

    return read


def _catches(code: CodeState) -> tuple[Catch, ...]:
    found = []
    while code.words[code.pos] == "(" and code.words[code.pos + 1] in _CATCHES:
        kind = _CATCHES[code.words[code.pos + 1]]
        code.pos += 2
        tag = code.scope.spaces["tagidx"].read() if kind in _WITH_TAG else None
        found.append(Catch(kind, tag, code.labels.read()))
        code.close()
    return tuple(found)


_CATCHES = {kind.value: kind for kind in CatchKind}
_WITH_TAG = (CatchKind.CATCH, CatchKind.CATCH_REF)


def _if(code: CodeState, folded: bool) -> None:
    binder = code.binder()
    use = code.typeuse(named=False)
    if folded:
        hint, code.hint = code.hint, None
        code.frames.append(FoldedIf(binder, use, hint))
        return
    code.out.append(code.instr(BY_MNEMONIC["if"][0], (code.block_type(use),)))
    code.enter(binder, Flat("if"))


def _else(code: CodeState, folded: bool) -> None:
    frame = _flat(code, folded, "if")
    _check_label(code)
    frame.part = "else"
    code.out.append(code.ELSE)


def _end(code: CodeState, folded: bool) -> None:
    _flat(code, folded)
    _check_label(code)
    code.leave()


def _flat(code: CodeState, folded: bool, *parts: str) -> Flat:
    """The flat block that a delimiter belongs to."""
    frame = code.frames[-1]
    if folded or not isinstance(frame, Flat) or (parts and frame.part not in parts):
        raise code.error(f"unexpected token {code.words[code.pos - 1]}", code.pos - 1)
    return frame


def _check_label(code: CodeState) -> None:
    at = code.pos
    label = code.identifier()
    if label is not None and label != code.labels.open[-1]:
        raise code.error("mismatching label", at)


# ---- the legacy form of exception handling


def _try(code: CodeState, folded: bool) -> None:
    binder = code.binder()
    type_ = code.block_type(code.typeuse(named=False))
    code.out.append(code.instr(BY_MNEMONIC["try"][0], (type_,)))
    code.enter(binder, FoldedTry() if folded else Flat("try"))


def _catch(code: CodeState, folded: bool) -> None:
    _flat(code, folded, "try", "catch").part = "catch"
    code.out.append(code.instr(BY_MNEMONIC["catch"][0], (code.scope.spaces["tagidx"].read(),)))


def _catch_all(code: CodeState, folded: bool) -> None:
    _flat(code, folded, "try", "catch").part = "catch_all"
    code.out.append(code.instr(BY_MNEMONIC["catch_all"][0]))


def _delegate(code: CodeState, folded: bool) -> None:
    _flat(code, folded, "try")
    code.frames.pop()
    code.labels.leave()
    code.out.append(code.instr(BY_MNEMONIC["delegate"][0], (code.labels.read(),)))


# ---- the others


def _indirect(mnemonic: str) -> Control:
    row = BY_MNEMONIC[mnemonic][0]

    def read(code: CodeState, folded: bool) -> None:
        table = code.scope.spaces["tableidx"].read_optional()
        use = code.typeuse(named=False)
        hint, code.hint = code.hint, None
        operands = IndirectOperands(row, table, use, hint)
        if folded:
            code.frames.append(operands)
        else:
            operands.add(code)

    return read


FORMS: dict[str, Control] = {
    "block": _block("block"),
    "loop": _block("loop"),
    "try_table": _block("try_table"),
    "if": _if,
    "else": _else,
    "end": _end,
    "try": _try,
    "catch": _catch,
    "catch_all": _catch_all,
    "delegate": _delegate,
    "call_indirect": _indirect("call_indirect"),
    "return_call_indirect": _indirect("return_call_indirect"),
}
"""What to do after these keywords."""
