"""Memory instructions, vector loads and stores and atomic ones included: their types are all in the rows.

Spec: §3.4.5 (valid-instr-memory)
"""

from __future__ import annotations

import re
from functools import cache

from wasm_construct.errors import InvalidError
from wasm_construct.syntax.instructions import Instr, MemArg
from wasm_construct.syntax.types import NumType
from wasm_construct.validation.context import Context
from wasm_construct.validation.effects import effect
from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.rules.table import copied_type

_BITS = {"i32": 32, "i64": 64, "f32": 32, "f64": 64, "v128": 128, "memory": 32}
# the width and, for the loads that extend each lane, the number of lanes
_WIDTH = re.compile(r"(?:load|store|rmw|wait)(\d+)(?:x(\d+))?")


@cache
def natural_alignment(mnemonic: str) -> int:
    """How many bytes the instruction accesses."""
    match = _WIDTH.search(mnemonic)
    bits = int(match[1]) * int(match[2] or 1) if match else _BITS[mnemonic.partition(".")[0]]
    return bits // 8


def check_memarg(context: Context, instr: Instr, memarg: MemArg) -> None:
    """The alignment is natural or less, for atomic instructions natural, and the offset within the address type."""
    natural = natural_alignment(instr.name)
    if 1 << memarg.align > natural:
        raise InvalidError("alignment must not be larger than natural")
    if 1 << memarg.align < natural and "atomic" in instr.row.rule:
        raise InvalidError("atomic alignment must be natural")
    if memarg.offset >> 32 and context.mem(memarg.memory).addrtype is NumType.I32:
        raise InvalidError("offset out of range")


def check_data(context: Context, instr: Instr, index: int) -> None:
    """The data segment exists."""
    context.data(index)


def _memory_copy(machine: Machine, instr: Instr) -> Action:
    goal, source = (machine.context.mem(index).addrtype for index in instr.args)
    return effect(machine, (goal, source, copied_type(goal, source)), ())


RULES: Rules = {"memory.copy": _memory_copy}
