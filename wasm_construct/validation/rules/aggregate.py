"""Structures and arrays.

Spec: §3.4.7 (valid-struct.new, valid-array.new)
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.features import Feature
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import NumType
from wasm_construct.validation.context import Context
from wasm_construct.validation.effects import effect
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.matching import matches, matches_storage
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.types import Field, Ref, ValType, is_defaultable

I32 = NumType.I32


def created(context: Context, index: int) -> Ref:
    """The type of a reference to a new object: exact if the feature custom_descriptors is on."""
    return context.type(index).ref(False, Feature.CUSTOM_DESCRIPTORS in context.features)


def nullable_ref(context: Context, index: int) -> Ref:
    """The type of a reference that is read from or written to."""
    return context.type(index).ref(True)


def field_values(context: Context, index: int, default: bool) -> tuple[ValType, ...]:
    """The operands that make a structure: the values of its fields; none with default values. Raises InvalidError."""
    fields = context.struct_type(index).fields
    if not default:
        return tuple([field.unpacked for field in fields])
    if not all(is_defaultable(field.unpacked) for field in fields):
        raise InvalidError("field type is not defaultable")
    return ()


def _struct_new(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args
    context = machine.context
    values = field_values(context, index, instr.row.rule == "struct.new_default")
    if context.type(index).descriptor is not None:
        raise InvalidError("type with descriptor requires descriptor allocation")
    return effect(machine, values, (created(context, index),))


def _field(context: Context, instr: Instr) -> Field:
    index, number = instr.args
    return context.find("field", context.struct_type(index).fields, number)


def _read(what: str, instr: Instr, field: Field) -> ValType:
    extends = instr.name.endswith(("_s", "_u"))
    if extends != field.packed:
        raise InvalidError(f"{what} is {'unpacked' if extends else 'packed'}")
    return field.unpacked


def _written(what: str, field: Field) -> ValType:
    if not field.mutable:
        raise InvalidError(f"immutable {what}")
    return field.unpacked


def _struct_get(machine: Machine, instr: Instr) -> Action:
    type_ = _read("field", instr, _field(machine.context, instr))
    return effect(machine, (nullable_ref(machine.context, instr.args[0]),), (type_,))


def _struct_set(machine: Machine, instr: Instr) -> Action:
    type_ = _written("field", _field(machine.context, instr))
    return effect(machine, (nullable_ref(machine.context, instr.args[0]), type_), ())


def _array_new(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args
    type_ = machine.context.array_type(index).field.unpacked
    return effect(machine, (type_, I32), (created(machine.context, index),))


def _array_new_default(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args
    if not is_defaultable(machine.context.array_type(index).field.unpacked):
        raise InvalidError("array type is not defaultable")
    return effect(machine, (I32,), (created(machine.context, index),))


def _array_new_fixed(machine: Machine, instr: Instr) -> Action:
    index, count = instr.args
    context = machine.context
    type_ = context.array_type(index).field.unpacked
    context.limits.check("array_new_fixed", count)
    result = created(context, index)

    # without a tuple of all operands, which would take long to make although there are not that many on the stack
    def act() -> None:
        have = min(count, len(machine.stack) - machine.frames[-1].height - 1)
        machine.pop((type_,) * have)
        if have < count:
            machine.pop((type_,))  # fine where code is unreachable, and an error elsewhere
        machine.stack.append(result)

    return act


def _array_new_data(machine: Machine, instr: Instr) -> Action:
    index, data = instr.args
    field = machine.context.array_type(index).field
    machine.context.data(data)
    _check_plain(field)
    return effect(machine, (I32, I32), (created(machine.context, index),))


def _check_plain(field: Field) -> None:
    if isinstance(field.unpacked, Ref):
        raise InvalidError("array type is not numeric or vector")


def _array_new_elem(machine: Machine, instr: Instr) -> Action:
    index, elem = instr.args
    context = machine.context
    _check_elem(context, context.array_type(index).field, context.elem(elem))
    return effect(machine, (I32, I32), (created(context, index),))


def _check_elem(context: Context, field: Field, elem: Ref) -> None:
    if not matches(elem, field.unpacked):
        found, expected = context.show(elem), context.show(field.unpacked)
        raise InvalidError(
            f"type mismatch: element segment's type {found} does not match array's field type {expected}",
            expected=(expected,),
            found=(found,),
        )


def _array_get(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args
    type_ = _read("array", instr, machine.context.array_type(index).field)
    return effect(machine, (nullable_ref(machine.context, index), I32), (type_,))


def _array_set(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args
    type_ = _written("array", machine.context.array_type(index).field)
    return effect(machine, (nullable_ref(machine.context, index), I32, type_), ())


def _array_fill(machine: Machine, instr: Instr) -> Action:
    (index,) = instr.args
    type_ = _written("array", machine.context.array_type(index).field)
    return effect(machine, (nullable_ref(machine.context, index), I32, type_, I32), ())


def _array_copy(machine: Machine, instr: Instr) -> Action:
    goal, source = instr.args
    context = machine.context
    to, from_ = context.array_type(goal).field, context.array_type(source).field
    _written("array", to)
    if not matches_storage(from_.storage, to.storage):
        raise InvalidError("array types do not match")
    return effect(machine, (nullable_ref(context, goal), I32, nullable_ref(context, source), I32, I32), ())


def _array_init_data(machine: Machine, instr: Instr) -> Action:
    index, data = instr.args
    field = machine.context.array_type(index).field
    _written("array", field)
    machine.context.data(data)
    _check_plain(field)
    return effect(machine, (nullable_ref(machine.context, index), I32, I32, I32), ())


def _array_init_elem(machine: Machine, instr: Instr) -> Action:
    index, elem = instr.args
    context = machine.context
    field = context.array_type(index).field
    _written("array", field)
    _check_elem(context, field, context.elem(elem))
    return effect(machine, (nullable_ref(context, index), I32, I32, I32), ())


RULES: Rules = {
    "struct.new": _struct_new,
    "struct.new_default": _struct_new,
    "struct.get": _struct_get,
    "struct.set": _struct_set,
    "array.new": _array_new,
    "array.new_default": _array_new_default,
    "array.new_fixed": _array_new_fixed,
    "array.new_data": _array_new_data,
    "array.new_elem": _array_new_elem,
    "array.get": _array_get,
    "array.set": _array_set,
    "array.fill": _array_fill,
    "array.copy": _array_copy,
    "array.init_data": _array_init_data,
    "array.init_elem": _array_init_elem,
}
