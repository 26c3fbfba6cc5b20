"""The frames: what may come next in an open block or instruction, and what its closing parenthesis does.

A *sequence* takes any instruction, *operands* take folded instructions only; `state` has the picture.

Spec: §6.5.11 (text-foldedinstr)
Source: the legacy exception-handling proposal
"""

from __future__ import annotations

from wasm_construct.opcodes import BY_MNEMONIC, Row
from wasm_construct.text.hints import Hinted
from wasm_construct.text.reader import Binder
from wasm_construct.text.scopes import TypeUse
from wasm_construct.text.state import CodeState


class Sequence:
    """A frame in which any instruction may come next."""

    __slots__ = ()

    def opened(self, code: CodeState) -> bool:
        """Take the `(` that comes next if it begins a part of the block; False if it begins an instruction."""
        return False

    def closed(self, code: CodeState) -> None:
        """Take the `)` that comes next."""
        raise code.unexpected()


class Body(Sequence):
    """A whole body. It ends before a closing parenthesis, which belongs to the field that the body is in."""

    __slots__ = ()

    def closed(self, code: CodeState) -> None:
        """The end of the body."""
        code.done = True


class Single(Body):
    """A body that consists of one folded instruction."""

    __slots__ = ()


class Flat(Sequence):
    """A block that ends with `end`; `part` is the keyword of the part that is being read: `if`, then `else`."""

    __slots__ = ("part",)

    def __init__(self, part: str) -> None:
        self.part = part


class Folded(Sequence):
    """A block in parentheses."""

    __slots__ = ()

    def closed(self, code: CodeState) -> None:
        """The end of the block."""
        code.leave()
        code.pos += 1


class Arm(Sequence):
    """A part of a folded block, such as `(then ...)`."""

    __slots__ = ()

    def closed(self, code: CodeState) -> None:
        """The end of the part."""
        code.frames.pop()
        code.pos += 1


class Operands:
    """A frame in which only folded instructions may come next."""

    __slots__ = ()

    def opened(self, code: CodeState) -> bool:
        """Take the `(` that comes next if it begins a part of the block; False if it begins an instruction."""
        return False

    def closed(self, code: CodeState) -> None:
        """Take the `)` that comes next."""
        raise code.unexpected()


class HintedOperands(Operands):
    """The operands of an instruction with a branch hint; without one, an instruction is its own frame."""

    __slots__ = ("instr",)

    def __init__(self, instr: Hinted) -> None:
        self.instr = instr

    def closed(self, code: CodeState) -> None:
        """Add the instruction."""
        code.out.append(self.instr)
        code.frames.pop()
        code.pos += 1


class IndirectOperands(Operands):
    """The operands of an indirect call. Its type is looked up, or added, after what the operands add."""

    __slots__ = ("hint", "row", "table", "use")

    def __init__(self, row: Row, table: int, use: TypeUse, hint: bool | None) -> None:
        self.row = row
        self.table = table
        self.use = use
        self.hint = hint

    def closed(self, code: CodeState) -> None:
        """Add the call."""
        self.add(code)
        code.frames.pop()
        code.pos += 1

    def add(self, code: CodeState) -> None:
        """Add the call, which has no operands left."""
        code.hint = self.hint
        code.out.append(code.instr(self.row, (code.scope.types.resolve(self.use), self.table)))


_CONDITION, _THEN, _ELSE, _PLAIN_THEN, _PLAIN_ELSE = range(5)


class FoldedIf(Operands):
    """`(if label type condition* (then ...) (else ...)?)`, or the old form with two or three folded instructions."""

    __slots__ = ("binder", "conditions", "hint", "state", "use")

    def __init__(self, binder: Binder, use: TypeUse, hint: bool | None) -> None:
        self.binder = binder
        self.use = use
        self.hint = hint
        self.state = _CONDITION
        self.conditions = 0

    def opened(self, code: CodeState) -> bool:
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

    def _begin(self, code: CodeState, state: int) -> None:
        self.state = state
        code.hint = self.hint
        code.out.append(code.instr(BY_MNEMONIC["if"][0], (code.block_type(self.use),)))
        code.labels.enter(self.binder)

    @staticmethod
    def _arm(code: CodeState) -> bool:
        code.frames.append(Arm())
        code.pos += 2
        return True

    def closed(self, code: CodeState) -> None:
        """The end of the block."""
        if self.state == _CONDITION:
            raise code.unexpected()
        code.leave()
        code.pos += 1


class FoldedTry(Operands):
    """`(try label type (do ...) (catch tag ...)* (catch_all ...)?)`, or with `(delegate label)`."""

    __slots__ = ("part",)

    def __init__(self) -> None:
        self.part = "try"

    def opened(self, code: CodeState) -> bool:
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

    def closed(self, code: CodeState) -> None:
        """The end of the block."""
        if self.part == "try":
            raise code.unexpected()
        if self.part == "delegate":
            code.frames.pop()
        else:
            code.leave()
        code.pos += 1


_AFTER: dict[str, tuple[str, ...]] = {
    "do": ("try",),
    "catch": ("do", "catch"),
    "catch_all": ("do", "catch"),
    "delegate": ("do",),
}
