"""Control flow as a loop over pieces of code, for functions that nest too deeply for Python's own statements.

A piece is a sequence of lines that has no label but at its beginning. `pc` is the number of the piece to run; the loop
finds it by a binary tree of conditions. A branch is an assignment to `pc`:

    (func (param i32 i32) (result i32)
      (if (result i32) (local.get 0)
        (then (i32.const 1))
        (else (local.get 1))))

    def f0(l0, l1):
     pc = 0
     while True:
      if pc < 1:
       if not l0: pc = 1; continue
       s0 = 1
       pc = 2
      else:
       if pc < 2:
        s0 = l1
        pc = 2
       else:
        return s0

**Where pieces begin.** At the labels that something branches to, at `else`, at the end of an `if`, and where a
`try_table`, a `try` or a handler of one begins or ends (`_places`). All other blocks take no lines of their own.

**Why pieces fit together.** A piece begins with its operands in the slots (see `flow.py`); all that is below them is in
variables, which stay as they are from piece to piece. It ends by assigning to `pc`, by `return` or by `raise`. In the
middle of a piece, `continue` follows the assignment.

**Why it is never too deep.** The indentation is the height of the tree: the logarithm of the number of pieces.

**Exceptions.** One `try` is around the whole loop. When an exception arrives, `pc` is the piece that raised it, and a
table gives the innermost block around that piece that catches exceptions, as `h`. That block's lines set `pc` to the
label of the clause that fits and start the loop again; if none fits, they set `h` to the next such block outwards. With
-1, the exception leaves the function.

Spec: §4.6.2 (exec-instr-control)
"""

from __future__ import annotations

from collections.abc import Callable

from interpreter.engines.python.control.flow import Flow, negated, next_part
from interpreter.engines.python.control.handlers import Handlers, branch_from_handler
from interpreter.engines.python.emitter.entries import Entry
from interpreter.runtime.module import ValidModule
from wasm_construct.syntax.instructions import Instr
from wasm_construct.validation.facts import Block, FuncFacts


class Piece:
    """A sequence of lines with its number in `pc`.

    `origins`: for each line, the number of its instruction. `handler`: the start of the innermost block around the
    piece that catches exceptions, or -1.
    """

    __slots__ = ("handler", "lines", "number", "origins")

    def __init__(self, number: int, handler: int) -> None:
        self.number = number
        self.handler = handler
        self.lines: list[str] = []
        self.origins: list[int] = []


