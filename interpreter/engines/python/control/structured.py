"""Control flow with Python's own statements.

A block becomes a loop that runs once only where a branch needs something to break out of; most branches get where they
go by running past the end of what they are in. To leave several loops at once, the variable `b` says which block is
meant, and is looked at after each of them.

Spec: §4.6.2 (exec-instr-control)
"""

from __future__ import annotations

from collections.abc import Callable

from interpreter.engines.python.control.flow import Flow, negated, next_part
from interpreter.engines.python.control.handlers import branch_from_handler, write_clauses
from interpreter.engines.python.control.plan import Plan
from interpreter.engines.python.emitter.emitter import TooDeep
from interpreter.engines.python.emitter.entries import Entry
from interpreter.runtime.module import ValidModule
from wasm_construct.syntax.instructions import Instr
from wasm_construct.validation.facts import Block, FuncFacts

_MOST_LOOPS = 18
"""CPython refuses more than 20 statements nested that something can break out of."""


class Frame:
    """An open block. `reached`: its end can be reached by branches; `fell`: by running past the end of its code."""

    __slots__ = ("base", "block", "depth", "fell", "indent", "loop", "pending", "reached")

    def __init__(self, block: Block, depth: int, indent: int, base: int, loop: bool) -> None:
        self.block = block
        self.depth = depth
        self.indent = indent
        self.base = base
        self.loop = loop
        self.reached = False
        self.fell = False
        self.pending: dict[Block, None] = {}


class Structured(Flow):
    """Writes a function with Python's own statements; raises TooDeep when Python does not allow so many."""

    def __init__(self, module: ValidModule, facts: FuncFacts, metered: bool = False) -> None:
        super().__init__(module, facts, metered)
        self.plan = Plan(facts, self.branches)
        self.frames: list[Frame] = []
        self.loops: list[Frame] = []
        self.tries = 0
        self.flagged = False

    def write(self) -> None:
        """Write the whole body."""
        self.frames.append(Frame(self.facts.blocks[-1], 0, self.indent, 0, False))
        self.run(0, len(self.instrs), CONTROL)

    def prologue(self) -> list[str]:
        """What has to stand before the body, beside the locals."""
        return ["b = 0"] if self.flagged else []

    # ---- blocks

    def _open(self, block: Block, settled: bool = True) -> Frame:
        base = len(self.stack) - len(block.params)
        self.settle(base)
        loop = block in self.plan.loops
        frame = Frame(block, self.plan.depth[block], self.indent, base, loop)
        self.frames.append(frame)
        self.straight = False
        if loop:
            self.loops.append(frame)
            if len(self.loops) + self.tries > _MOST_LOOPS:
                raise TooDeep
            self.line("while True:")
            self.indent += 1
        return frame

    def skip(self) -> None:
        """Go to where the block at hand goes on or ends, after an instruction that does not."""
        self.live = False
        self.at = next_part(self.frames[-1].block, self.at) - 1

    def close_arm(self) -> None:
        """Put the results of a block, or of a part of it, where the code after it expects them."""
        frame = self.frames[-1]
        if self.live:
            self.slots(frame.block.height, self.popped(len(frame.block.results)))
            frame.reached = frame.fell = True
        self.indent = frame.indent + frame.loop

    def reopen(self, text: str) -> None:
        """Begin another part of a block."""
        frame = self.frames[-1]
        self.line(text)
        self.indent += 1
        del self.stack[frame.base :]
        self.live = True

    def close(self) -> None:
        """End the innermost block."""
        frame = self.frames.pop()
        block = frame.block
        if self.live and frame.reached:
            self.slots(block.height, self.popped(len(block.results)))
        if frame.loop:
            self.indent = frame.indent + 1
            if self.live or frame.fell:
                self.line("break")
            self.loops.pop()
        self.indent = frame.indent
        self.live = self.live or frame.reached
        self._after(frame)
        if frame.reached:
            del self.stack[frame.base :]
            self.push_slots(block.height, len(block.results))
        self.straight = len(self.frames) == 1

    def _after(self, frame: Frame) -> None:
        """After a loop: go on with leaving several blocks at once."""
        if not frame.pending:
            return
        around = self.loops[-1]
        here = [block for block in frame.pending if self._direct(around, block)]
        for block in frame.pending:
            if block not in here:
                around.pending[block] = None
        if len(frame.pending) == 1:
            self.line(f"if b: {f'b = 0; {self._leave(around, here[0])}' if here else 'break'}")
            return
        if not here:
            self.line("if b: break")
            return
        self.line("if b:")
        self.indent += 1
        for block in here:
            self.line(f"if b == {_number(block)}: b = 0; {self._leave(around, block)}")
        if len(here) < len(frame.pending):
            self.line("break")
        self.indent -= 1

    # ---- branches

    def _direct(self, loop: Frame, target: Block) -> bool:
        """Whether one statement in a loop gets to the label of a block."""
        if target.kind == "loop":
            return loop.block is target
        return loop.depth >= self.plan.depth[target] and self.plan.falls(loop.block, target)

    def _leave(self, loop: Frame, target: Block) -> str:
        if target.kind == "loop":
            return "continue"
        loop.reached = True
        return "break"

    def _jump(self, target: Block) -> str:
        """The statements that get to a label out of the innermost loop."""
        loop = self.loops[-1]
        if self._direct(loop, target):
            return self._leave(loop, target)
        loop.pending[target] = None
        self.flagged = True
        return f"b = {_number(target)}; break"

    def branch(self, target: Block) -> None:
        """Branch for good; what comes after it in its block does not run."""
        if target.kind == "func":
            self.give_back(self.stack)
            return
        self.slots(self.landing(target), self.taken(target))
        frame = self.frames[-1]
        if target.kind != "loop" and self.plan.falls(frame.block, target):
            frame.reached = frame.fell = True
        else:
            self.line(self._jump(target))

    def branch_if(self, condition: Entry, target: Block) -> None:
        """Branch on a condition, which is an expression."""
        test = condition.value
        if target.kind == "func":
            self.line(f"if {test}: {self.returning(self.stack)}")
            return
        values = self.taken(target)
        frame = self.frames[-1]
        inside = target.kind == "loop" or (self.loops and self.loops[-1].depth >= self.plan.depth[target])
        if not values:
            if inside:
                self.line(f"if {test}: {self._jump(target)}")
            else:
                self.line(f"if {negated(condition)}:")
        else:
            self.line(f"if {test}:")
            self.indent += 1
            self.slots(self.landing(target), values)
            if inside:
                self.line(self._jump(target))
            self.indent -= 1
            if not inside:
                self.line("else:")
        if not inside:  # what is left of the block runs on the other condition only
            self.indent += 1
            frame.reached = frame.fell = True

    def land_from_handler(self, block: Block, names: list[str]) -> None:
        """Branch, out of a handler of exceptions, with what these variables hold."""
        self.line("pass")  # there may be nothing to do
        branch_from_handler(self, block, names)


