"""A machine that runs functions, one instruction at a time, and shows all it has: frames, labels, operands, locals.

The specification keeps values, labels and frames on one stack. Here they lie on three kinds of lists, which is the same
thing sorted: the machine has a list of frames, and each frame has a list of labels and a list of operands.

    Machine
      frames[-1]  the function that runs: pc, locals, stack [.., operand], labels [function body, .., innermost block]
      frames[-2]  its caller, whose pc is still at the call
      ...

One rule holds between any two instructions: `pc` is the instruction a frame is at. For the innermost frame that is the
one to run next, for the others the call they wait for. An instruction moves `pc` when it is complete; if it fails, `pc`
still names it. So a machine can be stopped anywhere, looked at, and run on, by any thread; and after a trap its frames
tell what happened where.

Spec: §4.2.17 (syntax-frame, syntax-label), §4.6.3 (exec-instrs), §4.6.4 (exec-handler), §4.6.5 (exec-invoke)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from math import inf
from types import FrameType
from typing import Any, TypeAlias

from interpreter.engines.engine import TailCall
from interpreter.errors import Exhaustion, WasmException, WasmFrame
from interpreter.runtime.exceptions import ExnInst
from interpreter.runtime.failures import translated
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from interpreter.runtime.protocols import FuncLike
from interpreter.runtime.values import default
from wasm_construct.syntax.instructions import CatchKind, Instr
from wasm_construct.validation.facts import FuncFacts

MOST_FRAMES = 5000
"""How many functions of a machine may wait for each other."""
_WITH_REFERENCE = (CatchKind.CATCH_REF, CatchKind.CATCH_ALL_REF)

Step: TypeAlias = tuple[Callable[..., None], tuple[Any, ...]]
"""What to do for an instruction: a rule, called with the machine, its innermost frame and these arguments."""


class Code:
    """The code of a function as machines run it; `prepare` makes its steps when it runs for the first time.

    Calling it is how all others call the function: a new machine runs it to its end.
    """

    def __init__(self, func: Func, instance: Instance, prepare: Callable[[Code], list[Step]]) -> None:
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

    def __call__(self, *args: Any) -> Any:
        machine = Machine(self, args)
        machine.advance()
        results = machine.results
        return results[0] if len(results) == 1 else tuple(results) or None

    def __reduce__(self) -> tuple[Any, ...]:
        return _linked, (self.func,)


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

    code: Code = field(repr=False)
    locals: list[Any]
    stack: list[Any] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    pc: int = 0

    @property
    def func(self) -> Func:
        """The function that was called."""
        return self.code.func

    @property
    def instance(self) -> Instance:
        """The instance that the function belongs to."""
        return self.code.instance

    @property
    def instrs(self) -> list[Instr]:
        """The instructions of the function."""
        return self.code.facts.instrs

    @property
    def instr(self) -> Instr:
        """The instruction that the frame is at."""
        return self.instrs[self.pc]

    def pop(self, count: int) -> list[Any]:
        """Take so many operands off the stack."""
        base = len(self.stack) - count
        values = self.stack[base:]
        del self.stack[base:]
        return values

    def enter(self) -> None:
        """Enter the block that the instruction opens. Spec: §4.6.3 (exec-instrs-enter)"""
        block = self.code.facts.blocks[self.pc]
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
            block = self.code.facts.blocks[label.start]
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


class Machine:
    """A call of a function, and all the calls that come of it.

    `frames` are the functions that have not returned, the innermost last. When there is none left, `results` are the
    results of the call. All values are in the form of engines: integers without a sign.
    """

    __slots__ = ("frames", "results")

    def __init__(self, code: Code, args: Sequence[Any]) -> None:
        """A machine that is about to run the first instruction of a function."""
        self.frames = [code.frame(args)]
        self.results: list[Any] = []

    @property
    def done(self) -> bool:
        """Whether the function has returned."""
        return not self.frames

    @property
    def instance(self) -> Instance | None:
        """The instance whose code runs."""
        return self.frames[-1].instance if self.frames else None

    def step(self) -> None:
        """Run the next instruction; does nothing when the function has returned. Raises what `run` raises."""
        self.run(1)

    def run(self, steps: float = inf) -> None:
        """Run so many instructions, or until the function returns.

        Raises Trap, Exhaustion, WasmException, and what a host function raises. The frames stay as they are then.
        """
        try:
            self.advance(steps)
        except BaseException as error:
            other = translated(error)
            if other is error:
                raise
            raise other.with_traceback(error.__traceback__) from other.__cause__

    def advance(self, steps: float = inf) -> None:
        """The same as `run`; errors do not know yet which functions they come from."""
        frames = self.frames
        while frames and steps > 0:
            frame = frames[-1]
            rule, args = frame.code.steps[frame.pc]
            try:
                rule(self, frame, *args)
            except WasmException as error:
                if not self._catch(error.exn):
                    raise
            steps -= 1

    def trace(self) -> list[WasmFrame]:
        """The functions that have not returned and where each of them is, the innermost first."""
        known: dict[tuple[int, int], WasmFrame] = {}  # deep recursion is at few places
        return [_shown(frame, known) for frame in reversed(self.frames)]

    # ---- what instructions do to more than their own frame

    def call(self, func: FuncLike, tail: bool = False) -> None:
        """Call a function with the operands on top; `tail`: in place of the innermost frame.

        A function with steps gets a frame. Any other one runs now. Spec: §4.6.5 (exec-invoke, exec-invoke-host)
        """
        args: Sequence[Any] = self.frames[-1].pop(len(func.signature.params))
        if tail:
            self.frames[-1].labels.clear()  # it handles no exceptions any more
        func.link()
        while not isinstance(func.code, Code):
            result = func.tail(*args)
            if not isinstance(result, TailCall):
                if tail:
                    self.frames.pop()
                count = len(func.signature.results)
                self._give(result if count > 1 else [result] * count)
                return
            func, args = result.func, result.args
            func.link()
        if tail:
            self.frames.pop()
        if len(self.frames) >= MOST_FRAMES:
            raise Exhaustion("call stack exhausted")
        self.frames.append(func.code.frame(args))

    def leave(self) -> None:
        """Return from the innermost frame with what is on its stack. Spec: §4.6.5 (exec-invoke-exit)"""
        self._give(self.frames.pop().stack)

    def _give(self, values: Sequence[Any]) -> None:
        """Complete the call that waits for these results."""
        if self.frames:
            self.frames[-1].stack += values
            self.frames[-1].pc += 1
        else:
            self.results = list(values)

    def _catch(self, exn: ExnInst) -> bool:
        """Go to the innermost handler of an exception; False, and nothing changes, when there is none."""
        for number in reversed(range(len(self.frames))):
            if self.frames[number].catch(exn):
                del self.frames[number + 1 :]
                return True
        return False


def _linked(func: Func) -> Any:
    """The code of a function: what stands for it in a pickle."""
    func.link()
    return func.code


def _shown(frame: Frame, known: dict[tuple[int, int], WasmFrame]) -> WasmFrame:
    key = id(frame.code), frame.pc
    if key not in known:
        module, index = frame.instance.module, frame.func.index
        offset = module.offset(index, frame.pc)
        known[key] = WasmFrame(index, module.func_name(index), frame.instance.name, frame.pc, offset)
    return known[key]


class _Reader:
    """Finds the machine in Python frames of this file (see `FrameReader`)."""

    def instance(self, frame: FrameType) -> Any:
        machine, given = map(frame.f_locals.get, ("self", "result"))
        if isinstance(given, TailCall):  # the call that goes on is made by the instance that gave it
            return given.instance
        return machine.instance if isinstance(machine, Machine) else None

    def frames(self, frame: FrameType, line: int) -> Sequence[WasmFrame]:
        return frame.f_locals["self"].trace() if frame.f_code is Machine.advance.__code__ else ()

    def trap(self, error: BaseException, frame: FrameType, line: int) -> None:
        return None  # rules raise traps themselves


__wasm__ = _Reader()