class Dispatch(Flow):
    """Writes a function as a loop over pieces.

    `open`: the open blocks, the innermost last, each with the number of operands below its parameters. `numbers`: the
    number of the piece that begins at each of these instructions. `piece`: the one that is written now.
    """

    def __init__(self, module: ValidModule, facts: FuncFacts, metered: bool = False) -> None:
        super().__init__(module, facts, metered)
        self.open: list[tuple[Block, int]] = []
        self.handlers = Handlers(facts)
        places = self._places()
        self.numbers = {at: number for number, at in enumerate(sorted(places), 1)}
        self.piece = Piece(0, -1)
        self.pieces = [self.piece]

    def _places(self) -> set[int]:
        """The numbers of the instructions at which pieces begin, the first piece excepted."""
        facts = self.facts
        places = set()
        for _, block in self.branches:
            places.add(block.start if block.kind == "loop" else block.end)
        for block in facts.blocks.values():
            if block.kind == "if":
                places.update((*block.dividers, block.end))
            elif block.kind in ("try", "try_table"):
                places.update((block.start, *block.dividers, block.end))
        return places

    def write(self) -> None:
        """Write the whole body."""
        self.indent = 0
        self.lines, self.origins = self.piece.lines, self.piece.origins
        self.open.append((self.facts.blocks[-1], 0))
        self.run(0, len(self.instrs), CONTROL)
        self.finish()
        pieces = self.pieces
        self.lines, self.origins, self.indent = [], [], 1
        self.line("pc = 0")
        self.line("while True:")
        self.indent = 2
        if self.handlers.blocks:
            self.line("try:")
            self.line(" while True:")
            self.indent = 4
        self._tree(pieces)
        if self.handlers.blocks:
            self.indent = 2
            self._catch()

    def _tree(self, pieces: list[Piece]) -> None:
        """Write the binary tree of conditions that finds one of these pieces."""
        self.at = pieces[0].origins[0] if pieces[0].origins else self.at
        if len(pieces) > 1:
            middle = len(pieces) // 2
            self.line(f"if pc < {pieces[middle].number}:")
            self.indent += 1
            self._tree(pieces[:middle])
            self.indent -= 1
            self.line("else:")
            self.indent += 1
            self._tree(pieces[middle:])
            self.indent -= 1
            return
        for line, origin in zip(pieces[0].lines, pieces[0].origins, strict=True):
            self.lines.append(" " * self.indent + line)
            self.origins.append(origin)
        self._header = -1
        if not pieces[0].lines:
            self.line("pass")

    # ---- pieces

    def begin(self, at: int) -> None:
        """Begin the piece for instruction `at`; the one before goes on there, if control gets to its end."""
        number = self.numbers[at]
        self.indent = 0
        if self.live:
            self.line(f"pc = {number}")
        self.finish()
        self.indent = 0
        self.piece = Piece(number, self.handlers.innermost)
        self.pieces.append(self.piece)
        self.lines, self.origins = self.piece.lines, self.piece.origins
        self.straight = False

    def skip(self) -> None:
        """Move to the next part of the innermost block, or to its end: the current instruction does not go on."""
        self.live = False
        self.at = next_part(self.open[-1][0], self.at) - 1

    def open_block(self, block: Block) -> None:
        """Begin a block, which takes no line of its own."""
        base = len(self.stack) - len(block.params)
        self.settle(base)
        self.open.append((block, base))
        self.straight = False

    def land(self, count: int) -> None:
        """Put the topmost `count` operands into the slots of the innermost block; its stack is empty then."""
        block, base = self.open[-1]
        if self.live:
            self.slots(block.height, self.popped(count))
        del self.stack[base:]

    # ---- branches

    def goto(self, target: Block) -> str:
        """The assignment to `pc` that goes to a label."""
        return f"pc = {self.numbers[target.start if target.kind == 'loop' else target.end]}"

    def branch(self, target: Block) -> None:
        """Write an unconditional branch, which ends the piece."""
        if target.kind == "func":
            self.give_back(self.stack)
            return
        self.slots(target.height, self.taken(target))
        self.line(self.goto(target))

    def branch_if(self, condition: Entry, target: Block) -> None:
        """Write a conditional branch, from the middle of a piece."""
        if target.kind == "func":
            self.line(f"if {condition.value}: {self.returning(self.stack)}")
            return
        values = self.taken(target)
        if not values:
            self.line(f"if {condition.value}: {self.goto(target)}; continue")
            return
        self.line(f"if {condition.value}:")
        self.indent += 1
        self.slots(target.height, values)
        self.line(f"{self.goto(target)}; continue")
        self.indent -= 1

    def choose(self, selector: Entry, labels: list[Block]) -> bool:
        """Write a `br_table` as a look-up of `pc` in a tuple, and give True.

        Give False where the labels take operands, or one of them returns.
        """
        if labels[-1].arity or any(label.kind == "func" for label in labels):
            return False
        numbers = [str(self.numbers[label.start if label.kind == "loop" else label.end]) for label in labels]
        if len(labels) == 1:
            self.line(f"pc = {numbers[0]}")
        else:
            count = len(labels) - 1
            table = f"({', '.join(numbers[:-1])},)[{selector.text}]"
            self.line(f"pc = {table} if {selector.text} < {count} else {numbers[-1]}")
        return True

    # ---- exceptions

    def _catch(self) -> None:
        """Write what is done with an exception, by the piece that raised it."""
        self.line("except WasmException as error:")
        self.indent += 1
        self.line("x = error.exn")
        handlers = {piece.number: piece.handler for piece in self.pieces}  # dead code has numbers, but no pieces
        self.line(f"h = ({', '.join([str(handlers.get(n, -1)) for n in range(len(self.numbers) + 1)])},)[pc]")
        for block in reversed(self.handlers.blocks):
            self.at = block.start
            self.line(f"if h == {block.start}:")
            self.indent += 1
            self.handlers.write(self, block)
            self.indent -= 1
        self.line("raise")

    def goto_handler(self, at: int) -> None:
        """Write a jump to the legacy handler that begins at instruction `at`; its operands are in their slots."""
        self.line(f"pc = {self.numbers[at]}")
        self.line("continue")

    def land_from_handler(self, block: Block, names: list[str]) -> None:
        """Write a branch out of an exception handler; these variables hold its operands."""
        branch_from_handler(self, block, names)
        if block.kind != "func":
            self.line("continue")


