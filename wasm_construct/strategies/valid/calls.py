"""Calls.

Spec: §3.4.2 (valid-instr-control)
"""

from __future__ import annotations

from collections.abc import Iterator

from wasm_construct.features import Feature
from wasm_construct.strategies.valid.body import Body, Operand, Production, Small, drops, plain
from wasm_construct.strategies.valid.world import World
from wasm_construct.syntax.instructions import Instr, instr
from wasm_construct.syntax.types import AbsHeapType, FuncType, RefType, TableType, ValType


def _all(world: World, tail: str) -> Iterator[tuple[FuncType, tuple[Operand, ...], tuple[Instr, ...]]]:
    """The type, the operands beside the parameters, and the instructions of every call."""
    for index, type_ in enumerate(world.funcs):
        yield world.func_type(type_), (), (instr(f"{tail}call", index),)
    for table, entry in enumerate(world.tables):
        if world.top(entry.elem.heap) is AbsHeapType.FUNC:
            yield from _indirect(world, tail, table, entry)
    if world.has(Feature.FUNCTION_REFERENCES):
        for index in world.of_class(FuncType):
            yield world.func_type(index), (RefType(True, index),), (instr(f"{tail}call_ref", index),)


def _indirect(
    world: World, tail: str, table: int, entry: TableType
) -> Iterator[tuple[FuncType, tuple[Operand, ...], tuple[Instr, ...]]]:
    at = entry.limits.addrtype
    for index in world.of_class(FuncType):
        yield world.func_type(index), (Small(at),), (instr(f"{tail}call_indirect", index, table),)
    if not table:  # where each function is at its own index
        for index, type_ in enumerate(world.funcs):
            aimed = instr(f"{at}.const", index), instr(f"{tail}call_indirect", type_, table)
            yield world.func_type(type_), (), aimed


def _calls(world: World, wanted: ValType | None) -> list[Production]:
    productions = []
    for type_, others, instrs in _all(world, ""):
        results = type_.results
        if wanted is None:
            rest = results
        elif results and world.matches(results[0], wanted):
            rest = results[1:]
        else:
            continue
        productions.append(plain(*instrs, *drops(rest), operands=(*type_.params, *others)))
    return productions


def calls(body: Body, wanted: ValType | None) -> list[Production]:
    """Calls by index, through tables and through references."""
    return body.world.once(_calls, wanted)


def tail_calls(body: Body) -> list[Production]:
    """Calls that return what this function has to return."""
    if not body.world.has(Feature.TAIL_CALL):
        return []
    return [
        plain(*instrs, operands=(*type_.params, *others))
        for type_, others, instrs in _all(body.world, "return_")
        if body.world.fits(type_.results, body.results)
    ]
