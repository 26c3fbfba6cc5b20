"""Parametric instructions, and `unreachable`.

Spec: §3.4.1 (valid-instr-parametric)
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import NumType, VecType
from wasm_construct.validation.effects import effect
from wasm_construct.validation.machine import BASE, POLYMORPHIC, Action, Machine, Slot
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.types import BOT, Ref

I32 = NumType.I32
_PLAIN: frozenset[Slot] = frozenset({*NumType, *VecType})


def _unreachable(machine: Machine, instr: Instr) -> Action:
    return machine.unreachable


def _drop(machine: Machine, instr: Instr) -> Action:
    stack = machine.stack

    def act() -> None:
        top = stack[-1]
        if top is BASE or top is POLYMORPHIC:
            machine.pop_any()
        else:
            del stack[-1]

    return act


def _select(machine: Machine, instr: Instr) -> Action:
    if instr.args:
        return _select_typed(machine, instr)
    stack = machine.stack

    def act() -> None:
        if stack[-1] is I32 and stack[-2] in _PLAIN and stack[-2] is stack[-3]:
            del stack[-2:]
        else:
            machine.pop((I32,))
            second, first = machine.pop_any(), machine.pop_any()
            for type_ in (second, first):
                if isinstance(type_, Ref):
                    shown = machine.context.show(type_)
                    raise InvalidError(
                        f"type mismatch: instruction requires numeric or vector type but stack has {shown}",
                        found=(shown,),
                    )
            if first is not second and BOT not in (first, second):
                machine.mismatch((first, first), (first, second))
            stack.append(second if first is BOT else first)

    return act


def _select_typed(machine: Machine, instr: Instr) -> Action:
    (types,) = instr.args
    if len(types) != 1:
        raise InvalidError("invalid result arity other than 1 is not (yet) allowed")
    type_ = machine.context.close(types[0])
    return effect(machine, (type_, type_, I32), (type_,))


RULES: Rules = {"unreachable": _unreachable, "drop": _drop, "select": _select}
