"""Sequences of instructions, flat and folded, without recursion: two loops over the state that `state` describes.

`_run` reads while the innermost frame is a sequence, `_fold` while it is operands. Each ends as soon as that is no
longer so; `_run` then calls `_fold`, and goes on after it. Nearly all tokens are handled within the loops. These keep
the position in a local variable, and write it back before anything is called that looks at it or may raise.

Spec: §6.5 (text-instr), §6.5.11 (text-foldedinstr)
"""

from __future__ import annotations

from wasm_construct.features import Feature
from wasm_construct.syntax.instructions import Expr, Instr
from wasm_construct.text.frames import Body, Sequence, Single
from wasm_construct.text.lexer import Annotation, Source
from wasm_construct.text.operations import Ops
from wasm_construct.text.state import ByToken, CodeState, Encoding, Immediates


class CodeReader(CodeState):
    """Reads instructions in the scope of a module."""

    def __init__(
        self,
        source: Source,
        pos: int,
        features: frozenset[Feature],
        legacy_names: bool = False,
        encoding: Encoding | None = None,
    ) -> None:
        super().__init__(source, pos, features, legacy_names, encoding)
        self.ops = Ops(self, {"(": _open_fold, ")": _close_frame})

    def sequence(self) -> list[Instr]:
        """Instructions up to a closing parenthesis, which is not read; with the final `end`."""
        self._begin(Body())
        _run(self)
        self.out.append(self.END)
        return self.out

    def expr(self) -> Expr:
        """A constant expression up to a closing parenthesis. Spec: §6.5.12 (text-expr)"""
        self.start_function()
        return Expr(self.sequence())

    def folded_expr(self) -> Expr:
        """An expression of one folded instruction. Spec: §6.5.12 (text-expr)"""
        if self.words[self.pos] != "(":
            raise self.unexpected()
        self.start_function()
        self._begin(Single())
        _fold(self)
        if len(self.frames) > 1:
            _run(self)
        self.out.append(self.END)
        return Expr(self.out)

    def _begin(self, body: Body) -> None:
        self.out = []
        self.frames = [body]
        self.done = False


def _run(code: CodeState) -> None:
    """Read while the innermost frame is a sequence, flat instructions at full speed."""
    words, ops, frames = code.words, code.ops, code.frames
    append = code.out.append
    pos = code.pos
    while True:
        code.pos = pos
        op = ops[words[pos]]
        kind = op.__class__
        if kind is Instr:
            append(op)  # type: ignore[arg-type]  # mypy knows classes by isinstance only, which is slower
            pos += 1
        elif kind is ByToken:
            code.pos = pos = pos + 1
            append(op[words[pos]])  # type: ignore[index]
            pos += 1
        elif kind is Immediates:
            code.pos = pos + 1
            append(op.read(code))  # type: ignore[union-attr]
            pos = code.pos
        else:
            code.pos = pos + 1
            op(code, False)  # type: ignore[operator]
            if not isinstance(frames[-1], Sequence):
                _fold(code)
            if code.done or frames[-1].__class__ is Single:
                return
            pos = code.pos


def _fold(code: CodeState) -> None:
    """Read folded instructions until the innermost frame is a sequence; at least one."""
    words, ops, out, frames = code.words, code.ops, code.out, code.frames
    pos = code.pos
    while True:
        top = frames[-1]
        word = words[pos]
        if word == "(":
            if top.__class__ is not Instr:
                code.pos = pos
                if top.opened(code):
                    if isinstance(frames[-1], Sequence):
                        return
                    pos = code.pos
                    continue
            code.pos = pos = pos + 1
            op = ops[words[pos]]
            kind = op.__class__
            if kind is Instr:
                instr: Instr = op  # type: ignore[assignment]
                pos += 1
            elif kind is ByToken:
                code.pos = pos = pos + 1
                instr = op[words[pos]]  # type: ignore[index]
                pos += 1
            else:
                code.pos = pos + 1
                if kind is not Immediates:
                    op(code, True)  # type: ignore[operator]
                    if isinstance(frames[-1], Sequence):
                        return
                    pos = code.pos
                    continue
                instr = op.read(code)  # type: ignore[union-attr]
                pos = code.pos
            if words[pos] != ")":
                frames.append(instr)
                continue
            out.append(instr)
            pos += 1
        elif word == ")" and not isinstance(top, Sequence):
            if top.__class__ is Instr:
                out.append(top)
                frames.pop()
                pos += 1
            else:
                code.pos = pos
                top.closed(code)
                pos = code.pos
        else:
            code.pos = pos + 1
            if not isinstance(word, Annotation) or words[pos + 1] != "(":
                raise code.unexpected(pos)
            ops[word](code, False)  # type: ignore[operator]
            pos = code.pos
        if isinstance(frames[-1], Sequence):
            code.pos = pos
            return


def _open_fold(code: CodeState, folded: bool) -> None:
    """Take a `(` among instructions."""
    code.pos -= 1
    if folded:
        raise code.unexpected()
    _fold(code)


def _close_frame(code: CodeState, folded: bool) -> None:
    """Take a `)` among instructions."""
    code.pos -= 1
    if folded:
        raise code.unexpected()
    code.frames[-1].closed(code)
