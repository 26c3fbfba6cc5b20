"""Lines of source, and the operand stack while they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from interpreter.engines.python.emitter.entries import GLOBALS, NOTHING, Entry, variable
from interpreter.runtime.module import ValidModule
from wasm_construct.opcodes import Row
from wasm_construct.syntax.arity import Arity, arity
from wasm_construct.syntax.instructions import Instr
from wasm_construct.validation.facts import FuncFacts

_DEEPEST = 20
"""How deeply expressions may be nested: the compiler of Python recurses."""
_WIDEST = 64
"""How many operands may wait for their evaluation."""
_MOST_INDENTED = 95


class TooDeep(Exception):
    """The code is nested more deeply than Python allows."""


class Emitter:
    """The lines of one function.

    `at` is the number of the instruction at hand; each line remembers its own. The operands from `floor` on may be
    expressions still; those below are constants, and variables that stay what they are. `used` are the locals that
    occur, and whether each needs a value to begin with. `straight`: the code at hand runs before all that follows it.
    `leaf`: there is no call of a function. `metered`: each group of `groups` is counted before it runs.
    """

    def __init__(self, module: ValidModule, facts: FuncFacts, metered: bool = False) -> None:
        self.module = module
        self.metered = metered
        self.groups: list[tuple[Row, ...]] = []
        self._group: list[Row] = []
        self.context = module.context
        self.facts = facts
        self.instrs = facts.instrs
        self.at = 0
        self.stack: list[Entry] = []
        self.floor = 0
        self.lines: list[str] = []
        self.origins: list[int] = []
        self.indent = 1
        self.live = True
        self.leaf = True
        self.straight = True
        self.used: dict[int, bool] = {}
        self._header = -1
        self._temps = 0

    # ---- lines

    def line(self, text: str) -> None:
        """Write a line for the instruction at hand; one that ends with a colon opens a suite."""
        if self._group:
            self.charge()
        if self._header >= 0:
            if self.indent <= self._header:
                self.lines.append(" " * (self._header + 1) + "pass")
                self.origins.append(self.at)
            self._header = -1
        if text.endswith(":"):
            if self.indent >= _MOST_INDENTED:
                raise TooDeep
            self._header = self.indent
        self.lines.append(" " * self.indent + text)
        self.origins.append(self.at)

    def meter(self, row: Row) -> None:
        """An instruction comes that is to be counted."""
        self._group.append(row)

    def charge(self) -> None:
        """Count what was not counted yet."""
        group, self._group = tuple(self._group), []
        if group:
            self.line(f"charge(groups[{len(self.groups)}])")
            self.groups.append(group)

    def finish(self) -> None:
        """The last line has been written."""
        if self._header >= 0:
            self.indent = self._header + 1
            self.line("pass")

    # ---- operands

    def push(self, entry: Entry) -> None:
        """Push an expression."""
        if self.floor > len(self.stack):
            self.floor = len(self.stack)
        self.stack.append(entry)
        if entry.depth > _DEEPEST:
            self._evaluate(len(self.stack) - 1)
        elif len(self.stack) - self.floor > _WIDEST:
            self.settle(len(self.stack))

    def push_variable(self, name: str) -> None:
        """Push what a variable holds."""
        self.push(variable(name))

    def pop(self) -> Entry:
        """Pop the topmost operand."""
        return self.stack.pop()

    def popped(self, count: int) -> list[Entry]:
        """Pop so many operands; the lowest comes first."""
        if not count:
            return []
        entries = self.stack[-count:]
        del self.stack[-count:]
        return entries

    def arity(self, instr: Instr) -> Arity:
        """The numbers of operands and results of an instruction that is no branch."""
        return arity(instr, self.context)

    def operands(self, instr: Instr) -> list[Entry]:
        """Pop the operands of an instruction that is no branch; the lowest comes first."""
        return self.popped(self.arity(instr).operands)

    def temp(self) -> str:
        """A variable that nothing on the stack depends on; operands that were popped may, in this one line."""
        if not self.stack:
            self._temps = 0
        return self.fresh()

    def fresh(self) -> str:
        """A variable that depends on nothing: neither on what is on the stack nor on what was popped."""
        name = f"t{self._temps}"
        self._temps += 1
        return name

    def named(self, entry: Entry) -> Entry:
        """The same value as a variable or a constant: something that may be written twice."""
        if entry.const is not None or (entry.text.isidentifier() and not entry.raw):
            return entry
        name = self.fresh()
        self.line(f"{name} = {entry.value}")
        return variable(name)

    def _evaluate(self, position: int) -> None:
        entry = self.stack[position]
        name = self.fresh()
        self.line(f"{name} = {entry.value}")
        self.stack[position] = variable(name)

    def spill(self, name: str) -> None:
        """Evaluate the operands that read what is about to change."""
        stack = self.stack
        for position in range(min(self.floor, len(stack)), len(stack)):
            if name in stack[position].reads:
                self._evaluate(position)

    def settle(self, height: int) -> None:
        """Evaluate the operands below a height, for good: nothing that comes changes them."""
        stack = self.stack
        for position in range(min(self.floor, len(stack)), height):
            entry = stack[position]
            if (
                entry.reads
                and entry.text != f"s{position}"
                and not (entry.text[0] == "t" and entry.text.isidentifier())
            ):
                self._evaluate(position)
        self.floor = max(min(self.floor, len(stack)), height)

    def local_for_write(self, index: int) -> str:
        """The variable of a local, for an assignment: operands that wait and read the local are evaluated first."""
        self.used.setdefault(index, not self.straight)
        name = f"l{int(index)}"
        self.spill(name)
        return name

    # ---- what is more than an expression

    def assign(self, text: str, raw: int = 0, comma: str = "") -> None:
        """Write a line for an instruction with one result, and push that; the text may have effects, and may fail.

        A result that the next instruction puts into a local goes there at once. `comma`: "," when the text gives a
        tuple of one.
        """
        following = self.instrs[self.at + 1]
        if following.name in ("local.set", "local.tee") and not raw:
            name = self.local_for_write(following.args[0])
            self.line(f"{name}{comma} = {text}")
            self.at += 1
            if self.metered:
                self.meter(following.row)
            if following.name == "local.tee":
                self.push(variable(name))
            return
        name = self.temp()
        self.line(f"{name}{comma} = {text}")
        self.push(Entry(name, raw=raw, reads=frozenset((name,))))

    def call(self, text: str, results: int) -> None:
        """Write a line that calls a function, and push its results."""
        self.spill(GLOBALS)
        if results == 0:
            self.line(text)
        elif results == 1:
            self.assign(text)
        else:
            names = [self.temp(), *[self.fresh() for _ in range(results - 1)]]
            self.line(f"{', '.join(names)} = {text}")
            for name in names:
                self.push(variable(name))


Rule: TypeAlias = Callable[[Emitter, Instr], None]
"""What writes one kind of instruction."""


def union(entries: Sequence[Entry]) -> frozenset[str]:
    """All that these expressions read."""
    return NOTHING.union(*[entry.reads for entry in entries])


def arguments(entries: Sequence[Entry]) -> str:
    """Operands as the arguments of a call."""
    return ", ".join([entry.value for entry in entries])


def pure(em: Emitter, text: str, prec: int, *operands: Entry, raw: int = 0, const: Any = None) -> None:
    """Push an expression that is made of operands."""
    reads = NOTHING
    depth = 0
    for operand in operands:
        if operand.reads:
            reads = reads | operand.reads if reads else operand.reads
        if operand.depth > depth:
            depth = operand.depth
    em.push(Entry(text, prec, raw, reads, depth + 1, const))
