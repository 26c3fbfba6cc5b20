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
tell what happened where. An interruption from outside (Ctrl-C, a time limit) breaks the rule: it may come within an
instruction, so the machine can be looked at, but not run on. Its instance can be used as before.

Spec: §4.6.5 (exec-invoke)
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from types import FrameType
from typing import Any

from interpreter.engines.engine import GUARD, TailCall
from interpreter.engines.step.frames import Body, Frame
from interpreter.errors import Exhaustion, WasmException, WasmFrame
from interpreter.runtime.exceptions import ExnInst
from interpreter.runtime.failures import translated
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from interpreter.runtime.protocols import FuncLike


class Code(Body):
    """The code of a function for all who call it from outside of a machine: a new machine runs it to its end."""

    def __call__(self, *args: Any) -> Any:
        machine = Machine(self, args)
        machine.advance()
        results = machine.results
        return results[0] if len(results) == 1 else tuple(results) or None

    def __reduce__(self) -> tuple[Any, ...]:
        return _linked, (self.func,)


class Machine:
    """A call of a function, and all the calls that come of it.

    `frames` are the functions that have not returned, the innermost last. When there is none left, `results` are the
    results of the call. All values are in the form of engines: integers without a sign.
    """

    __slots__ = ("frames", "results")

    def __init__(self, body: Body, args: Sequence[Any]) -> None:
        """A machine that is about to run the first instruction of a function."""
        self.frames = [body.frame(args)]
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
            rule, args = frame.body.steps[frame.pc]
            try:
                rule(self, frame, *args)
            except WasmException as error:
                if not self._catch(error.exn):
                    raise
            steps -= 1

    def trace(self) -> list[WasmFrame]:
        """The functions that have not returned and where each of them is, the innermost first."""
        known: dict[tuple[int, int], WasmFrame] = {}  # deep recursion is at few places
        return [_shown(frame, known) for frame in reversed(self.frames) if frame.labels]  # else a tail call replaces it

    # ---- what instructions do to more than their own frame

    def call(self, func: FuncLike, tail: bool = False, above: int = 0) -> None:
        """Call a function with the operands on top; `tail`: in place of the innermost frame.

        `above`: how many operands lie above the arguments; they have said which function that is. A function with steps
        gets a frame. Any other one runs now. Raises Exhaustion when calls are too deep. If it fails, all operands are
        still there. Spec: §4.6.5 (exec-invoke, exec-invoke-host)
        """
        stack = self.frames[-1].stack
        end = len(stack) - above
        base = end - len(func.signature.params)
        args: Sequence[Any] = stack[base:end]
        if tail:
            self.frames[-1].labels.clear()  # it handles no exceptions any more, and a trap does not name it
        func.link()
        while not isinstance(func.code, Code):
            result = GUARD.call(func.tail, args, len(self.frames))
            if not isinstance(result, TailCall):
                self._take(base, tail)
                count = len(func.signature.results)
                self._give(result if count > 1 else [result] * count)
                return
            func, args = result.func, result.args
            func.link()
        if len(self.frames) - tail >= GUARD.frames_left():
            raise Exhaustion("call stack exhausted")
        self._take(base, tail)
        self.frames.append(func.code.frame(args))

    def _take(self, base: int, tail: bool) -> None:
        """Take the operands of a call off the stack, from `base` on, or the whole frame when it is a tail call."""
        if tail:
            self.frames.pop()
        else:
            del self.frames[-1].stack[base:]

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
    key = id(frame.body), frame.pc
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
