"""From an instruction to its action.

A row with a closed type needs no code; the others have a rule of their own in `rules`.

Spec: §3.4 (valid-instr)
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from wasm_construct.errors import InvalidError
from wasm_construct.opcodes import ROWS, Row
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import AbsHeapType, NumType, VecType
from wasm_construct.validation.context import Context
from wasm_construct.validation.effects import Types, effect
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.rules import CHECKS, RULES
from wasm_construct.validation.rules.rule import Check
from wasm_construct.validation.types import ValType, ref

_TYPE_NAMES: dict[str, ValType] = {
    **{type_.value: type_ for type_ in (*NumType, *VecType)},
    **{f"{heap.value}ref": ref(True, heap) for heap in AbsHeapType},
    **{f"(ref {heap.value})": ref(False, heap) for heap in AbsHeapType},
}


@cache
def closed_type(row: Row, at: NumType) -> tuple[Types, Types]:
    """The operands and results of a row with a closed type, `at` being the address type."""
    names = {**_TYPE_NAMES, "at": at}
    return tuple([names[name] for name in row.operands]), tuple([names[name] for name in row.results])


def address_type(context: Context, instr: Instr) -> NumType:
    """The address type of the memory or table that the immediates name; raises InvalidError."""
    for kind, arg in zip(instr.row.immediates, instr.args, strict=True):
        if kind == "memarg":
            return context.mem(arg.memory).addrtype
        if kind == "memidx":
            return context.mem(arg).addrtype
        if kind == "tableidx":
            return context.table(arg).at
    return NumType.I32


class Plan(NamedTuple):
    """How the action of a row with a closed type is made."""

    addressed: bool
    """Whether the type depends on a memory or table."""
    checks: tuple[tuple[int, Check], ...]
    """What must hold for which immediate."""


def _plan(row: Row) -> Plan:
    checks = tuple((place, CHECKS[kind]) for place, kind in enumerate(row.immediates) if kind in CHECKS)
    return Plan("at" in row.operands + row.results, checks)


_PLANS = {row.opcode: _plan(row) for row in ROWS if row.closed}


def action(machine: Machine, instr: Instr) -> Action:
    """What the instruction does to the stacks; raises InvalidError."""
    row, context = instr.row, machine.context
    known = machine.plain.get(row.opcode)
    if known is not None:
        return known
    if row.feature not in context.features:
        raise InvalidError(f"{row.mnemonic} needs the feature {row.feature}, which is off")
    plan = _PLANS.get(row.opcode)
    if plan is None:
        return RULES[row.rule](machine, instr)
    addressed, checks = plan
    at = address_type(context, instr) if addressed else NumType.I32
    for place, check in checks:
        check(context, instr, instr.args[place])
    act = effect(machine, *closed_type(row, at))
    if not addressed and not checks:
        machine.plain[row.opcode] = act
    return act


def failing(error: InvalidError) -> Action:
    """The action of an instruction that is wrong: it raises the error when its turn comes."""

    def act() -> None:
        raise error

    return act
