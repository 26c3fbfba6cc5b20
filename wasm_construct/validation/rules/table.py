"""Table instructions.

Spec: §3.4.4 (valid-instr-table)
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import NumType
from wasm_construct.validation.context import Context
from wasm_construct.validation.effects import effect
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.matching import matches_ref
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.types import Ref

I32 = NumType.I32


def _table_get(machine: Machine, instr: Instr) -> Action:
    table = machine.context.table(instr.args[0])
    return effect(machine, (table.at,), (table.elem,))


def _table_set(machine: Machine, instr: Instr) -> Action:
    table = machine.context.table(instr.args[0])
    return effect(machine, (table.at, table.elem), ())


def _table_grow(machine: Machine, instr: Instr) -> Action:
    table = machine.context.table(instr.args[0])
    return effect(machine, (table.elem, table.at), (table.at,))


def _table_fill(machine: Machine, instr: Instr) -> Action:
    table = machine.context.table(instr.args[0])
    return effect(machine, (table.at, table.elem, table.at), ())


def _table_copy(machine: Machine, instr: Instr) -> Action:
    goal, source = map(machine.context.table, instr.args)
    if not matches_ref(source.elem, goal.elem):
        raise _mismatch(machine.context, "source element type", source.elem, "destination element type", goal.elem)
    return effect(machine, (goal.at, source.at, copied_type(goal.at, source.at)), ())


def copied_type(goal: NumType, source: NumType) -> NumType:
    """The type of the number of things that are copied. Spec: §2.3.11 (aux-addrtype-min)"""
    return goal if goal is source else I32


def check_elem(context: Context, instr: Instr, index: int) -> None:
    """Raise InvalidError unless the segment exists and, for `table.init`, fits the table."""
    elem = context.elem(index)
    if instr.row.rule == "table.init":
        table = context.table(instr.args[1])
        if not matches_ref(elem, table.elem):
            raise _mismatch(context, "element segment's type", elem, "table's element type", table.elem)


def _mismatch(context: Context, what: str, one: Ref, other_what: str, other: Ref) -> InvalidError:
    found, expected = context.show(one), context.show(other)
    return InvalidError(
        f"type mismatch: {what} {found} does not match {other_what} {expected}", expected=(expected,), found=(found,)
    )


RULES: Rules = {
    "table.get": _table_get,
    "table.set": _table_set,
    "table.grow": _table_grow,
    "table.fill": _table_fill,
    "table.copy": _table_copy,
}
