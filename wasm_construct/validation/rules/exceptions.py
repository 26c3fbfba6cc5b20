"""Exceptions.

Spec: §3.4.2 (valid-throw, valid-throw_ref, valid-try_table)
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.syntax.instructions import Catch, CatchKind, Instr
from wasm_construct.syntax.types import AbsHeapType
from wasm_construct.validation.effects import Types, jump
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.matching import matches_results
from wasm_construct.validation.rules.control import enter
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.types import ref

EXNREF = ref(True, AbsHeapType.EXN)
EXN = ref(False, AbsHeapType.EXN)


def _throw(machine: Machine, instr: Instr) -> Action:
    return jump(machine, machine.context.tag(instr.args[0]).params)


def _throw_ref(machine: Machine, instr: Instr) -> Action:
    return jump(machine, (EXNREF,))


def _caught(machine: Machine, clause: Catch) -> Types:
    """What a catch clause passes to its label."""
    values = () if clause.tag is None else machine.context.tag(clause.tag).params
    return (*values, EXN) if clause.kind in (CatchKind.CATCH_REF, CatchKind.CATCH_ALL_REF) else values


def _try_table(machine: Machine, instr: Instr) -> Action:
    type_ = machine.context.block_type(instr.args[0])
    begin = enter(machine, "try_table", list(type_.params), list(type_.results))
    clauses = list(dict.fromkeys((clause.label, _caught(machine, clause)) for clause in instr.args[1]))

    def act() -> None:
        for index, values in clauses:
            label = machine.label(index)
            if not matches_results(values, label):
                wanted, have = machine.context.show_all(label), machine.context.show_all(values)
                raise InvalidError(
                    f"type mismatch: catch handler requires [{' '.join(wanted)}] but label has [{' '.join(have)}]",
                    expected=wanted,
                    found=have,
                )
        begin()

    return act


RULES: Rules = {"throw": _throw, "throw_ref": _throw_ref, "try_table": _try_table}
