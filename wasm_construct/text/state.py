"""The state of the machine that reads instructions, flat and folded, and the rules that it keeps.

The text nests, the result is flat: `(i32.add (local.get 0) (i32.const 1))` becomes `local.get 0`, `i32.const 1`,
`i32.add`. A text may nest as deeply as it likes, so nothing recurses. What is open stands in a list of *frames*, the
innermost one last. After the `i32.add` in

    (func (if $l (local.get 0) (then nop (drop (i32.add (i32.const 1) ...

the machine is in this state:

    frames   Body, FoldedIf, Arm, drop, i32.add
    out      local.get 0, if, nop
    labels   l

The rules:

- `words[pos]` is the next token; everything before it has been read. Each step goes past at least one token, so reading
  takes time linear in the text.
- `out` is the beginning of the flat sequence and only grows at its end. A folded instruction is added at its closing
  parenthesis, which comes after those of all its operands.
- A frame is one of three things. In a *sequence* (the body, a block, an arm of a block) any instruction may come next.
  In *operands* only folded instructions may. Most operands are those of a plain instruction; then the instruction
  itself is the frame.
- The first frame is the body. Its closing parenthesis sets `done`; nothing is open then.
- `labels` has one entry for each block that branches can name. It is entered when the instruction that opens the
  block is added to `out`, not when its keyword is read: the condition of a folded `if` stands outside of the label.

What happens at a token is looked up in `ops`: an *operation*. There are four kinds, and the loops in `code` tell them
apart by class, the most frequent first:

- an `Instr`: the keyword is the whole instruction;
- `ByToken`: one token follows, and equal tokens give the same instruction;
- `Immediates`: a function reads what follows, and gives the instruction;
- a function (`Control`) that changes frames and labels itself: blocks, `else`, `end`, parentheses, annotations.

Spec: §6.5 (text-instr), §6.5.11 (text-foldedinstr)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from wasm_construct.features import Feature
from wasm_construct.opcodes import BY_MNEMONIC, Row
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.modules import Locals
from wasm_construct.syntax.types import BlockType
from wasm_construct.text.hints import hinted
from wasm_construct.text.lexer import Annotation, Source
from wasm_construct.text.reader import Binder
from wasm_construct.text.scopes import Labels, Space, TypeUse
from wasm_construct.text.types import TypeReader


class Encoding(Protocol):
    """What the binary format knows and a text does not: branch hints name instructions by their offset in bytes."""

    def instr(self, instr: Instr) -> bytes:
        """The bytes of an instruction."""

    def locals(self, runs: list[Locals]) -> bytes:
        """The bytes of the locals in front of a body."""


class ByToken(dict[str, Instr]):
    """The instructions of a keyword that one token follows, by that token; each is made when its token first occurs."""

    def __init__(self, make: Callable[[str], Instr]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, word: str) -> Instr:
        made = self[word] = self.make(word)
        return made


class Immediates:
    """How to read the instruction of a keyword, from the token after the keyword on."""

    __slots__ = ("read",)

    def __init__(self, read: Callable[[CodeState], Instr]) -> None:
        self.read = read


class CodeState(TypeReader):
    """The tokens of a module, what they have bound so far, and how far the instructions of a body have been read."""

    ops: dict[str, Operation]
    """What to do at a token among instructions."""

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
        self.frames: list[Any] = []  # of `frames`, or an Instr
        self.done = False
        self.locals = Space(self, "localidx")
        self.labels: Labels = Labels(self)
        self.uses_data = False  # whether an instruction needs a data count section
        self.hint: bool | None = None  # the branch hint in front of the instruction that is being read
        self.has_hints = False
        self._instrs: dict[tuple[tuple[int, ...], tuple[Any, ...]], Instr] = {}
        self._by_local: list[tuple[ByToken, str]] = []
        self._closing: dict[int, int] | None = None
        self.END = self.instr(BY_MNEMONIC["end"][0])
        self.ELSE = self.instr(BY_MNEMONIC["else"][0])

    # ---- instructions

    def instr(self, row: Row, args: tuple[Any, ...] = ()) -> Instr:
        """The instruction with these immediates, and the hint if there is one; equal instructions are one object."""
        made = self._instrs.get((row.opcode, args))
        if made is None:
            made = Instr(row, args)
            if self.encoding is not None:
                made = Instr(row, args, self.encoding.instr(made))
            self._instrs[row.opcode, args] = made
        if self.hint is not None:
            made, self.hint = hinted(made, self.hint), None
        return made

    def block_type(self, use: TypeUse) -> BlockType:
        """The type of a block, the short form where there is one. Spec: §6.5.3 (text-blocktype)"""
        if use.index is None and not use.type.params and len(use.type.results) < 2:
            return use.type.results[0] if use.type.results else None
        return self.scope.types.resolve(use)

    # ---- functions and blocks

    def start_function(self) -> None:
        """Forget the locals and labels of the function before."""
        self.locals = Space(self, "localidx")
        self.labels = Labels(self)
        for instrs, word in self._by_local:
            instrs.pop(word, None)
        self._by_local = []

    def forget_after_function(self, instrs: ByToken, word: str) -> None:
        """The token is the name of a local: in the next function it means another one, or none."""
        self._by_local.append((instrs, word))

    def enter(self, binder: Binder, frame: object) -> None:
        """Open a block, whose instruction has been added."""
        self.labels.enter(binder)
        self.frames.append(frame)

    def leave(self) -> None:
        """Close the innermost block, with an `end`."""
        self.out.append(self.END)
        self.labels.leave()
        self.frames.pop()

    # ---- tokens ahead

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


Control: TypeAlias = Callable[[CodeState, bool], None]
"""What to do after a token that is more than an instruction; the flag: a parenthesis stands in front of the token."""
Operation: TypeAlias = Instr | ByToken | Immediates | Control
