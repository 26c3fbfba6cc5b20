"""Memory instructions, vector loads and stores and atomic ones included: their types are all in the rows.

Spec: §3.4.5 (valid-instr-memory)
Source: the threads proposal
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.opcodes import NATURAL_ALIGNMENT
from wasm_construct.syntax.instructions import Instr, MemArg
from wasm_construct.syntax.types import NumType
from wasm_construct.validation.context import Context
from wasm_construct.validation.effects import effect
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.rules.table import copied_type


def check_memarg(context: Context, instr: Instr, memarg: MemArg) -> None:
    """Raise InvalidError unless the alignment is natural (or less, if not atomic) and the offset is an address."""
    natural = NATURAL_ALIGNMENT[instr.row.opcode]
    if memarg.align > natural:
        raise InvalidError("alignment must not be larger than natural")
    if memarg.align < natural and "atomic" in instr.row.rule:
        raise InvalidError("atomic alignment must be natural")
    if memarg.offset >> 32 and context.mem(memarg.memory).addrtype is NumType.I32:
        raise InvalidError("offset out of range")


def check_data(context: Context, instr: Instr, index: int) -> None:
    """Raise InvalidError unless the data segment exists."""
    context.data(index)


def _memory_copy(machine: Machine, instr: Instr) -> Action:
    goal, source = (machine.context.mem(index).addrtype for index in instr.args)
    return effect(machine, (goal, source, copied_type(goal, source)), ())


RULES: Rules = {"memory.copy": _memory_copy}
