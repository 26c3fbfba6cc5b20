"""Handlers of exceptions.

Spec: §4.6.4 (exec-handler)
Source: the legacy exception-handling proposal
"""

from __future__ import annotations

from interpreter.engines.python.control.flow import Flow
from wasm_construct.syntax.instructions import CatchKind
from wasm_construct.validation.context import signature
from wasm_construct.validation.facts import Block, FuncFacts

_WITH_REFERENCE = (CatchKind.CATCH_REF, CatchKind.CATCH_ALL_REF)


def unpack(em: Flow, tag: int | None, exception: str) -> list[str]:
    """Put the values of an exception into variables, and name these."""
    count = len(signature(em.context.tags[tag]).params) if tag is not None else 0
    names = [f"v{number}" for number in range(count)]
    if names:
        em.line(f"{', '.join(names)}{',' if count == 1 else ''} = {exception}.values")
    return names


def write_clauses(em: Flow, block: Block, exception: str) -> bool:
    """What a `try_table` does with an exception; whether it catches all, else the code runs on."""
    instr = em.instrs[block.start]
    for number, (clause, target) in enumerate(zip(instr.args[1], em.targets[block.start], strict=True)):
        word = "elif" if number else "if"
        em.line("else:" if number and clause.tag is None else f"{word} {_fits(exception, clause.tag)}:")
        em.indent += 1
        names = unpack(em, clause.tag, exception)
        if clause.kind in _WITH_REFERENCE:
            names.append(exception)
        em.land_from_handler(target, names)
        em.indent -= 1
        if clause.tag is None:
            return True
    return False


def _fits(exception: str, tag: int | None) -> str:
    return "True" if tag is None else f"{exception}.tag is E{int(tag)}"


def branch_from_handler(em: Flow, target: Block, names: list[str]) -> None:
    """Branch with what these variables hold."""
    height = len(em.stack)
    for name in names:
        em.push_variable(name)
    em.branch(target)
    del em.stack[height:]


class Handlers:
    """Which blocks catch exceptions; `blocks` are those that code was written for."""

    def __init__(self, facts: FuncFacts) -> None:
        self.facts = facts
        self.blocks: list[Block] = []
        self._stack: list[Block] = []
        self._next: dict[Block, int] = {}  # who looks at what a block does not catch

    def catches(self, block: Block) -> bool:
        """Whether a block does anything with exceptions."""
        if block.kind == "try_table":
            return bool(self.facts.instrs[block.start].args[1])
        return block.kind == "try" and (bool(block.dividers) or self._delegates(block))

    def _delegates(self, block: Block) -> bool:
        return self.facts.instrs[block.end].name == "delegate"

    @property
    def innermost(self) -> int:
        """The number of the innermost block that catches exceptions here; -1: there is none."""
        return self._stack[-1].start if self._stack else -1

    def enter(self, block: Block) -> None:
        """The code of a block begins."""
        self.blocks.append(block)
        self._next[block] = self.innermost
        self._stack.append(block)

    def leave(self, block: Block) -> None:
        """The code of a block whose exceptions it catches has come to its end, if it had not before."""
        if self._stack and self._stack[-1] is block:
            self._stack.pop()

    def arity(self, em: Flow, at: int) -> int:
        """How many values a legacy handler begins with."""
        instr = self.facts.instrs[at]
        return len(signature(em.context.tags[instr.args[0]]).params) if instr.name == "catch" else 0

    def write(self, em: Flow, block: Block) -> None:
        """What becomes of an exception in a block; runs on with `h` as the block that is to look at it next."""
        if self._delegates(block):
            em.line(f"h = {self._around(em.targets[block.end][0], block.start)}")
            return
        if block.kind == "try_table":
            write_clauses(em, block, "x")
        else:
            self._write_legacy(em, block)
        em.line(f"h = {self._next[block]}")

    def _around(self, block: Block, at: int) -> int:
        """The innermost block from here on outwards that catches what is thrown at a place in its code."""
        within: Block | None = block
        while within is not None:
            in_code = not (within.kind == "try" and within.dividers and within.dividers[0] < at)
            if in_code and self.catches(within):
                return within.start
            within = within.parent
        return -1

    def _write_legacy(self, em: Flow, block: Block) -> None:
        for at in block.dividers:
            instr = self.facts.instrs[at]
            tag = instr.args[0] if instr.name == "catch" else None
            if tag is not None:
                em.line(f"if x.tag is E{int(tag)}:")
                em.indent += 1
            names = unpack(em, tag, "x")
            if names:
                places = [f"s{block.height + number}" for number in range(len(names))]
                em.line(f"{', '.join(places)} = {', '.join(names)}")
            em.line(f"x{block.start} = x")
            em.goto_handler(at)
            if tag is None:
                return
            em.indent -= 1