# ---- rules


def _block(em: Dispatch, instr: Instr) -> None:
    em.open_block(em.facts.blocks[em.at])


def _enter(em: Dispatch, block: Block) -> None:
    """Put the parameters of a block into the slots, and begin the block."""
    count = len(block.params)
    em.settle(len(em.stack) - count)
    em.slots(block.height, em.popped(count))
    em.push_slots(block.height, count)
    em.open_block(block)


def _loop(em: Dispatch, instr: Instr) -> None:
    block = em.facts.blocks[em.at]
    if block.start not in em.numbers:
        em.open_block(block)
        return
    _enter(em, block)
    em.begin(block.start)


def _if(em: Dispatch, instr: Instr) -> None:
    block = em.facts.blocks[em.at]
    condition = em.pop()
    if block.params:
        condition = em.named(condition)
    _enter(em, block)
    otherwise = em.numbers[block.dividers[0] if block.dividers else block.end]
    em.line(f"if {negated(condition)}: pc = {otherwise}; continue")


def _else(em: Dispatch, instr: Instr) -> None:
    block = em.open[-1][0]
    em.land(len(block.results))
    if em.live:
        em.line(f"pc = {em.numbers[block.end]}")
        em.live = False
    em.begin(em.at)
    em.live = True
    em.push_slots(block.height, len(block.params))


def _try(em: Dispatch, instr: Instr) -> None:
    block = em.facts.blocks[em.at]
    _enter(em, block)
    if em.handlers.catches(block):
        em.handlers.enter(block)
    em.begin(em.at)


def _legacy_catch(em: Dispatch, instr: Instr) -> None:
    block = em.open[-1][0]
    em.land(len(block.results))
    if em.live:
        em.line(f"pc = {em.numbers[block.end]}")
        em.live = False
    em.handlers.leave(block)
    em.begin(em.at)
    em.live = True
    em.push_slots(block.height, em.handlers.arity(em, em.at))


def _end(em: Dispatch, instr: Instr) -> None:
    block, _ = em.open[-1]
    if block.kind == "func":
        em.indent = 0
        if em.live:
            em.give_back(em.stack)
        return
    if block.kind in ("try", "try_table"):
        em.handlers.leave(block)
    if block.kind != "loop" and block.end in em.numbers:
        em.land(len(block.results))
        em.begin(block.end)
        em.push_slots(block.height, len(block.results))
        em.live = True
    em.open.pop()
    if not em.live:
        em.skip()


CONTROL: dict[str, Callable[[Dispatch, Instr], None]] = {
    "block": _block,
    "loop": _loop,
    "if": _if,
    "else": _else,
    "end": _end,
    "try_table": _try,
    "try": _try,
    "catch": _legacy_catch,
    "catch_all": _legacy_catch,
    "delegate": _end,
}
