"""The lines of a function, and the operand stack while they are written.

There is no operand stack in the generated code. It exists while the code is written, and holds *expressions* that wait
until an instruction uses them:

    (memory 1)
    (func (param i32 i32) (result i32)
      (i32.add (local.get 0) (local.get 1))
      (local.set 0 (i32.const 5))
      (i32.load (i32.shl (local.get 1) (i32.const 2)))
      (i32.sub))

    def f0(l0, l1):
     t0 = l0 + l1 & 0xffffffff
     l0 = 5
     t1, = load_I(M0, l1 << 2 & 0xffffffff)
     return t0 - t1 & 0xffffffff

**Why the order of evaluation stays right.** Three rules:

1. Only what has no effect and cannot fail waits as an expression (`pure`). All else, such as a load, becomes a line at
   once (`assign`, `call`), and its result is a variable. So these lines stand in the order of the instructions.
2. Before something changes that a waiting expression reads, the expression is evaluated into a variable (`spill`).
   Above, `l0 + l1` is, since `local.set` changes `l0`. Mutable globals change by `global.set` and by calls.
3. Before a block opens, the expressions below its operands are evaluated (`settle`): a line in the block may run
   several times or never, and so is not the place to evaluate them.

**Variables.** `t0`, `t1`, ... hold values for a while. `temp` begins again with `t0` whenever the stack is empty, so
most functions have few of them. The result of a line goes straight into a local where the next instruction is
`local.set`.

An expression that is used twice gets a variable first (`named`). An expression that is nested deeply is evaluated
early, since Python's compiler recurses over it; so are all that wait, once they are many.
"""

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
"""How many expressions may wait on the stack."""
_MOST_INDENTED = 95
"""How many levels of indentation there may be: Python refuses more than 100."""


class TooDeep(Exception):
    """The code would nest more deeply than Python allows."""


class Emitter:
    """The lines of one function, and its operand stack while they are written."""

    def __init__(self, module: ValidModule, facts: FuncFacts, metered: bool = False) -> None:
        self.module = module
        self.context = module.context
        self.facts = facts
        self.instrs = facts.instrs
        self.at = 0
        """The number of the current instruction."""
        self.live = True
        """Whether control can get here; no lines are written for dead code."""

        self.lines: list[str] = []
        self.origins: list[int] = []
        """For each line, the number of the instruction that it was written for."""
        self.indent = 1
        self._header = -1
        """The indentation of the line before, if that opens a suite that is empty so far; else -1."""

        self.stack: list[Entry] = []
        self.floor = 0
        """The operands below this height have been evaluated: they are constants, or variables that do not change."""
        self._temps = 0

        self.used: dict[int, bool] = {}
        """The locals that occur, and whether each needs its default value, since it may be read before it is set."""
        self.straight = True
        """Whether the current instruction is in no block, so that it runs before all that follow it."""
        self.leaf = True
        """Whether the function calls no other one."""

        self.metered = metered
        """Whether the code tells a meter of its instructions before they run, group by group."""
        self.groups: list[tuple[Row, ...]] = []
        self._group: list[Row] = []

    # ---- lines

    def line(self, text: str) -> None:
        """Write a line for the current instruction. One that ends with a colon opens a suite.

        Raises TooDeep when that suite would be indented too far.
        """
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
        """Add an instruction to the group that the meter is told of next."""
        self._group.append(row)

    def charge(self) -> None:
        """Write the line that tells the meter of the current group, and begin another group."""
        group, self._group = tuple(self._group), []
        if group:
            self.line(f"charge(groups[{len(self.groups)}])")
            self.groups.append(group)

    def finish(self) -> None:
        """End the last suite, after the last line."""
        if self._header >= 0:
            self.indent = self._header + 1
            self.line("pass")

    # ---- operands

    def push(self, entry: Entry) -> None:
        """Push an expression; evaluate it, or all, where too much would wait."""
        if self.floor > len(self.stack):
            self.floor = len(self.stack)
        self.stack.append(entry)
        if entry.depth > _DEEPEST:
            self._evaluate(len(self.stack) - 1)
        elif len(self.stack) - self.floor > _WIDEST:
            self.settle(len(self.stack))

    def push_variable(self, name: str) -> None:
        """Push the value of a variable."""
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
        """The name of a variable for the result of the next line.

        No operand on the stack reads it. Operands that have just been popped may: the line reads them before it
        assigns.
        """
        if not self.stack:
            self._temps = 0
        return self.fresh()

    def fresh(self) -> str:
        """The name of a variable that no operand reads, neither one on the stack nor one that has just been popped."""
        name = f"t{self._temps}"
        self._temps += 1
        return name

    def named(self, entry: Entry) -> Entry:
        """The same value as a variable or a constant, which may be written more than once."""
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
        """Evaluate the operands that read a variable, or `GLOBALS`, which is about to change."""
        stack = self.stack
        for position in range(min(self.floor, len(stack)), len(stack)):
            if name in stack[position].reads:
                self._evaluate(position)

    def settle(self, height: int) -> None:
        """Evaluate the operands below a height, into variables that nothing assigns while they are on the stack."""
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
        """The name of a local that the next line assigns; evaluates the operands that read its old value."""
        self.used.setdefault(index, not self.straight)
        name = f"l{int(index)}"
        self.spill(name)
        return name

    # ---- instructions that become lines at once

    def assign(self, text: str, raw: int = 0, comma: str = "") -> None:
        """Write a line that assigns the value of `text`, which may fail or have effects, and push the result.

        Where the next instruction puts the result into a local, the line does. `raw` is that of the result (see
        `Entry`). `comma`: "," when the text gives a tuple of one.
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
"""Writes one kind of instruction: pops its operands, writes lines, pushes its results."""


def arguments(entries: Sequence[Entry]) -> str:
    """Operands as the arguments of a call."""
    return ", ".join([entry.value for entry in entries])


def pure(em: Emitter, text: str, prec: int, *operands: Entry, raw: int = 0, const: Any = None) -> None:
    """Push an expression made of operands; it must have no effect and never fail."""
    reads = NOTHING
    depth = 0
    for operand in operands:
        if operand.reads:
            reads = reads | operand.reads if reads else operand.reads
        if operand.depth > depth:
            depth = operand.depth
    em.push(Entry(text, prec, raw, reads, depth + 1, const))
