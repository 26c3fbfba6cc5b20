"""What both ways of writing control flow have in common.

Operands that the code at a label expects are in variables named after their places on the stack: `s0`, `s1`, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interpreter.engines.python.emitter import RULES
from interpreter.engines.python.emitter.emitter import Emitter
from interpreter.engines.python.emitter.entries import Entry, variable
from interpreter.runtime.module import ValidModule
from wasm_construct.syntax.instructions import Instr
from wasm_construct.validation.facts import Block, FuncFacts


class Flow(Emitter):
    """An emitter that can write branches."""

    def __init__(self, module: ValidModule, facts: FuncFacts) -> None:
        super().__init__(module, facts)
        self.tries = 0

    def run(self, start: int, stop: int, control: Mapping[str, Callable[[Any, Instr], None]]) -> None:
        """Write these instructions."""
        instrs = self.instrs
        self.at = start
        while self.at < stop:
            instr = instrs[self.at]
            name = instr.row.mnemonic
            rule = control.get(name) or BRANCHES.get(name) or RULES[name]
            rule(self, instr)
            self.at += 1

    # ---- what each way does in its own way

    def skip(self) -> None:
        """Go to the next instruction that can be reached: the one at hand does not go on."""
        raise NotImplementedError

    def branch(self, target: Block) -> None:
        """Branch for good, taking along what is on the stack."""
        raise NotImplementedError

    def branch_if(self, condition: Entry, target: Block) -> None:
        """Branch on a condition, taking along what is on the stack, where it also stays."""
        raise NotImplementedError

    # ---- places for operands

    def slots(self, height: int, entries: Sequence[Entry]) -> None:
        """Assign operands to their places from a height on."""
        names = [f"s{height + number}" for number in range(len(entries))]
        moves = [(name, entry.value) for name, entry in zip(names, entries, strict=True) if name != entry.text]
        if moves:
            self.line(f"{', '.join([name for name, _ in moves])} = {', '.join([value for _, value in moves])}")

    def push_slots(self, height: int, count: int) -> None:
        """Push what is in the places from a height on."""
        for number in range(count):
            self.push(variable(f"s{height + number}"))

    def landing(self, target: Block) -> int:
        """Where the code at a label expects its first operand."""
        return target.height

    def taken(self, target: Block) -> list[Entry]:
        """What a branch takes along; it stays on the stack."""
        return self.stack[len(self.stack) - target.arity :]

    # ---- leaving the function

    def returning(self, entries: Sequence[Entry]) -> str:
        """The statement that gives back the topmost operands."""
        count = len(self.facts.type.results)
        values = ", ".join([entry.value for entry in entries[len(entries) - count :]])
        return f"return {values}" if count else "return"

    def give_back(self, entries: Sequence[Entry]) -> None:
        """Return for good."""
        self.line(self.returning(entries))


def _within(em: Flow, label: int) -> Block:
    return em.facts.within[em.at].label(label)


def _br(em: Flow, instr: Instr) -> None:
    em.branch(_within(em, instr.args[0]))
    em.skip()


def _br_if(em: Flow, instr: Instr) -> None:
    condition = em.pop()
    em.branch_if(condition, _within(em, instr.args[0]))


def _return(em: Flow, instr: Instr) -> None:
    em.give_back(em.stack)
    em.skip()


def _unreachable(em: Flow, instr: Instr) -> None:
    em.line("raise Trap(UNREACHABLE)")
    em.skip()


def _br_table(em: Flow, instr: Instr) -> None:
    selector = em.named(em.pop())
    labels = [*instr.args[0], instr.args[1]]
    arity = _within(em, labels[-1]).arity
    values = [em.named(entry) for entry in em.popped(arity)]
    for value in values:
        em.push(value)
    runs = [(0, labels[0])]
    runs += [(at, label) for at, label in enumerate(labels) if at and label != labels[at - 1]]
    _choose(em, selector, runs)
    em.skip()


def _choose(em: Flow, selector: Entry, runs: Sequence[tuple[int, int]]) -> None:
    """A binary tree of conditions over runs of equal labels."""
    if len(runs) == 1:
        em.branch(_within(em, runs[0][1]))
        return
    middle = len(runs) // 2
    em.line(f"if {selector.text} < {runs[middle][0]}:")
    em.indent += 1
    _choose(em, selector, runs[:middle])
    em.indent -= 1
    em.line("else:")
    em.indent += 1
    _choose(em, selector, runs[middle:])
    em.indent -= 1


BRANCHES: dict[str, Callable[[Any, Instr], None]] = {
    "br": _br,
    "br_if": _br_if,
    "br_table": _br_table,
    "return": _return,
    "unreachable": _unreachable,
}
