"""Control flow with Python's own statements.

Wasm can branch to any block around an instruction; Python can leave or repeat only the innermost loop. So a branch is
written in the first of these ways that gets to its label:

1. *Running past the end.* A block *falls* to the end of a block around it if no instruction stands between their ends.
   From such a block, a branch to that end needs no statement, and a conditional branch puts the rest of the block under
   the opposite condition.
2. *`break` or `continue`*, where the innermost loop of Python falls to the label, or begins at it.
3. *Leaving several loops*: `b = N; break`, where N is the number of the target. Behind each loop that can be left like
   this, a line looks at `b`: either it breaks out of the next loop as well, or the target is near enough for `break` or
   `continue`, and `b` is 0 again.

A Wasm `loop` that something branches to is `while True:`. A `block` becomes a loop, which runs once, only where one of
its branches needs a loop to break out of. `plan.py` decides that before the first line is written. Here `$far` is a
loop, since the branch within `$again` has no other way to leave both; `$near` is none, since `$again` falls to its end:

    (func (param $n i32)
      (block $far
        (block $near
          (br_if $near (i32.eq (local.get $n) (i32.const 1)))
          (loop $again
            (br_if $far (i32.eq (local.get $n) (i32.const 2)))
            (br_if $near (i32.eqz (local.get $n)))
            (local.set $n (i32.sub (local.get $n) (i32.const 3)))
            (br $again)))
        (local.set $n (i32.const 10)))
      (local.set $n (i32.const 20)))

    def f0(l0):
     b = 0
     while True:
      if not l0 == 1:
       while True:
        if l0 == 2: b = 1; break
        if not l0: break
        l0 = l0 - 3 & 0xffffffff
        continue
       if b: b = 0; break
      l0 = 10
      break
     l0 = 20

**Why every branch arrives.** `Plan` sees to it that some block from the branch outwards falls to the target: the
innermost one (way 1), or one that is a loop of Python (ways 2 and 3). A loop that is left for a target farther out
keeps that target in `Frame.pending`. The lines behind the loop (`_after`) pass the target on to the next loop outwards,
until one is reached that falls to it. `b` is 0 except on the way from a `b = N` to its target.

Python allows about 20 nested loops and 100 levels of indentation. For a function beyond that, TooDeep is raised, and
`dispatch.py` writes it.

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
"""How many `while` and `try` statements may be nested: CPython's compiler refuses more than 20 of its blocks."""


class Frame:
    """A block whose end has not come yet."""

    __slots__ = ("base", "block", "depth", "fell", "indent", "loop", "pending", "reached")

    def __init__(self, block: Block, depth: int, indent: int, base: int, loop: bool) -> None:
        self.block = block
        self.depth = depth
        """How many blocks are around it."""
        self.indent = indent
        """The indentation of the lines around it."""
        self.base = base
        """How many operands are on the stack below its parameters."""
        self.loop = loop
        """Whether it is a loop of Python."""
        self.reached = False
        """Whether control can get behind it with the results in the slots."""
        self.fell = False
        """Whether control can get to the last line of its code, where a loop that is to run once needs a `break`."""
        self.pending: dict[Block, None] = {}
        """For a loop: the blocks farther out for whose labels it is left, with `b` as the number of the block."""


class Structured(Flow):
    """Writes a function with Python's own statements; raises TooDeep when these would nest more than Python allows.

    `frames`: the open blocks, the innermost last. `loops`: those of them that are loops of Python. `tries`: how many
    `try` statements are open. `flagged`: whether the function uses `b`.
    """

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
        """`b = 0`, where the function uses `b`."""
        return ["b = 0"] if self.flagged else []

    # ---- blocks

    def open_block(self, block: Block) -> None:
        """Begin a block, with `while True:` if it is to be a loop; raises TooDeep."""
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

    def skip(self) -> None:
        """Move to the next part of the innermost block, or to its end: the current instruction does not go on."""
        self.live = False
        self.at = next_part(self.frames[-1].block, self.at) - 1

    def close_arm(self) -> None:
        """End a part of the innermost block, as before `else`: put the results into the slots."""
        frame = self.frames[-1]
        if self.live:
            self.slots(frame.block.height, self.popped(len(frame.block.results)))
            frame.reached = frame.fell = True
        self.indent = frame.indent + frame.loop

    def reopen(self, text: str) -> None:
        """Begin another part of the innermost block with this line, such as `else:`."""
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
        """Write what comes behind a loop: the lines that go on with the branches to targets farther out."""
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
        """Whether `break` or `continue` in a loop gets to the label of a block."""
        if target.kind == "loop":
            return loop.block is target
        return loop.depth >= self.plan.depth[target] and self.plan.falls(loop.block, target)

    def _leave(self, loop: Frame, target: Block) -> str:
        """The statement in a loop that gets to the label of a block, where one statement does (`_direct`)."""
        if target.kind == "loop":
            return "continue"
        loop.reached = True
        return "break"

    def _jump(self, target: Block) -> str:
        """The statements in the innermost loop that get to the label of a block (ways 2 and 3 above)."""
        loop = self.loops[-1]
        if self._direct(loop, target):
            return self._leave(loop, target)
        loop.pending[target] = None
        self.flagged = True
        return f"b = {_number(target)}; break"

    def branch(self, target: Block) -> None:
        """Write an unconditional branch: no line at all where the block falls to the target (way 1)."""
        if target.kind == "func":
            self.give_back(self.stack)
            return
        self.slots(target.height, self.taken(target))
        frame = self.frames[-1]
        if target.kind != "loop" and self.plan.falls(frame.block, target):
            frame.reached = frame.fell = True
        else:
            self.line(self._jump(target))

    def branch_if(self, condition: Entry, target: Block) -> None:
        """Write a conditional branch; in way 1, the rest of the block goes under the opposite condition."""
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
            self.slots(target.height, values)
            if inside:
                self.line(self._jump(target))
            self.indent -= 1
            if not inside:
                self.line("else:")
        if not inside:  # the rest of the block runs only if the branch is not taken
            self.indent += 1
            frame.reached = frame.fell = True

    def land_from_handler(self, block: Block, names: list[str]) -> None:
        """Write a branch out of an exception handler; these variables hold its operands."""
        self.line("pass")  # the branch may need no line, and a suite must have one
        branch_from_handler(self, block, names)


def _number(block: Block) -> int:
    """The number of a block in `b`, which is never 0."""
    return block.start + 1


# ---- rules


def _block(em: Structured, instr: Instr) -> None:
    em.open_block(em.facts.blocks[em.at])


def _loop(em: Structured, instr: Instr) -> None:
    block = em.facts.blocks[em.at]
    if block in em.plan.loops and block.params:
        em.settle(len(em.stack) - len(block.params))
        em.slots(block.height, em.popped(len(block.params)))
        em.push_slots(block.height, len(block.params))
    em.open_block(block)


def _if(em: Structured, instr: Instr) -> None:
    block = em.facts.blocks[em.at]
    condition = em.pop()
    if block.params:
        condition = em.named(condition)
        em.settle(len(em.stack) - len(block.params))
        em.slots(block.height, em.popped(len(block.params)))
        em.push_slots(block.height, len(block.params))
    em.open_block(block)
    em.line(f"if {condition.value}:")
    em.indent += 1


def _try_table(em: Structured, instr: Instr) -> None:
    block = em.facts.blocks[em.at]
    em.settle(len(em.stack))
    em.open_block(block)
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
