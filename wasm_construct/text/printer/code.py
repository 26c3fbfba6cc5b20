"""Sequences of instructions, one a line, indented by their nesting.

The line of an instruction is made once for each depth that the instruction occurs at, unless names of locals or labels
are in it.

Spec: §6.5 (text-instr)
"""

from __future__ import annotations

from wasm_construct.errors import BuildError
from wasm_construct.opcodes import ROWS
from wasm_construct.syntax.instructions import Expr, Instr
from wasm_construct.syntax.nesting import OPENERS
from wasm_construct.text.printer.immediates import Print, printer_of
from wasm_construct.text.printer.literals import comment, identifier, name
from wasm_construct.text.printer.names import Scope
from wasm_construct.text.printer.state import PrinterState

DEEPEST = 60
"""From this depth on, lines are indented no more, so that the text stays linear in the code."""

_LABELLED = frozenset(row.mnemonic for row in ROWS if {"labelidx", "labels", "catches"} & set(row.immediates))
_MIDDLE = frozenset({"else", "catch", "catch_all"})
_DELIMITERS = _MIDDLE | {"end", "delegate"}


class CodePrinter(PrinterState):
    """Prints instructions with the names of a module."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.uses_data = False
        self._printers: dict[int, Print] = {}  # by the id of the row, since its hash is slow
        self._kept: list[Instr] = []  # those in `_shared`: an object's id is its own only while the object exists
        self._shared: list[dict[int, str]] = []

    # ---- single instructions

    def plain(self, instr: Instr) -> str:
        """An instruction with its immediates."""
        row = instr.row
        found = self._printers.get(id(row))
        if found is None:
            found = self._printers[id(row)] = printer_of(row)
            self.uses_data |= "dataidx" in row.immediates
        return row.mnemonic + found(self, instr)

    def opening(self, instr: Instr) -> str:
        """An instruction that opens a block, with the label of the block; opens the block."""
        immediates = self.plain(instr).removeprefix(instr.row.mnemonic)
        depth = len(self.open) + 1
        text = self.open_block()
        binder = ""
        if text is not None and self.scope.style.ids:
            binder = f" {identifier(text)}" if text else f" (@name {name(text)})"
        elif self.comments:
            binder = f" {comment(text)}" if text else f" (;@{depth};)"
        return instr.row.mnemonic + binder + immediates

    # ---- sequences

    def lines(self, instrs: list[Instr]) -> list[str]:
        """Each instruction of a body on a line of its own, which begins with a line break; without the last `end`."""
        named = bool(self.label_names)
        levels = [] if self.locals or named else self._shared
        out: list[str] = []
        append = out.append
        depth = 0
        texts = _level(levels, 0)
        get = texts.get
        for instr in instrs:
            line = get(id(instr))
            if line:
                append(line)
                continue
            mnemonic = instr.row.mnemonic
            if mnemonic in OPENERS:
                line = _indent(depth) + self.opening(instr)
                depth += 1
            elif mnemonic not in _DELIMITERS:
                line = _indent(depth) + self.plain(instr)
                if mnemonic not in _LABELLED or (not named and depth < DEEPEST):
                    texts[id(instr)] = line
                    self._kept.append(instr)
                append(line)
                continue
            else:
                if mnemonic not in _MIDDLE:
                    depth -= 1
                    if depth < 0:
                        break
                    self.close_block()
                elif not depth:
                    raise BuildError(f"there is no block that {mnemonic} could be in")
                line = _indent(depth - (mnemonic in _MIDDLE)) + (self.plain(instr) if instr.args else mnemonic)
            append(line)
            texts = _level(levels, depth)
            get = texts.get
        check_nesting(depth + 1, len(instrs) - 1 - len(out))
        return out

    def const(self, expr: Expr) -> str:
        """A constant expression on one line: in parentheses when it is one instruction."""
        self.start()
        instrs = expr.peek()
        if is_single(instrs):
            return f"({self.plain(instrs[0])})"
        return " ".join(line.strip() for line in self.lines(instrs))


def check_nesting(unclosed: int, after: int) -> None:
    """Refuse a body by how many blocks, itself included, are not closed, and how many instructions follow its end."""
    if unclosed:
        raise BuildError("the blocks of an expression are not closed")
    if after:
        raise BuildError("an expression goes on after its end")


def is_single(instrs: list[Instr]) -> bool:
    """Whether a body is one plain instruction."""
    return len(instrs) == 2 and instrs[0].row.mnemonic not in OPENERS | _DELIMITERS


def _indent(depth: int) -> str:
    return _INDENTS[min(depth, DEEPEST)]


_INDENTS = ["\n    " + "  " * depth for depth in range(DEEPEST + 1)]


def _level(levels: list[dict[int, str]], depth: int) -> dict[int, str]:
    """The lines that were made for this depth."""
    depth = min(depth, DEEPEST)
    while len(levels) <= depth:
        levels.append({})
    return levels[depth]
