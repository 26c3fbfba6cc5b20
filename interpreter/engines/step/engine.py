"""The engine that runs one instruction at a time: the shortest way from the specification to something that runs.

Spec: §4.6 (exec-instr)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from interpreter.engines.engine import FuncCode
from interpreter.engines.meter import Meter
from interpreter.engines.step.control import CONTROL
from interpreter.engines.step.frames import Body, Frame, Step
from interpreter.engines.step.machine import Code, Machine
from interpreter.errors import Trap, TrapCode
from interpreter.numerics import OPS, TRAPS
from interpreter.operations import OPERATIONS, immediates
from interpreter.runtime.boundary import argument, wrong_count
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from wasm_construct.opcodes import Row
from wasm_construct.syntax.arity import arity
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.nesting import CLOSERS, DIVIDERS

_UNCOUNTED = CLOSERS.keys() | DIVIDERS.keys()
_UNDEFINED = tuple(TRAPS)
_CODES = {kind: TrapCode(message) for kind, message in TRAPS.items()}


def operate(machine: Machine, frame: Frame, function: Callable[..., Any], operands: int, results: int) -> None:
    """The rule of all instructions that do not guide control: a function takes operands, and gives results."""
    stack = frame.stack
    base = len(stack) - operands
    result = function(*stack[base:])
    stack[base:] = (result,) if results == 1 else result or ()
    frame.pc += 1


def _defined(function: Callable[..., Any], *operands: Any) -> Any:
    """What a function of the numerics gives; traps where that is undefined. Spec: §4.3 (exec-numeric)"""
    try:
        result = function(*operands)
    except _UNDEFINED as error:
        raise Trap(_CODES[type(error)]) from None
    return int(result) if result.__class__ is bool else result


def _metered(machine: Machine, frame: Frame, meter: Meter, group: tuple[Row], step: Step) -> None:
    meter.charge(group)
    rule, args = step
    rule(machine, frame, *args)


class StepEngine:
    """Runs one instruction after the other, each by the function that says what it means.

    `meter` is told of each instruction before it runs.
    """

    name = "step"
    raw_globals = False

    def __init__(self, meter: Meter | None = None) -> None:
        self.meter = meter

    def code(self, instance: Instance, index: int) -> FuncCode:
        """The code of a function of an instance."""
        return FuncCode(Code(instance.funcs[index], instance, self._steps))

    def _steps(self, body: Body) -> list[Step]:
        """What to do for each instruction of a function."""
        steps = [_step(body.instance, instr) for instr in body.facts.instrs]
        if self.meter is None:
            return steps
        groups = {instr.row: (instr.row,) for instr in body.facts.instrs}
        return [
            step if instr.name in _UNCOUNTED else (_metered, (self.meter, groups[instr.row], step))
            for instr, step in zip(body.facts.instrs, steps, strict=True)
        ]


def _step(instance: Instance, instr: Instr) -> Step:
    if instr.name in CONTROL:
        return CONTROL[instr.name], instr.args
    function = OPERATIONS.get(instr.name) or partial(_defined, OPS[instr.name])
    return operate, (partial(function, *immediates(instance, instr)), *arity(instr, instance.module.context))


def start(func: Func, *args: Any) -> Machine:
    """A machine that is about to call a function with these values of the host: nothing has run yet.

    Raises TypeError for a function that this engine does not run, SignatureError for arguments that the function does
    not take.
    """
    func.link()
    if not isinstance(func.code, Code):
        raise TypeError(f"the engine {StepEngine.name!r} does not run {func!r}")
    if len(args) != len(func.signature.params):
        raise wrong_count(func, len(args))
    return Machine(func.code, [argument(func, number, value) for number, value in enumerate(args)])
