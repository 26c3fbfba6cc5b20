"""The first design of exceptions.

Source: the legacy exception-handling proposal
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.nesting import MISPLACED
from wasm_construct.validation.effects import Types
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.rules.control import enter
from wasm_construct.validation.rules.rule import Rules


def _try(machine: Machine, instr: Instr) -> Action:
    type_ = machine.context.block_type(instr.args[0])
    return enter(machine, "try", list(type_.params), list(type_.results))


def _handler(machine: Machine, kind: str, values: Types) -> Action:
    """The action that ends a `try` or `catch` and begins a handler with these values on the stack."""

    def act() -> None:
        if machine.frames[-1].kind not in ("try", "catch"):
            raise InvalidError(MISPLACED)
        frame = machine.pop_frame()
        machine.push_frame(kind, list(values), frame.results, frame.label)

    return act


def _catch(machine: Machine, instr: Instr) -> Action:
    return _handler(machine, "catch", machine.context.tag(instr.args[0]).params)


def _catch_all(machine: Machine, instr: Instr) -> Action:
    return _handler(machine, "catch_all", ())


def _delegate(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args

    def act() -> None:
        if machine.frames[-1].kind != "try":
            raise InvalidError(MISPLACED)
        frame = machine.pop_frame()
        machine.label(index)  # counted from outside of the block
        machine.stack.extend(frame.results)

    return act


def _rethrow(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args

    def act() -> None:
        machine.label(index)
        if machine.frames[-1 - index].kind not in ("catch", "catch_all"):
            raise InvalidError("invalid rethrow label")
        machine.unreachable()

    return act


RULES: Rules = {
    "try": _try,
    "catch": _catch,
    "catch_all": _catch_all,
    "delegate": _delegate,
    "rethrow": _rethrow,
}
