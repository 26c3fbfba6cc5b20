"""What a machine consists of: frames with labels and operands; and how a frame goes from one instruction to another.

Spec: §4.2.17 (syntax-frame, syntax-label), §4.6.3 (exec-instrs), §4.6.4 (exec-handler)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import Any, TypeAlias

from interpreter.runtime.exceptions import ExnInst
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from interpreter.runtime.values import default
from wasm_construct.syntax.instructions import CatchKind, Instr
from wasm_construct.validation.facts import FuncFacts

_WITH_REFERENCE = (CatchKind.CATCH_REF, CatchKind.CATCH_ALL_REF)

Step: TypeAlias = tuple[Callable[..., None], tuple[Any, ...]]
"""What to do for an instruction: a rule, called with the machine, its innermost frame and these arguments."""


class Body:
    """A function as machines run it; `prepare` makes its steps when it runs for the first time."""

    def __init__(self, func: Func, instance: Instance, prepare: Callable[[Body], list[Step]]) -> None:
        self.func = func
        self.instance = instance
        self._prepare = prepare

    @cached_property
    def facts(self) -> FuncFacts:
        """Its instructions, and where its blocks begin and end; the same for all instances of the module."""
        module, index = self.instance.module, self.func.index
        known: dict[int, FuncFacts] = module.compiled.setdefault("step", {})
        if index not in known:
            known[index] = module.validation.func(index)
        return known[index]

    @cached_property
    def steps(self) -> list[Step]:
        """What to do, for each of its instructions."""
        return self._prepare(self)

    @cached_property
    def _locals(self) -> list[Any]:
        """The values that the locals beside the parameters begin with."""
        return [value for count, type_ in self.facts.locals for value in repeat(default(type_), count)]

    def frame(self, args: Sequence[Any]) -> Frame:
        """A new frame for a call of the function. Spec: §4.6.5 (exec-invoke)"""
        body = self.facts.blocks[-1]
        return Frame(self, [*args, *self._locals], [], [Label(body.start, body.end, body.arity, 0)])


@dataclass(slots=True)
class Label:
    """A block that has been entered. Spec: §4.2.17 (syntax-label)"""

    start: int
    """The instruction that has opened the block; -1 for the body of the function."""
    target: int
    """Where a branch goes: to the first instruction in a loop, to the end of any other block."""
    arity: int
    """How many operands a branch takes along."""
    height: int
    """How many operands lie below those of the block."""
    caught: ExnInst | None = None
    """The exception that the running `catch` of a legacy `try` handles."""


@dataclass(slots=True)
class Frame:
    """A call of a function. Spec: §4.2.17 (syntax-frame)"""

    body: Body = field(repr=False)
    locals: list[Any]
    stack: list[Any] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    pc: int = 0

    @property
    def func(self) -> Func:
        """The function that was called."""
        return self.body.func

    @property
    def instance(self) -> Instance:
        """The instance that the function belongs to."""
        return self.body.instance

    @property
    def instrs(self) -> list[Instr]:
        """The instructions of the function."""
        return self.body.facts.instrs

    @property
    def instr(self) -> Instr:
        """The instruction that the frame is at."""
        return self.instrs[self.pc]

    def enter(self) -> None:
        """Enter the block that the instruction opens. Spec: §4.6.3 (exec-instrs-enter)"""
        block = self.body.facts.blocks[self.pc]
        target = block.start + 1 if block.kind == "loop" else block.end
        self.labels.append(Label(block.start, target, block.arity, len(self.stack) - len(block.params)))
        self.pc += 1

    def branch(self, index: int) -> None:
        """Go to a label with the operands it wants; the others of its block go. Spec: §4.6.2 (exec-br)"""
        label = self.labels[-1 - index]
        self.stack[label.height :] = self.stack[len(self.stack) - label.arity :]
        del self.labels[len(self.labels) - index :]
        self.pc = label.target

    # ---- exceptions

    def catch(self, exn: ExnInst) -> bool:
        """Go to the innermost handler of an exception; False, and nothing changes, when no block handles it.

        Spec: §4.6.4 (exec-handler), and the legacy document on exceptions
        """
        place = len(self.labels) - 1
        while place >= 0:
            label = self.labels[place]
            block = self.body.facts.blocks[label.start]
            if block.kind == "try_table":
                for clause in self.instrs[block.start].args[1]:
                    if self._fits(exn, clause.tag):
                        del self.labels[place:]  # a clause names its label from outside of the block
                        self.stack += () if clause.tag is None else exn.values
                        self.stack += (exn,) if clause.kind in _WITH_REFERENCE else ()
                        self.branch(clause.label)
                        return True
            elif block.kind == "try" and label.caught is None:  # a `catch` does not handle what it throws itself
                if self.instrs[block.end].name == "delegate":
                    place -= self.instrs[block.end].args[0]  # go on with that label: it, too, is named from outside
                for divider in block.dividers:
                    tag = next(iter(self.instrs[divider].args), None)  # `catch_all` names none
                    if self._fits(exn, tag):
                        del self.labels[place + 1 :]
                        label.caught = exn
                        self.stack[label.height :] = () if tag is None else exn.values
                        self.pc = divider + 1
                        return True
            place -= 1
        return False

    def _fits(self, exn: ExnInst, tag: int | None) -> bool:
        return tag is None or self.instance.tags[tag] is exn.tag
