"""Blocks, and the branches out of them.

Spec: §3.4.2 (valid-instr-control)
"""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from wasm_construct.features import Feature
from wasm_construct.opcodes.cast import castop
from wasm_construct.strategies.valid.body import Body, Label, Production, drops, plain
from wasm_construct.strategies.valid.calls import tail_calls
from wasm_construct.strategies.valid.exceptions import throws
from wasm_construct.strategies.valid.world import H, World
from wasm_construct.syntax.instructions import Instr, instr
from wasm_construct.syntax.types import FuncType, NumType, RefType, ValType

I32 = NumType.I32
_END, _ELSE = instr("end"), instr("else")
_ROUNDS = st.integers(1, 4)
_COUNTED = 7
"""The instructions of `_again`."""


def _types(wanted: ValType | None) -> tuple[ValType, ...]:
    return () if wanted is None else (wanted,)


def blocks(body: Body, wanted: ValType | None) -> list[Production]:
    """Blocks, and both arms of `if`."""
    types = _types(wanted)
    least = body.leasts(types)

    def block(body: Body, fuel: int) -> None:
        body.block(instr("block", wanted), Label(types), types, fuel - 2)
        body.add(_END)

    def if_(body: Body, fuel: int) -> None:
        start = len(body.out)
        body.block(instr("if", wanted), Label(types), types, (fuel - 3) // 2)
        if types or body.pick((False, True)):
            body.block(_ELSE, Label(types), types, fuel - 2 - (len(body.out) - start))
        body.add(_END)

    productions = [Production((), block, 2 + least), Production((I32,), if_, 3 + 2 * least + 1)]
    if body.world.has(Feature.MULTI_VALUE):
        productions += _typed_blocks(body, wanted)
    return productions


def _typed_blocks(body: Body, wanted: ValType | None) -> Iterator[Production]:
    """Blocks with parameters and any number of results."""
    world = body.world
    for index in world.of_class(FuncType):
        type_ = world.func_type(index)
        if wanted is None or (type_.results and world.matches(type_.results[0], wanted)):
            yield _typed_block(body, index, type_, type_.results[wanted is not None :])


def _typed_block(body: Body, index: int, type_: FuncType, rest: tuple[ValType, ...]) -> Production:
    def then(body: Body, fuel: int) -> None:
        inside = fuel - 2 - len(rest)
        body.block(instr("block", index), Label(type_.results), type_.results, inside, len(type_.params))
        body.add(_END, *drops(rest))

    return Production(type_.params, then, 2 + len(type_.params) + body.leasts(type_.results) + len(rest))


def loops(body: Body, wanted: ValType | None) -> list[Production]:
    """Loops; a counter ends them when they have to terminate."""
    types = _types(wanted)
    least = body.leasts(types)

    def counted(body: Body, fuel: int) -> None:
        counter = len(body.locals)
        body.locals.append(I32)
        body.counters.add(counter)
        body.add(instr("i32.const", body.draw(_ROUNDS)), instr("local.set", counter))
        start = len(body.out)
        body.block(instr("loop", wanted), Label((), counter), (), fuel - 4 - _COUNTED - least)
        body.add(*_again(counter, 0))
        body.labels.append(Label((), counter))  # still in the loop
        body.push_all(types, fuel - 3 - (len(body.out) - start))
        body.labels.pop()
        body.add(_END)

    def free(body: Body, fuel: int) -> None:
        body.block(instr("loop", wanted), Label(()), types, fuel - 2)
        body.add(_END)

    if body.world.options.terminating:
        return [Production((), counted, 4 + _COUNTED + least)]
    return [Production((), free, 2 + least)]


def _again(counter: int, depth: int) -> list[Instr]:
    """Branch back to a loop as long as its counter is positive."""
    return [
        instr("local.get", counter),
        instr("i32.const", 1),
        instr("i32.sub"),
        instr("local.tee", counter),
        instr("i32.const", 0),
        instr("i32.gt_s"),
        instr("br_if", depth),
    ]


def _labels(body: Body) -> Iterator[tuple[int, Label]]:
    """The labels with their indices, but not those of loops that count."""
    for depth, label in enumerate(reversed(body.labels)):
        if label.counter is None:
            yield depth, label


def branches(body: Body, wanted: ValType | None) -> list[Production]:
    """Conditional branches, which leave the types of the label, or of what they have tested."""
    world, types = body.world, _types(wanted)
    productions = []
    for depth, label in _labels(body):
        if world.fits(label.types, types):
            productions.append(plain(instr("br_if", depth), operands=[*label.types, I32]))
        if world.has(Feature.FUNCTION_REFERENCES):
            productions += _null_branches(world, depth, label, wanted)
        if world.has(Feature.GC):
            productions += _casts(world, depth, label, wanted)
    if wanted is None:
        for depth, label in enumerate(reversed(body.labels)):
            if label.counter is not None:
                productions.append(plain(*_again(label.counter, depth)))
    return productions


def _null_branches(world: World, depth: int, label: Label, wanted: ValType | None) -> Iterator[Production]:
    if isinstance(wanted, RefType) and not label.types:
        yield plain(instr("br_on_null", depth), operands=[RefType(True, wanted.heap)])
    if wanted is None and len(label.types) == 1:
        (target,) = label.types
        if isinstance(target, RefType):
            yield plain(instr("br_on_non_null", depth), operands=[RefType(True, target.heap)])


def _casts(world: World, depth: int, label: Label, wanted: ValType | None) -> Iterator[Production]:
    """Casts that jump, and go on with a value of the type that did not fit."""
    if len(label.types) != 1 or not isinstance(target := label.types[0], RefType) or not isinstance(wanted, RefType):
        return
    top = world.top(target.heap)
    if top is H.EXN or top is not world.top(wanted.heap):
        return
    source = RefType(True, top)
    flags = castop(True, target.null)
    # what did not match has the source's type, and is not null if the target type takes null
    if world.matches(RefType(not target.null, top), wanted):
        yield plain(instr("br_on_cast", flags, depth, top, target.heap), operands=[source])
    # the other way round: what did not match `wanted` goes to the label
    if world.matches(RefType(not wanted.null, top), target):
        flags = castop(True, wanted.null)
        yield plain(instr("br_on_cast_fail", flags, depth, top, wanted.heap), operands=[source])


def jumps(body: Body, wanted: ValType | None) -> list[Production]:
    """What never goes on: only within blocks, since all behind it is dead."""
    if len(body.labels) < 2:
        return []
    productions = [plain(instr("return"), operands=body.results), plain(instr("unreachable"))]
    labels = list(_labels(body))
    for depth, label in labels:
        productions.append(plain(instr("br", depth), operands=label.types))
        productions.append(_br_table(depth, label, [other for other, found in labels if found.types == label.types]))
    return [*productions, *tail_calls(body), *throws(body)]


def _br_table(depth: int, label: Label, others: list[int]) -> Production:
    def then(body: Body, fuel: int) -> None:
        body.add(instr("br_table", tuple(body.draw(st.lists(st.sampled_from(others), max_size=3))), depth))

    return Production((*label.types, I32), then, 1)


def escapes(body: Body, wanted: ValType | None) -> list[Production]:
    """A jump that is taken or not."""
    if wanted is not None:
        return []

    def then(body: Body, fuel: int) -> None:
        body.add(instr("if", None))
        body.labels.append(Label(()))
        ready = set(body.ready)
        productions = [production for production in jumps(body, None) if body.least(production) <= fuel - 2]
        body.expand(body.pick(productions), fuel - 2)
        body.labels.pop()
        body.ready = ready
        body.add(_END)

    return [Production((I32,), then, 3)]
