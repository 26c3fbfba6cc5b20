"""Tests and casts of references, and the branches that depend on a reference.

Spec: §3.4.2 (valid-br_on_null, valid-br_on_non_null, valid-br_on_cast), §3.4.6 (valid-ref.test, valid-ref.cast)
"""

from __future__ import annotations

from collections.abc import Sequence

from wasm_construct.errors import InvalidError
from wasm_construct.features import Feature
from wasm_construct.opcodes import takes_null
from wasm_construct.opcodes.cast import nullable
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import HeapType, NumType, RefType
from wasm_construct.validation.context import Context
from wasm_construct.validation.effects import effect
from wasm_construct.validation.gates import need_type
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.matching import matches, matches_ref, top
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.types import Ref, ValType, ref


def target(context: Context, null: bool, heap: HeapType) -> Ref:
    """The closed form of a type that is cast to or from; raises InvalidError."""
    type_ = RefType(null, heap)
    need_type(context.features, type_)
    return context.close_ref(type_)


def difference(one: Ref, other: Ref) -> Ref:
    """What is left of type `one` when a cast to `other` fails. Spec: §3.1.1 (aux-reftypediff)"""
    return ref(False, one.heap, one.exact) if other.null else one


def _ref_test(machine: Machine, instr: Instr) -> Action:
    type_ = target(machine.context, takes_null(instr.row), instr.args[0])
    return effect(machine, (ref(True, top(type_.heap)),), (NumType.I32,))


def _ref_cast(machine: Machine, instr: Instr) -> Action:
    type_ = target(machine.context, takes_null(instr.row), instr.args[0])
    return effect(machine, (ref(True, top(type_.heap)),), (type_,))


def _br_on_null(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args

    def act() -> None:
        label = machine.label(index)
        type_ = machine.peek_ref()
        machine.pop([*label, ref(True, type_.heap, type_.exact)])
        machine.stack += [*label, ref(False, type_.heap, type_.exact)]

    return act


def _br_on_non_null(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args

    def act() -> None:
        label = machine.label(index)
        last = label[-1] if label else None
        if not isinstance(last, Ref):
            shown = machine.context.show_all(label)
            raise InvalidError(
                f"type mismatch: instruction requires reference type but label has [{' '.join(shown)}]", found=shown
            )
        machine.pop([*label[:-1], ref(True, last.heap, last.exact)])
        machine.stack += label[:-1]

    return act


def cast_types(machine: Machine, instr: Instr) -> tuple[Ref, Ref]:
    """The types that a branch on a cast casts from and to, which must be related; raises InvalidError."""
    context = machine.context
    op, _, first, second = instr.args
    null, null_after = nullable(op)
    source, goal = target(context, null, first), target(context, null_after, second)
    if Feature.CUSTOM_DESCRIPTORS in context.features:
        if top(source.heap) is not top(goal.heap):
            raise InvalidError(
                f"type mismatch on cast: type {context.show(source)} has a different top type than type"
                f" {context.show(goal)}"
            )
    elif not matches_ref(goal, source):
        raise InvalidError(f"type mismatch on cast: type {context.show(goal)} does not match {context.show(source)}")
    return source, goal


def branch(machine: Machine, index: int, taken: Ref, operands: Sequence[ValType], left: Ref) -> Action:
    """The action of a branch on a cast: `operands` go, `taken` is passed to the label, `left` stays otherwise."""

    def act() -> None:
        label = machine.label(index)
        if not label or not matches(taken, label[-1]):
            shown = machine.context.show_all(label)
            wanted = machine.context.show(taken)
            raise InvalidError(
                f"type mismatch: instruction requires type {wanted} but label has [{' '.join(shown)}]",
                expected=(wanted,),
                found=shown,
            )
        machine.pop([*label[:-1], *operands])
        machine.stack += [*label[:-1], left]

    return act


def _br_on_cast(machine: Machine, instr: Instr) -> Action:
    source, goal = cast_types(machine, instr)
    return branch(machine, instr.args[1], goal, (source,), difference(source, goal))


def _br_on_cast_fail(machine: Machine, instr: Instr) -> Action:
    source, goal = cast_types(machine, instr)
    return branch(machine, instr.args[1], difference(source, goal), (source,), goal)


RULES: Rules = {
    "ref.test": _ref_test,
    "ref.cast": _ref_cast,
    "br_on_null": _br_on_null,
    "br_on_non_null": _br_on_non_null,
    "br_on_cast": _br_on_cast,
    "br_on_cast_fail": _br_on_cast_fail,
}
