"""What validation has found out about a module, for those who run it or look at it.

Spec: §7.6 (algo-valid)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock

from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.module import Module
from wasm_construct.syntax.modules import CodeSec
from wasm_construct.syntax.nesting import DELIMITERS, DIVIDERS, OPENERS
from wasm_construct.validation.bodies import Bodies
from wasm_construct.validation.context import Context, signature
from wasm_construct.validation.functions import begin, closed_locals
from wasm_construct.validation.machine import POLYMORPHIC, Ended, Frame, Mark, Runs
from wasm_construct.validation.types import DefType, Func, ValType


@dataclass(slots=True, eq=False)
class Block:
    """A structured instruction, or the body itself. Spec: §2.4.2 (syntax-instr-control)"""

    kind: str
    """The instruction that begins it; "func" for the body."""
    start: int
    """Where that instruction stands; -1 for the body."""
    params: tuple[ValType, ...]
    results: tuple[ValType, ...]
    height: int
    """How many operands of the blocks around it lie on the stack under its own, its parameters not among them."""
    parent: Block | None = field(repr=False)
    reachable: bool
    """Whether it can be reached as far as validation can tell."""
    dividers: list[int] = field(default_factory=list)
    """Where its `else`, `catch` and `catch_all` stand."""
    end: int = -1
    """Where the `end` or `delegate` that closes it stands."""

    @property
    def arity(self) -> int:
        """How many operands a branch to this block takes along."""
        return len(self.params if self.kind == "loop" else self.results)

    def label(self, index: int) -> Block:
        """The block that label `index` means within this one."""
        block = self
        for _ in range(index):
            block = block.parent or block
        return block


@dataclass(slots=True, eq=False)
class FuncFacts:
    """One function, validated: for each instruction, by its number, what is known before it runs."""

    type: Func
    locals: Runs
    instrs: list[Instr]
    heights: list[int]
    """How many operands are on the stack, those of all blocks together."""
    reachable: bytearray
    """1 where the instruction can be reached as far as validation can tell; 0 behind a jump, and in blocks that begin
    there. Where it is 0, operands may be missing from `heights` and `tops`."""
    within: list[Block]
    """The innermost block around each instruction; an `else` or `end` is within the block that it divides or ends."""
    blocks: dict[int, Block]
    """The blocks by the number of the instruction that begins them, -1 for the body."""
    tops: list[ValType | None]
    """The type of the operand on top, None where the block has none."""


class Validation:
    """A valid module, and what is known about it: its index spaces in closed types; more of a function on demand.

    It is about the module as it was: validate again after a change.
    """

    __slots__ = ("_bodies", "_lock", "context", "module")

    def __init__(self, module: Module, bodies: Bodies) -> None:
        self.module = module
        self.context: Context = bodies.context
        self._bodies = bodies
        self._lock = Lock()  # there is only one machine

    @property
    def types(self) -> list[DefType]:
        """The types by index; equal ones, also those of other modules, are the same object."""
        return self.context.types

    def func_type(self, index: int) -> Func:
        """The type of a function."""
        return signature(self.context.funcs[index])

    def func(self, index: int) -> FuncFacts:
        """What is known about the code of a function, which must not be imported; raises IndexError.

        May be called from several threads.
        """
        with self._lock:
            return self._facts(index)

    def _facts(self, index: int) -> FuncFacts:
        type_, locals_, instrs = self._code(index)
        facts = FuncFacts(type_, locals_, instrs, [], bytearray(), [], {}, [])
        block = Block("func", -1, (), type_.results, 0, None, True)
        facts.blocks[-1] = block
        machine = self._bodies.machine
        stack, frames = machine.stack, machine.frames
        with suppress(Ended):
            for number, act in enumerate(self._bodies.actions(instrs)):
                top = stack[-1]
                facts.heights.append(len(stack) - len(frames))
                facts.reachable.append(block.reachable and stack[frames[-1].height] is not POLYMORPHIC)
                facts.tops.append(None if isinstance(top, Mark) else top)
                facts.within.append(block)
                act()
                name = instrs[number].name
                if name not in DELIMITERS:
                    continue
                if name in OPENERS:
                    block = _opened(frames[-1], number, len(frames), block, bool(facts.reachable[-1]))
                    facts.blocks[number] = block
                elif name in DIVIDERS:
                    block.dividers.append(number)
                else:
                    block.end = number
                    block = block.parent or block
        block.end = len(instrs) - 1
        return facts

    def stacks(self, index: int) -> Iterator[tuple[Instr, tuple[ValType, ...]]]:
        """Each instruction of a function with the types of all operands on the stack before it.

        Takes time in proportion to the instructions times the depth of the stack. Read it to its end, or give it up,
        before calling another method.
        """
        _, _, instrs = self._code(index)
        stack = self._bodies.machine.stack
        with suppress(Ended):
            for instr, act in zip(instrs, self._bodies.actions(instrs), strict=True):
                yield instr, tuple([slot for slot in stack if not isinstance(slot, Mark)])
                act()

    def _code(self, index: int) -> tuple[Func, Runs, list[Instr]]:
        section = self.module.section(CodeSec)
        codes = section.codes if section else []
        number = index - (len(self.context.funcs) - len(codes))
        if not 0 <= number < len(codes):
            raise IndexError(f"the module has no function {index} with code of its own")
        type_ = self.func_type(index)
        code = codes[number]
        return type_, closed_locals(self.context, type_, code), begin(self._bodies, type_, code)


def _opened(frame: Frame, number: int, depth: int, parent: Block, reachable: bool) -> Block:
    height = frame.height + 1 - depth
    return Block(frame.kind, number, tuple(frame.params), tuple(frame.results), height, parent, reachable)
