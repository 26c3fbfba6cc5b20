"""Sequences of instructions, flat and folded, without recursion: what is open stands on a stack of frames.

Spec: §6.5 (text-instr), §6.5.11 (text-foldedinstr)
"""

from __future__ import annotations

from typing import Any, Protocol

from wasm_construct.features import Feature
from wasm_construct.opcodes import BY_MNEMONIC, Row
from wasm_construct.syntax.instructions import Expr, Instr
from wasm_construct.syntax.modules import Locals
from wasm_construct.syntax.types import BlockType
from wasm_construct.text.frames import Operands, Sequence, Single, marked
from wasm_construct.text.lexer import Annotation, Source
from wasm_construct.text.operations import Immediates, Made, Ops
from wasm_construct.text.reader import Binder
from wasm_construct.text.scopes import Labels, Space, TypeUse
from wasm_construct.text.types import TypeReader


class Encoding(Protocol):
    """What the binary format has to say while a text is read: annotations on instructions count its bytes."""

    def instr(self, instr: Instr) -> bytes:
        """The bytes of an instruction."""

    def locals(self, runs: list[Locals]) -> bytes:
        """The bytes of the locals in front of a body."""


class CodeReader(TypeReader):
    """Reads instructions in the scope of a module."""

    def __init__(
        self,
        source: Source,
        pos: int,
        features: frozenset[Feature],
        legacy_names: bool = False,
        encoding: Encoding | None = None,
    ) -> None:
        super().__init__(source, pos, features, legacy_names)
        self.encoding = encoding
        self.out: list[Instr] = []
        self.frames: list[Any] = []
        self.done = False
        self.locals = Space(self, "localidx")
        self.labels: Labels = Labels(self)
        self.named_locals: list[tuple[dict[str, Any], str]] = []
        self.uses_data = False
        self.mark: bool | None = None
        self.hinted = False
        self._made: dict[tuple[tuple[int, ...], tuple[Any, ...]], Instr] = {}
        self._closing: dict[int, int] | None = None
        self.ops = Ops(self)
        self.END = self.instr(BY_MNEMONIC["end"][0])
        self.ELSE = self.instr(BY_MNEMONIC["else"][0])

    # ---- instructions

    def instr(self, row: Row, args: tuple[Any, ...] = ()) -> Instr:
        """The instruction with these immediates; there is one object for all its occurrences."""
        made = self._made.get((row.opcode, args))
        if made is None:
            made = self._made[row.opcode, args] = self.new(row, args)
        if self.mark is not None:
            made, self.mark = marked(made, self.mark), None
        return made

    def new(self, row: Row, args: tuple[Any, ...]) -> Instr:
        """A new instruction."""
        made = Instr(row, args)
        return made if self.encoding is None else Instr(row, args, self.encoding.instr(made))

    def raw(self, instr: Instr) -> Instr:
        """An instruction that was made by hand, with its bytes."""
        return self.instr(instr.row, instr.args)

    def block_type(self, use: TypeUse) -> BlockType:
        """The type of a block, the short form where there is one. Spec: §6.5.3 (text-blocktype)"""
        if use.index is None and not use.type.params and len(use.type.results) < 2:
            return use.type.results[0] if use.type.results else None
        return self.scope.types.resolve(use)

    # ---- sequences

    def start_function(self) -> None:
        """Forget the locals and labels of the function before."""
        self.locals = Space(self, "localidx")
        self.labels = Labels(self)
        for made, word in self.named_locals:
            made.pop(word, None)
        self.named_locals = []

    def sequence(self) -> list[Instr]:
        """Instructions up to a closing parenthesis, which is not read; with the final `end`."""
        self._begin(Sequence())
        self._run()
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
        self._fold()
        if len(self.frames) > 1:
            self._run()
        self.out.append(self.END)
        return Expr(self.out)

    def _begin(self, frame: Sequence) -> None:
        self.out = []
        self.frames = [frame]
        self.done = False

    def _run(self) -> None:
        """Read while the innermost frame is a sequence, flat instructions at full speed."""
        words, ops, out, frames = self.words, self.ops, self.out, self.frames
        append = out.append
        pos = self.pos
        while True:
            self.pos = pos
            op = ops[words[pos]]
            kind = op.__class__
            if kind is Instr:
                append(op)  # type: ignore[arg-type]
                pos += 1
            elif kind is Made:
                self.pos = pos = pos + 1
                append(op[words[pos]])  # type: ignore[index]
                pos += 1
            elif kind is Immediates:
                self.pos = pos + 1
                append(op.read(self))  # type: ignore[union-attr]
                pos = self.pos
            else:
                self.pos = pos + 1
                op(self, False)  # type: ignore[operator]
                if not isinstance(frames[-1], Sequence):
                    self._fold()
                if self.done or frames[-1].__class__ is Single:
                    return
                pos = self.pos

    def open_fold(self, folded: bool) -> None:
        """Take a `(` among instructions."""
        self.pos -= 1
        if folded:
            raise self.unexpected()
        self._fold()

    def close_frame(self, folded: bool) -> None:
        """Take a `)` among instructions."""
        self.pos -= 1
        if folded:
            raise self.unexpected()
        self.frames[-1].closed(self)

    def _fold(self) -> None:
        """Read folded instructions until the innermost frame is a sequence."""
        words, ops, out, frames = self.words, self.ops, self.out, self.frames
        pos = self.pos
        while True:
            top = frames[-1]
            word = words[pos]
            if word == "(":
                if top.__class__ is not Instr:
                    self.pos = pos
                    if top.opened(self):
                        if isinstance(frames[-1], Sequence):
                            return
                        pos = self.pos
                        continue
                self.pos = pos = pos + 1
                op = ops[words[pos]]
                kind = op.__class__
                if kind is Instr:
                    instr: Instr = op  # type: ignore[assignment]
                    pos += 1
                elif kind is Made:
                    self.pos = pos = pos + 1
                    instr = op[words[pos]]  # type: ignore[index]
                    pos += 1
                else:
                    self.pos = pos + 1
                    if kind is not Immediates:
                        op(self, True)  # type: ignore[operator]
                        if isinstance(frames[-1], Sequence):
                            return
                        pos = self.pos
                        continue
                    instr = op.read(self)  # type: ignore[union-attr]
                    pos = self.pos
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
                    self.pos = pos
                    top.closed(self)
                    pos = self.pos
            else:
                self.pos = pos + 1
                if not isinstance(word, Annotation) or words[pos + 1] != "(":
                    raise self.unexpected(pos)
                ops[word](self, False)  # type: ignore[operator]
                pos = self.pos
            if isinstance(frames[-1], Sequence):
                self.pos = pos
                return

    def later(self, instr: Instr, folded: bool) -> None:
        """Add an instruction, after its operands when it is folded."""
        if folded:
            self.frames.append(Operands(instr))
        else:
            self.out.append(instr)

    def enter(self, binder: Binder, frame: object) -> None:
        """Open a block."""
        self.labels.enter(binder)
        self.frames.append(frame)

    def sibling_opens(self, pos: int, keyword: str) -> bool:
        """Whether this parenthesis or one after it on the same level opens `(keyword`."""
        if self._closing is None:
            self._closing = _closing(self.words)
        while self.words[pos] == "(":
            if self.words[pos + 1] == keyword:
                return True
            pos = self._closing.get(pos, len(self.words) - 1)
            pos += pos < len(self.words) - 1
            while isinstance(self.words[pos], Annotation):
                pos += 1
        return False


def _closing(words: list[str]) -> dict[int, int]:
    """For each opening parenthesis the one that closes it."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for index, word in enumerate(words):
        if word == "(":
            opened.append(index)
        elif word == ")" and opened:
            found[opened.pop()] = index
    return found
