"""Instructions whose rows have a closed type: their productions are derived from the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, product
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from wasm_construct.opcodes import NATURAL_ALIGNMENT, ROWS, Row
from wasm_construct.strategies.valid.body import Body, Operand, Production, Small, drops, immediate, row_production
from wasm_construct.strategies.valid.world import ModuleOptions, World
from wasm_construct.syntax.instructions import MemArg
from wasm_construct.syntax.types import AbsHeapType, NumType, RefType, ValType, VecType

TYPES: dict[str, ValType] = {
    **{str(type_): type_ for type_ in (*NumType, *VecType)},
    **{f"{heap}ref": RefType(True, heap) for heap in AbsHeapType},
    "(ref i31)": RefType(False, AbsHeapType.I31),
}
"""The names of types in the rows."""
_SHAPE = re.compile(r"\d+x(\d+)")
_LANE = re.compile(r"(\d+)_lane")
_OFFSET = st.integers(0, 16)
_LANES = st.lists(st.integers(0, 31), min_size=16, max_size=16).map(bytes)


def closed_rows(world: World) -> Iterator[Row]:
    """The rows with a closed type that may be used: what waits for another thread may wait forever."""
    for row in ROWS:
        waits = world.options.terminating and row.rule == "memory.atomic.waitn"
        if row.closed and world.has(row.feature) and not waits:
            yield row


def plain_productions(world: World, wanted: ValType | None) -> list[Production]:
    """All of them that give a value of this type."""
    rows = _by_first_result(world.options)
    if wanted is None:
        names = [""]
    else:
        names = [name for name in rows if name in TYPES and world.matches(TYPES[name], wanted)]
        names += ["at"] * (wanted in (NumType.I32, NumType.I64))
    found = (productions_of(world, row, wanted) for name in names for row in rows.get(name, ()))
    return list(chain.from_iterable(found))


@cache
def _by_first_result(options: ModuleOptions) -> dict[str, list[Row]]:
    """The rows by the name of their first result; "": by the lack of one."""
    found: dict[str, list[Row]] = {}
    for row in closed_rows(World(options)):
        found.setdefault((*row.results, "")[0], []).append(row)
    return found


def productions_of(world: World, row: Row, wanted: ValType | None) -> Iterator[Production]:
    """The productions of this instruction, one for each memory, table and segment, that give this type."""
    results = row.results
    for args, at in _immediates(world, row):
        given = [at if name == "at" else TYPES[name] for name in results]
        if results == ("at",) and at is not wanted:
            continue
        yield row_production(row, args, _operands(row, at), drops(given[1:]))


def _operands(row: Row, at: ValType) -> Iterator[Operand]:
    bulk = row.feature == "bulk_memory"
    for name in row.operands:
        type_ = at if name == "at" else TYPES[name]
        yield Small(type_) if name == "at" or bulk else type_


def _immediates(world: World, row: Row) -> Iterator[tuple[list[SearchStrategy[Any]], ValType]]:
    """The strategies for the immediates, with the address type of the memory or table among them."""
    for args in product(*(_choices(world, row, kind) for kind in row.immediates)):
        at: ValType = NumType.I32
        if row.mnemonic == "table.init":
            elem, table = (number for _, number in args)
            if not world.matches(world.elems[elem], world.tables[table].elem):
                continue
        for kind, (_, number) in zip(row.immediates, args, strict=True):
            if kind in ("memidx", "memarg"):
                at = world.mems[number].limits.addrtype
            elif kind == "tableidx":
                at = world.tables[number].limits.addrtype
        yield [strategy for strategy, _ in args], at


def _choices(world: World, row: Row, kind: str) -> list[tuple[SearchStrategy[Any], int]]:
    counts = {
        "memidx": len(world.mems),
        "tableidx": len(world.tables),
        "dataidx": world.datas,
        "elemidx": len(world.elems),
    }
    if kind in counts:
        return [(_just(number), number) for number in range(counts[kind])]
    if kind == "memarg":
        return [(_memarg(row, number), number) for number in range(len(world.mems))]
    if kind == "laneidx":
        return [(_below(_lane_count(row.mnemonic)), 0)]
    return [(_LANES if kind == "lanes" else immediate(kind), 0)]


_just = cache(st.just)


@cache
def _below(count: int) -> SearchStrategy[int]:
    return st.integers(0, count - 1)


@cache
def _memarg(row: Row, memory: int) -> SearchStrategy[MemArg]:
    natural = NATURAL_ALIGNMENT[row.opcode]
    align = st.just(natural) if "atomic" in row.mnemonic else st.integers(0, natural)
    return st.builds(MemArg, align, _OFFSET, st.just(memory))


def _lane_count(mnemonic: str) -> int:
    lane = _LANE.search(mnemonic)
    if lane and lane[1]:
        return 128 // int(lane[1])
    shape = _SHAPE.search(mnemonic)
    return int(shape[1]) if shape else 16


def rule(body: Body, wanted: ValType | None) -> list[Production]:
    """The productions of the instructions whose type is closed."""
    return body.world.once(plain_productions, wanted)
