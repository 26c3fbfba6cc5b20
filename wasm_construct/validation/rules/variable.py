"""Variable instructions.

Spec: §3.4.3 (valid-instr-variable)
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.syntax.instructions import Instr
from wasm_construct.validation.effects import effect
from wasm_construct.validation.machine import UNSET, Action, Machine
from wasm_construct.validation.rules.rule import Rules


def _local_get(machine: Machine, instr: Instr) -> Action:
    stack, locals_ = machine.stack, machine.locals
    index: int = instr.args[0]

    def act() -> None:
        try:
            type_ = locals_[index]
        except IndexError:  # there is no such local, or only the run it belongs to is known
            type_ = UNSET
        stack.append(machine.get_local(index) if type_ is UNSET else type_)

    return act


def _local_set(machine: Machine, instr: Instr) -> Action:
    stack, locals_, declared, inits = machine.stack, machine.locals, machine.declared, machine.inits
    matching = machine.matching
    index: int = instr.args[0]

    def act() -> None:
        if index >= len(declared):
            machine.pop((machine.local_type(index),))
            machine.set_local(index)
            return
        top, type_ = stack[-1], declared[index]
        if top is type_ or (top, type_) in matching:
            del stack[-1]
        else:
            machine.pop((type_,))
        if locals_[index] is UNSET:
            locals_[index] = type_
            inits.append(index)

    return act


def _local_tee(machine: Machine, instr: Instr) -> Action:
    stack, locals_ = machine.stack, machine.locals
    index: int = instr.args[0]
    set_it = _local_set(machine, instr)

    def act() -> None:
        if index >= len(locals_) or stack[-1] is not locals_[index]:
            set_it()
            stack.append(machine.local_type(index))

    return act


def _global_get(machine: Machine, instr: Instr) -> Action:
    return effect(machine, (), (machine.context.global_(instr.args[0]).type,))


def _global_set(machine: Machine, instr: Instr) -> Action:
    global_ = machine.context.global_(instr.args[0])
    if not global_.mutable:
        raise InvalidError("immutable global")
    return effect(machine, (global_.type,), ())


RULES: Rules = {
    "local.get": _local_get,
    "local.set": _local_set,
    "local.tee": _local_tee,
    "global.get": _global_get,
    "global.set": _global_set,
}
