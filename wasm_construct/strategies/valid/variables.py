"""Locals, globals, and the parametric instructions.

Spec: §3.4.3 (valid-instr-variable), §3.4.1 (valid-instr-parametric)
"""

from __future__ import annotations

from wasm_construct.features import Feature
from wasm_construct.strategies.valid.body import Body, Production, plain
from wasm_construct.strategies.valid.world import World
from wasm_construct.syntax.instructions import instr
from wasm_construct.syntax.types import NumType, RefType, ValType


def locals_(body: Body, wanted: ValType | None) -> list[Production]:
    """Read and write locals, but not those that count."""
    own = [(index, type_) for index, type_ in enumerate(body.locals) if index not in body.counters]
    if wanted is None:
        return [_assignment(index, type_) for index, type_ in own]
    fitting = [index for index, type_ in own if body.world.matches(type_, wanted)]
    return [plain(instr("local.get", index)) for index in fitting if index in body.ready] + [
        plain(instr("local.tee", index), operands=[body.locals[index]]) for index in fitting if index in body.ready
    ]


def _assignment(index: int, type_: ValType) -> Production:
    def then(body: Body, fuel: int) -> None:
        body.ready.add(index)
        body.add(instr("local.set", index))

    return Production((type_,), then, 1)


def _globals(world: World, wanted: ValType | None) -> list[Production]:
    own = [(index, type_) for index, type_ in enumerate(world.globals) if index != world.fuel]
    if wanted is None:
        return [plain(instr("global.set", index), operands=[type_.type]) for index, type_ in own if type_.mutable]
    return [plain(instr("global.get", index)) for index, type_ in own if world.matches(type_.type, wanted)]


def globals_(body: Body, wanted: ValType | None) -> list[Production]:
    """Read and write globals, but not the one that counts."""
    return body.world.once(_globals, wanted)


def _parametric(world: World, wanted: ValType | None) -> list[Production]:
    if wanted is None:
        return [plain(instr("drop"), operands=[type_]) for type_ in world.kinds]
    operands = wanted, wanted, NumType.I32
    productions = [] if isinstance(wanted, RefType) else [plain(instr("select"), operands=operands)]
    if world.has(Feature.REFERENCE_TYPES):
        productions.append(plain(instr("select", (wanted,)), operands=operands))
    return productions


def parametric(body: Body, wanted: ValType | None) -> list[Production]:
    """Choose between two values; drop one."""
    return body.world.once(_parametric, wanted)
