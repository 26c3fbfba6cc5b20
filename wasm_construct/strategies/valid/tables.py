"""Tables, and the copies between memories.

Spec: §3.4.4 (valid-instr-table), §3.4.5 (valid-instr-memory)
"""

from __future__ import annotations

from itertools import product

from wasm_construct.features import Feature
from wasm_construct.strategies.valid.body import Body, Production, Small, plain
from wasm_construct.strategies.valid.world import World
from wasm_construct.syntax.instructions import instr
from wasm_construct.syntax.types import NumType, ValType


def _tables(world: World, wanted: ValType | None) -> list[Production]:
    if wanted is None:
        return _statements(world)
    if not world.has(Feature.REFERENCE_TYPES):
        return []
    productions = []
    for index, table in enumerate(world.tables):
        at = table.limits.addrtype
        if world.matches(table.elem, wanted):
            productions.append(plain(instr("table.get", index), operands=[Small(at)]))
        if wanted is at:
            productions.append(plain(instr("table.grow", index), operands=[table.elem, Small(at)]))
    return productions


def _statements(world: World) -> list[Production]:
    productions = []
    for index, table in enumerate(world.tables):
        at = Small(table.limits.addrtype)
        if world.has(Feature.REFERENCE_TYPES):
            productions.append(plain(instr("table.set", index), operands=[at, table.elem]))
            productions.append(plain(instr("table.fill", index), operands=[at, table.elem, at]))
    if not world.has(Feature.BULK_MEMORY):
        return productions
    for (goal, to), (source, from_) in product(enumerate(world.tables), repeat=2):
        if world.matches(from_.elem, to.elem):
            operands = _copied(to.limits.addrtype, from_.limits.addrtype)
            productions.append(plain(instr("table.copy", goal, source), operands=operands))
    for (goal, mem), (source, other) in product(enumerate(world.mems), repeat=2):
        operands = _copied(mem.limits.addrtype, other.limits.addrtype)
        productions.append(plain(instr("memory.copy", goal, source), operands=operands))
    return productions


def _copied(goal: NumType, source: NumType) -> list[Small]:
    """The operands of a copy: the length has the smaller address type."""
    return [Small(goal), Small(source), Small(goal if goal is source else NumType.I32)]


def tables(body: Body, wanted: ValType | None) -> list[Production]:
    """Read, write, grow and copy tables; copy memories."""
    return body.world.once(_tables, wanted)
