"""Instructions on structures whose type has a custom descriptor.

Source: the custom-descriptors proposal
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.opcodes import takes_null
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import AbsHeapType, Exact, HeapType
from wasm_construct.validation.context import Context
from wasm_construct.validation.effects import effect
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.matching import matches_ref, top
from wasm_construct.validation.rules.aggregate import created, field_values
from wasm_construct.validation.rules.casts import branch, cast_types, difference, target
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.types import Ref, ref


def _descriptor_of(context: Context, heap: HeapType) -> Ref:
    """The type of the descriptor that a cast to this type takes; raises InvalidError."""
    exact = isinstance(heap, Exact)
    index = heap.type if isinstance(heap, Exact) else heap
    descriptor = None if isinstance(index, AbsHeapType) else context.type(index).descriptor
    if descriptor is None:
        raise InvalidError(f"type {heap} does not have a descriptor")
    return descriptor.ref(True, exact)


def _struct_new_desc(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args
    context = machine.context
    values = field_values(context, index, instr.row.rule == "struct.new_default_desc")
    descriptor = context.type(index).descriptor
    if descriptor is None:
        raise InvalidError("type without descriptor requires non-descriptor allocation")
    return effect(machine, (*values, descriptor.ref(True, exact=True)), (created(context, index),))


def _ref_get_desc(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args
    type_ = machine.context.type(index)
    descriptor = type_.descriptor
    if descriptor is None:
        raise InvalidError(f"type without descriptor {index}")

    def act() -> None:
        have = machine.peek_ref()
        exact = matches_ref(ref(False, have.heap, have.exact), type_.ref(False, exact=True))
        machine.pop((type_.ref(True, exact),))
        machine.stack.append(descriptor.ref(False, exact))

    return act


def _ref_cast_desc_eq(machine: Machine, instr: Instr) -> Action:
    (heap,) = instr.args
    type_ = target(machine.context, takes_null(instr.row), heap)
    descriptor = _descriptor_of(machine.context, heap)
    return effect(machine, (ref(True, top(type_.heap)), descriptor), (type_,))


def _br_on_cast_desc_eq(machine: Machine, instr: Instr) -> Action:
    source, goal = cast_types(machine, instr)
    descriptor = _descriptor_of(machine.context, instr.args[3])
    return branch(machine, instr.args[1], goal, (source, descriptor), difference(source, goal))


def _br_on_cast_desc_eq_fail(machine: Machine, instr: Instr) -> Action:
    source, goal = cast_types(machine, instr)
    descriptor = _descriptor_of(machine.context, instr.args[3])
    return branch(machine, instr.args[1], difference(source, goal), (source, descriptor), goal)


RULES: Rules = {
    "struct.new_desc": _struct_new_desc,
    "struct.new_default_desc": _struct_new_desc,
    "ref.get_desc": _ref_get_desc,
    "ref.cast_desc_eq": _ref_cast_desc_eq,
    "br_on_cast_desc_eq": _br_on_cast_desc_eq,
    "br_on_cast_desc_eq_fail": _br_on_cast_desc_eq_fail,
}
