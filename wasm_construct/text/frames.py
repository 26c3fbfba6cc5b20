"""The frames of the stack that stands for nesting.

A *sequence* takes any instruction, *operands* are folded instructions only.

Spec: §6.5.11 (text-foldedinstr)
Source: the legacy exception-handling proposal
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wasm_construct.opcodes import BY_MNEMONIC, Row
from wasm_construct.syntax.instructions import Instr

if TYPE_CHECKING:
    from wasm_construct.text.code import CodeReader
    from wasm_construct.text.reader import Binder
    from wasm_construct.text.scopes import TypeUse


class Sequence:
    """A frame in which any instruction may come next; this one is a whole body, up to a closing parenthesis."""

    __slots__ = ()

    def opened(self, code: CodeReader) -> bool:
        """Take what is special about the `(` that comes next; False when nothing is."""
        return False

    def closed(self, code: CodeReader) -> None:
        """Take the `)` that comes next."""
        code.done = True


class Single(Sequence):
    """A body that consists of one folded instruction."""

    __slots__ = ()


class Flat(Sequence):
    """A block that ends with `end`; `part` is the keyword that began what is being read of it."""

    __slots__ = ("part",)

    def __init__(self, part: str) -> None:
        self.part = part

    def closed(self, code: CodeReader) -> None:
        """A closing parenthesis cannot end the block."""
        raise code.unexpected()


class Folded(Sequence):
    """A block in parentheses."""

    __slots__ = ()

    def closed(self, code: CodeReader) -> None:
        """The end of the block."""
        code.out.append(code.END)
        code.labels.leave()
        code.frames.pop()
        code.pos += 1


class Arm(Sequence):
    """A part of a folded block, such as `(then ...)`."""

    __slots__ = ()

    def closed(self, code: CodeReader) -> None:
        """The end of the part."""
        code.frames.pop()
        code.pos += 1


class Operands:
    """A frame in which only folded instructions may come next: the operands of an instruction."""

    __slots__ = ("_instr",)

    def __init__(self, instr: Instr | None = None) -> None:
        self._instr = instr

    def opened(self, code: CodeReader) -> bool:
        """Take what is special about the `(` that comes next; False when nothing is."""
        return False

    def closed(self, code: CodeReader) -> None:
        """Take the `)` that comes next."""
        code.out.append(self.instr(code))
        code.frames.pop()
        code.pos += 1

    def instr(self, code: CodeReader) -> Instr:
        """The instruction that the operands belong to."""
        if self._instr is None:
            raise code.unexpected()
        return self._instr


class Indirect(Operands):
    """An indirect call; its type is looked up, or added, where the instruction stands in the flat sequence."""

    __slots__ = ("mark", "row", "table", "use")

    def __init__(self, row: Row, table: int, use: TypeUse, mark: bool | None) -> None:
        super().__init__()
        self.row = row
        self.table = table
        self.use = use
        self.mark = mark

    def instr(self, code: CodeReader) -> Instr:
        """The call."""
        code.mark = self.mark
        return code.instr(self.row, (code.scope.types.resolve(self.use), self.table))


_CONDITION, _THEN, _ELSE, _PLAIN_THEN, _PLAIN_ELSE = range(5)


class FoldedIf(Operands):
    """`(if label type condition* (then ...) (else ...)?)`, or the old form with two or three folded instructions."""

    __slots__ = ("binder", "conditions", "mark", "state", "use")

    def __init__(self, binder: Binder, use: TypeUse, mark: bool | None) -> None:
        super().__init__()
        self.binder = binder
        self.use = use
        self.mark = mark
        self.state = _CONDITION
        self.conditions = 0

    def opened(self, code: CodeReader) -> bool:
        """A part, or another condition."""
        keyword = code.words[code.pos + 1]
        if self.state == _CONDITION:
            if keyword == "then":
                self._begin(code, _THEN)
                return self._arm(code)
            self.conditions += 1
            if self.conditions == 2 and not code.sibling_opens(code.pos, "then"):
                self._begin(code, _PLAIN_THEN)
            return False
        if self.state == _THEN and keyword == "else":
            self.state = _ELSE
            code.out.append(code.ELSE)
            return self._arm(code)
        if self.state == _PLAIN_THEN:
            self.state = _PLAIN_ELSE
            code.out.append(code.ELSE)
            return False
        raise code.unexpected(code.pos if keyword != "else" else code.pos + 1)

    def _begin(self, code: CodeReader, state: int) -> None:
        self.state = state
        code.mark = self.mark
        code.out.append(code.instr(BY_MNEMONIC["if"][0], (code.block_type(self.use),)))
        code.labels.enter(self.binder)

    @staticmethod
    def _arm(code: CodeReader) -> bool:
        code.frames.append(Arm())
        code.pos += 2
        return True

    def closed(self, code: CodeReader) -> None:
        """The end of the block."""
        if self.state == _CONDITION:
            raise code.unexpected()
        code.out.append(code.END)
        code.labels.leave()
        code.frames.pop()
        code.pos += 1


class FoldedTry(Operands):
    """`(try label type (do ...) (catch tag ...)* (catch_all ...)?)`, or with `(delegate label)`."""

    __slots__ = ("part",)

    def __init__(self) -> None:
        super().__init__()
        self.part = "try"

    def opened(self, code: CodeReader) -> bool:
        """The next part."""
        keyword = code.words[code.pos + 1]
        if self.part not in _AFTER.get(keyword, ()):
            raise code.unexpected(code.pos + 1)
        self.part = keyword
        code.pos += 2
        if keyword == "delegate":
            code.labels.leave()
            code.out.append(code.instr(BY_MNEMONIC["delegate"][0], (code.labels.read(),)))
            code.close()
            return True
        if keyword == "catch":
            code.out.append(code.instr(BY_MNEMONIC["catch"][0], (code.scope.spaces["tagidx"].read(),)))
        elif keyword == "catch_all":
            code.out.append(code.instr(BY_MNEMONIC["catch_all"][0]))
        code.frames.append(Arm())
        return True

    def closed(self, code: CodeReader) -> None:
        """The end of the block."""
        if self.part == "try":
            raise code.unexpected()
        if self.part != "delegate":
            code.out.append(code.END)
            code.labels.leave()
        code.frames.pop()
        code.pos += 1


_AFTER: dict[str, tuple[str, ...]] = {
    "do": ("try",),
    "catch": ("do", "catch"),
    "catch_all": ("do", "catch"),
    "delegate": ("do",),
}


class Marked(Instr):
    """An instruction that a branch hint is about."""

    __slots__ = ("likely",)
    likely: bool


_set_likely = Marked.__dict__["likely"].__set__


def marked(instr: Instr, likely: bool) -> Marked:
    """The same instruction with a hint."""
    made = Marked(instr.row, instr.args, instr.raw)
    _set_likely(made, likely)
    return made