def _number(block: Block) -> int:
    return block.start + 1


# ---- rules


def _block(em: Structured, instr: Instr) -> None:
    em._open(em.facts.blocks[em.at])


def _loop(em: Structured, instr: Instr) -> None:
    block = em.facts.blocks[em.at]
    if block in em.plan.loops and block.params:
        em.settle(len(em.stack) - len(block.params))
        em.slots(block.height, em.popped(len(block.params)))
        em.push_slots(block.height, len(block.params))
    em._open(block)


def _if(em: Structured, instr: Instr) -> None:
    block = em.facts.blocks[em.at]
    condition = em.pop()
    if block.params:
        condition = em.named(condition)
        em.settle(len(em.stack) - len(block.params))
        em.slots(block.height, em.popped(len(block.params)))
        em.push_slots(block.height, len(block.params))
    em._open(block)
    em.line(f"if {condition.value}:")
    em.indent += 1


def _try_table(em: Structured, instr: Instr) -> None:
    block = em.facts.blocks[em.at]
    em.settle(len(em.stack))
    em._open(block)
    if instr.args[1]:
        em.tries += 1
        em.line("try:")
        em.indent += 1


def _end_try_table(em: Structured) -> None:
    em.close_arm()
    block = em.frames[-1].block
    clauses = em.instrs[block.start].args[1]
    if not clauses:
        return
    em.tries -= 1
    em.at, end = block.start, em.at
    em.line("except WasmException as error:")
    em.indent += 1
    exception = f"x{block.start}"
    em.line(f"{exception} = error.exn")
    if not write_clauses(em, block, exception):
        em.line("else: raise")
    em.indent -= 1
    em.at = end


def _else(em: Structured, instr: Instr) -> None:
    block = em.frames[-1].block
    em.close_arm()
    em.reopen("else:")
    em.push_slots(block.height, len(block.params))


def _end(em: Structured, instr: Instr) -> None:
    frame = em.frames[-1]
    if frame.block.kind == "func":
        em.indent = frame.indent
        if em.live and (frame.block.results or not em.lines):
            em.give_back(em.stack)
        return
    if frame.block.kind == "try_table":
        _end_try_table(em)
        em.live = False
    if frame.block.kind == "if" and not frame.block.dividers:
        frame.reached = frame.fell = True
    em.close()
    if not em.live:
        em.skip()


CONTROL: dict[str, Callable[[Structured, Instr], None]] = {
    "block": _block,
    "loop": _loop,
    "if": _if,
    "else": _else,
    "end": _end,
    "try_table": _try_table,
}
