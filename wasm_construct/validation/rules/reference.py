"""Reference instructions, and the conversions between internal and external references.

Spec: §3.4.6 (valid-instr-ref), §3.4.9 (valid-any.convert_extern, valid-extern.convert_any)
"""

from __future__ import annotations

from collections.abc import Callable

from wasm_construct.errors import InvalidError
from wasm_construct.features import Feature
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import AbsHeapType, NumType
from wasm_construct.validation.effects import effect
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.rules.casts import target
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.types import BOT, Ref, ref


def _ref_null(machine: Machine, instr: Instr) -> Action:
    return effect(machine, (), (target(machine.context, True, instr.args[0]),))


def _ref_func(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args
    context = machine.context
    type_ = context.find("function", context.funcs, index)
    if index not in context.refs:
        raise InvalidError(f"undeclared function reference {index}")
    if Feature.FUNCTION_REFERENCES not in context.features:
        return effect(machine, (), (ref(True, AbsHeapType.FUNC),))
    return effect(machine, (), (type_.ref(False, context.exact[index]),))


def _ref_is_null(machine: Machine, instr: Instr) -> Action:
    stack = machine.stack

    def act() -> None:
        if isinstance(stack[-1], Ref):
            stack[-1] = NumType.I32
        else:
            machine.peek_ref()  # raises InvalidError for other types
            machine.pop_any()
            stack.append(NumType.I32)

    return act


def _ref_as_non_null(machine: Machine, instr: Instr) -> Action:
    stack = machine.stack

    def act() -> None:
        top = stack[-1]
        if isinstance(top, Ref):
            stack[-1] = ref(False, top.heap, top.exact)
        else:
            machine.peek_ref()
            machine.pop_any()
            stack.append(ref(False, BOT))

    return act


def _convert(source: AbsHeapType, goal: AbsHeapType) -> Callable[[Machine, Instr], Action]:
    def rule(machine: Machine, instr: Instr) -> Action:
        def act() -> None:
            null = machine.peek_ref().null
            machine.pop((ref(null, source),))
            machine.stack.append(ref(null, goal))

        return act

    return rule


RULES: Rules = {
    "ref.null": _ref_null,
    "ref.func": _ref_func,
    "ref.is_null": _ref_is_null,
    "ref.as_non_null": _ref_as_non_null,
    "any.convert_extern": _convert(AbsHeapType.EXTERN, AbsHeapType.ANY),
    "extern.convert_any": _convert(AbsHeapType.ANY, AbsHeapType.EXTERN),
}
