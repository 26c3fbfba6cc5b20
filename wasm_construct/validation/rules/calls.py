"""Calls.

Spec: §3.4.2 (valid-call, valid-call_ref, valid-call_indirect, valid-return_call)
"""

from __future__ import annotations

from collections.abc import Callable

from wasm_construct.errors import InvalidError
from wasm_construct.features import Feature
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import AbsHeapType
from wasm_construct.validation.effects import effect, jump
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.matching import matches_ref, matches_results
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.types import Func, ValType, ref

FUNCREF = ref(True, AbsHeapType.FUNC)

_Callee = Callable[[Machine, Instr], tuple[Func, tuple[ValType, ...]]]
"""The function type that an instruction calls, and the operands it takes beside the arguments."""


def _direct(machine: Machine, instr: Instr) -> tuple[Func, tuple[ValType, ...]]:
    return machine.context.func(instr.args[0]), ()


def _by_ref(machine: Machine, instr: Instr) -> tuple[Func, tuple[ValType, ...]]:
    (index,) = instr.args
    return machine.context.func_type(index), (machine.context.type(index).ref(null=True),)


def _indirect(machine: Machine, instr: Instr) -> tuple[Func, tuple[ValType, ...]]:
    index, table_index = instr.args
    context = machine.context
    table = context.table(table_index)
    type_ = context.func_type(index)
    if not matches_ref(table.elem, FUNCREF):
        shown = context.show(table.elem)
        raise InvalidError(
            f"type mismatch: instruction requires table of function type but table has element type {shown}",
            expected=("funcref",),
            found=(shown,),
        )
    return type_, (table.at,)


def _call(callee: _Callee) -> Callable[[Machine, Instr], Action]:
    def rule(machine: Machine, instr: Instr) -> Action:
        type_, operands = callee(machine, instr)
        return effect(machine, type_.params + operands, type_.results)

    return rule


def _return_call(callee: _Callee) -> Callable[[Machine, Instr], Action]:
    def rule(machine: Machine, instr: Instr) -> Action:
        context = machine.context
        if Feature.TAIL_CALL not in context.features:
            raise InvalidError(f"{instr.name} needs the feature tail_call, which is off")
        type_, operands = callee(machine, instr)
        leave = jump(machine, type_.params + operands)

        def act() -> None:
            results = machine.frames[0].results
            if not matches_results(type_.results, results):
                wanted, have = context.show_all(results), context.show_all(type_.results)
                raise InvalidError(
                    f"type mismatch: current function requires result type [{' '.join(wanted)}]"
                    f" but callee returns [{' '.join(have)}]",
                    expected=wanted,
                    found=have,
                )
            leave()

        return act

    return rule


RULES: Rules = {
    "call": _call(_direct),
    "call_ref": _call(_by_ref),
    "call_indirect": _call(_indirect),
    "return_call": _return_call(_direct),
    "return_call_ref": _return_call(_by_ref),
    "return_call_indirect": _return_call(_indirect),
}
