"""References: making, testing and casting them.

Spec: §3.4.6 (valid-instr-ref)
"""

from __future__ import annotations

from wasm_construct.features import Feature
from wasm_construct.strategies.valid.body import Body, Production, plain
from wasm_construct.strategies.valid.world import H, World
from wasm_construct.syntax.instructions import instr
from wasm_construct.syntax.types import NumType, RefType, ValType


def _references(world: World, wanted: ValType | None) -> list[Production]:
    if wanted is None:
        return []
    if isinstance(wanted, RefType):
        return _of_type(world, wanted)
    if wanted is not NumType.I32:
        return []
    refs = [type_ for type_ in world.kinds if isinstance(type_, RefType)]
    productions = [plain(instr("ref.is_null"), operands=[type_]) for type_ in refs]
    if world.has(Feature.GC):
        productions += [plain(instr("ref.test", ref), operands=[_top(world, ref)]) for ref in refs]
    return productions


def _of_type(world: World, wanted: RefType) -> list[Production]:
    productions = []
    for index, type_ in enumerate(world.funcs):
        if world.matches(RefType(False, type_), wanted) or wanted == RefType(True, H.FUNC):
            productions.append(plain(instr("ref.func", index)))
    if world.has(Feature.FUNCTION_REFERENCES) and not wanted.null:
        productions.append(plain(instr("ref.as_non_null"), operands=[RefType(True, wanted.heap)]))
    if world.has(Feature.GC):
        if world.top(wanted.heap) is not H.EXN:
            productions.append(plain(instr("ref.cast", wanted), operands=[_top(world, wanted)]))
        if wanted.heap is H.EXTERN:
            productions.append(plain(instr("extern.convert_any"), operands=[RefType(wanted.null, H.ANY)]))
        if wanted.heap is H.ANY:
            productions.append(plain(instr("any.convert_extern"), operands=[RefType(wanted.null, H.EXTERN)]))
    return productions


def _top(world: World, ref: RefType) -> RefType:
    return RefType(True, world.top(ref.heap))


def references(body: Body, wanted: ValType | None) -> list[Production]:
    """Take, test, cast and convert references."""
    return body.world.once(_references, wanted)
