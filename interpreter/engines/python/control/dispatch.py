"""Control flow as a loop over pieces of code, for functions that are too deep for Python's own statements.

A piece begins wherever a branch can arrive, and runs on until the next one begins. The variable `pc` is the number of
the piece that runs; a binary tree of conditions finds it. Handlers of exceptions are around the whole loop: which of
them are active is known from the piece.

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
    """The lines that one number stands for. `handler` is the innermost block around them that catches exceptions."""

    __slots__ = ("handler", "lines", "number", "origins")

    def __init__(self, number: int, handler: int) -> None:
        self.number = number
        self.handler = handler
        self.lines: list[str] = []
        self.origins: list[int] = []


class Dispatch(Flow):
    """Writes a function as a loop that looks up the piece of code to run."""

    def __init__(self, module: ValidModule, facts: FuncFacts, metered: bool = False) -> None:
        super().__init__(module, facts, metered)
        self.open: list[tuple[Block, int]] = []  # the open blocks, and the height below their parameters
        self.handlers = Handlers(facts)
        places = self._places()
        self.numbers = {at: number for number, at in enumerate(sorted(places), 1)}
        self.piece = Piece(0, -1)
        self.pieces = [self.piece]

    def _places(self) -> set[int]:
        """Where pieces begin, beside the first."""
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
        """Begin the piece for a place; if the one before can run on, it goes there."""
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
        """Go to where the block at hand goes on or ends, after an instruction that does not."""
        self.live = False
        self.at = next_part(self.open[-1][0], self.at) - 1

    def open_block(self, block: Block) -> None:
        """Open a block."""
        base = len(self.stack) - len(block.params)
        self.settle(base)
        self.open.append((block, base))
        self.straight = False

    def land(self, entries: int) -> None:
        """Put so many operands into the places of the innermost block, and push these."""
        block, base = self.open[-1]
        if self.live:
            self.slots(block.height, self.popped(entries))
        del self.stack[base:]

    # ---- branches

    def goto(self, target: Block) -> str:
        """The statement that goes to a label, from the end of a piece."""
        return f"pc = {self.numbers[target.start if target.kind == 'loop' else target.end]}"

    def branch(self, target: Block) -> None:
        """Branch for good; what comes after it in its block does not run."""
        if target.kind == "func":
            self.give_back(self.stack)
            return
        self.slots(target.height, self.taken(target))
        self.line(self.goto(target))

    def branch_if(self, condition: Entry, target: Block) -> None:
        """Branch on a condition, which is an expression."""
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
        """Branch to one of many labels by a table, if nothing has to be moved and nothing returned."""
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
        """Go to a legacy handler, whose values are in their places."""
        self.line(f"pc = {self.numbers[at]}")
        self.line("continue")

    def land_from_handler(self, block: Block, names: list[str]) -> None:
        """Go to a label with these values."""
        branch_from_handler(self, block, names)
        if block.kind != "func":
            self.line("continue")


# ---- rules


def _block(em: Dispatch, instr: Instr) -> None:
    em.open_block(em.facts.blocks[em.at])


def _enter(em: Dispatch, block: Block) -> None:
    """Begin a block whose parameters are in their places."""
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
