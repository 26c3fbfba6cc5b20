"""Constant expressions.

Spec: §3.4.13 (valid-constant)
"""

from __future__ import annotations

from hypothesis.strategies import DrawFn

from wasm_construct.features import Feature
from wasm_construct.strategies.valid import aggregates
from wasm_construct.strategies.valid.body import Body, Production, Rule, plain
from wasm_construct.strategies.valid.world import H, World
from wasm_construct.syntax.instructions import Expr, instr
from wasm_construct.syntax.types import FuncType, NumType, RefType, ValType


def _arithmetic(body: Body, wanted: ValType | None) -> list[Production]:
    if wanted not in (NumType.I32, NumType.I64) or not body.world.has(Feature.EXTENDED_CONST):
        return []
    return [plain(instr(f"{wanted}.{name}"), operands=[wanted, wanted]) for name in ("add", "sub", "mul")]


def _references(body: Body, wanted: ValType | None) -> list[Production]:
    world = body.world
    if not isinstance(wanted, RefType):
        return []
    productions = [
        plain(instr("ref.func", index))
        for index, type_ in enumerate(world.funcs)
        if world.matches(RefType(False, type_), wanted) or wanted == RefType(True, H.FUNC)
    ]
    if world.has(Feature.GC) and world.matches(RefType(False, H.I31), wanted):
        productions.append(plain(instr("ref.i31"), operands=[NumType.I32]))
    return productions


def _reader(visible: int) -> Rule:
    def globals_(body: Body, wanted: ValType | None) -> list[Production]:
        world = body.world
        return [
            plain(instr("global.get", index))
            for index, type_ in enumerate(world.globals[:visible])
            if wanted is not None and not type_.mutable and world.matches(type_.type, wanted)
        ]

    return globals_


def constant(draw: DrawFn, world: World, wanted: ValType, visible: int) -> Expr:
    """A constant expression of this type, which can read so many globals."""
    rules = [_reader(visible), _arithmetic, _references]
    if world.has(Feature.GC):
        rules.append(aggregates.constants)
    body = Body(draw, world, rules, [], FuncType((), (wanted,)))
    body.push(wanted, 8)
    return Expr([*body.out, instr("end")])
