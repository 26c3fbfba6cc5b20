"""Exceptions, legacy ones included.

Spec: §3.4.2 (valid-instr-control)
Source: the legacy exception-handling proposal
"""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from wasm_construct.features import Feature
from wasm_construct.strategies.valid.body import Body, Label, Production, plain
from wasm_construct.strategies.valid.world import H
from wasm_construct.syntax.instructions import Catch, CatchKind, instr
from wasm_construct.syntax.types import RefType, ValType

_EXN = RefType(False, H.EXN)
_END = instr("end")


def throws(body: Body) -> list[Production]:
    """Throw, with a tag or again."""
    world = body.world
    if not world.has(Feature.EXCEPTION_HANDLING):
        return []
    productions = [
        plain(instr("throw", index), operands=world.func_type(type_).params) for index, type_ in enumerate(world.tags)
    ]
    return [*productions, plain(instr("throw_ref"), operands=[RefType(True, H.EXN)])]


def _catches(body: Body) -> Iterator[Catch]:
    """All the clauses whose label takes what they give."""
    world = body.world
    tags = [(index, world.func_type(type_).params) for index, type_ in enumerate(world.tags)]
    for depth, label in enumerate(reversed(body.labels)):
        if label.counter is not None:
            continue
        if not label.types:
            yield Catch(CatchKind.CATCH_ALL, None, depth)
        if world.fits((_EXN,), label.types):
            yield Catch(CatchKind.CATCH_ALL_REF, None, depth)
        for tag, params in tags:
            if world.fits(params, label.types):
                yield Catch(CatchKind.CATCH, tag, depth)
            if world.fits((*params, _EXN), label.types):
                yield Catch(CatchKind.CATCH_REF, tag, depth)


def tries(body: Body, wanted: ValType | None) -> list[Production]:
    """Blocks that catch: a clause jumps to any label that fits, above all to the one of the block around it."""
    if not body.world.has(Feature.EXCEPTION_HANDLING):
        return []
    types = () if wanted is None else (wanted,)
    least = body.leasts(types)

    def then(body: Body, fuel: int) -> None:
        body.add(instr("block", wanted))
        body.labels.append(Label(types))
        clauses = list(_catches(body))
        chosen = body.draw(st.lists(st.sampled_from(clauses), min_size=1, max_size=2)) if clauses else []
        body.block(instr("try_table", wanted, tuple(chosen)), Label(types), types, fuel - 4)
        body.labels.pop()
        body.add(_END, _END)

    return [Production((), then, 4 + least), *_legacy(body, wanted, types)]


def _legacy(body: Body, wanted: ValType | None, types: tuple[ValType, ...]) -> Iterator[Production]:
    world = body.world
    if not world.has(Feature.LEGACY_EXCEPTIONS):
        return
    least = body.leasts(types)

    def catch_all(body: Body, fuel: int) -> None:
        body.block(instr("try", wanted), Label(types), types, (fuel - 3) // 2)
        body.block(instr("catch_all"), Label(types), types, (fuel - 3) // 2)
        body.add(_END)

    def delegate(body: Body, fuel: int) -> None:
        body.block(instr("try", wanted), Label(types), types, fuel - 2)
        body.add(instr("delegate", len(body.labels) - 1))

    def rethrow(body: Body, fuel: int) -> None:
        body.block(instr("try", wanted), Label(types), types, fuel - 4)
        body.add(instr("catch_all"), instr("rethrow", 0), _END)

    yield Production((), catch_all, 4 + 2 * least)
    yield Production((), delegate, 2 + least)
    yield Production((), rethrow, 4 + least)
    for tag, type_ in enumerate(world.tags):
        yield _catch(wanted, types, tag, len(world.func_type(type_).params), least)


def _catch(wanted: ValType | None, types: tuple[ValType, ...], tag: int, params: int, least: int) -> Production:
    def then(body: Body, fuel: int) -> None:
        half = (fuel - 3 - params) // 2
        body.block(instr("try", wanted), Label(types), types, half)
        body.block(instr("catch", tag), Label(types), types, half + params, params)
        body.add(_END)

    return Production((), then, 4 + params + 2 * least)
