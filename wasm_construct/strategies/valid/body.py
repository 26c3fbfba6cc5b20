"""The maker of bodies: a grammar whose productions are chosen at random, as far as the fuel goes.

A production is operands, which are expanded first, and instructions after them. Each instruction costs one unit of
fuel. A production is only chosen if the fuel is enough for the shortest text that it leads to; when it is not enough
for any, the simplest value of the type is taken. So every body ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from wasm_construct.binary.instructions import IMMEDIATES
from wasm_construct.opcodes import Row
from wasm_construct.strategies.from_schemas import Options, values_of
from wasm_construct.strategies.valid.world import World, defaultable, unpacked
from wasm_construct.syntax.instructions import Instr, instr
from wasm_construct.syntax.types import AbsHeapType, ArrayType, FuncType, NumType, RefType, StructType, ValType, VecType


@dataclass(frozen=True, slots=True)
class Small:
    """An operand that had better be small: an address, an index or a length."""

    type: ValType


Operand: TypeAlias = ValType | Small


@dataclass(frozen=True, slots=True)
class Production:
    """Operands, and what follows them: instructions, or a function that makes them from the fuel that is left.

    `least` is the fuel that what follows needs at least.
    """

    operands: tuple[Operand, ...]
    then: Sequence[Instr] | Callable[[Body, int], None]
    least: int


@dataclass(frozen=True, slots=True)
class Label:
    """The types that a branch takes along; `counter` is the local that bounds how often a loop goes round."""

    types: tuple[ValType, ...]
    counter: int | None = None


Rule: TypeAlias = Callable[["Body", ValType | None], list[Production]]
"""The productions that give a value of a type; None: those that leave the stack as it is."""

DEEPEST = 40
"""So deep do operands and blocks nest, whatever the fuel."""
_MORE = st.integers(0, 9)
_SMALL = st.integers(0, 16)
_HOW = st.integers(0, 3)


def plain(*instrs: Instr, operands: Iterable[Operand] = ()) -> Production:
    """Operands, and these instructions after them."""
    return Production(tuple(operands), instrs, len(instrs))


def drops(types: Sequence[ValType]) -> tuple[Instr, ...]:
    """Drop values of these types."""
    return (_DROP,) * len(types)


@cache
def immediate(kind: str) -> SearchStrategy[Any]:
    """The immediates of a kind, as the schemas have them."""
    return values_of(IMMEDIATES[kind], Options(padded=False))


class Body:
    """One body, or one constant expression, while it is made."""

    def __init__(
        self,
        draw: DrawFn,
        world: World,
        values: Sequence[Rule],
        statements: Sequence[Rule],
        type_: FuncType,
        locals_: Iterable[ValType] = (),
    ) -> None:
        self.draw, self.world, self.results = draw, world, type_.results
        self.values, self.statements = values, statements
        self.locals: list[ValType] = [*type_.params, *locals_]
        self.ready = {
            index
            for index, local in enumerate(self.locals)
            if index < len(type_.params) or not isinstance(local, RefType) or local.null
        }
        """The locals that have a value."""
        self.counters: set[int] = set()
        self.labels = [Label(type_.results)]
        self.out: list[Instr] = []
        self._depth = 0

    # ---- choosing

    def pick(self, choices: Sequence[Any]) -> Any:
        """One of these; the first is the simplest."""
        return choices[0] if len(choices) == 1 else self.draw(st.sampled_from(choices))

    def _choose(self, rules: Sequence[Rule], wanted: ValType | None, fuel: int) -> Production | None:
        """A production that the fuel is enough for; None for the simplest value, or for no instruction."""
        if fuel < 2 or self._depth > DEEPEST:
            return None
        first = self.draw(st.integers(0, len(rules)))
        if not first:
            return None
        for rule in [*rules[first - 1 :], *rules[: first - 1]]:
            productions = [production for production in rule(self, wanted) if self.least(production) <= fuel]
            if productions:
                return self.pick(productions)  # type: ignore[no-any-return]
        return None

    # ---- what things need

    def least(self, production: Production) -> int:
        """The fewest instructions that this takes."""
        return production.least + self.leasts(production.operands)

    def leasts(self, operands: Iterable[Operand]) -> int:
        """The fewest instructions that operands take."""
        return sum(
            1 if isinstance(operand, Small | NumType | VecType) or operand.null else len(self.nonnull(operand))
            for operand in operands
        )

    # ---- making

    def add(self, *instrs: Instr) -> None:
        """Add instructions."""
        self.out.extend(instrs)

    def push(self, wanted: Operand, fuel: int) -> None:
        """Make a value, with at least as many units of fuel as it needs."""
        if isinstance(wanted, Small):
            self._push_small(wanted.type, fuel)
            return
        production = self._choose(self.values, wanted, fuel)
        if production is None:
            self.leaf(wanted)
        else:
            self.expand(production, fuel)

    def push_all(self, operands: Sequence[Operand], fuel: int) -> None:
        """Make several values."""
        spare = fuel - self.leasts(operands)
        for number, operand in enumerate(operands):
            least, start = self.leasts([operand]), len(self.out)
            self.push(operand, least + spare // (len(operands) - number))
            spare -= len(self.out) - start - least

    def expand(self, production: Production, fuel: int) -> None:
        """Add the operands of a production, and what follows them."""
        self._depth += 1
        start = len(self.out)
        structured = callable(production.then)
        operands = fuel - production.least
        if structured and production.least > 1:  # something for the operands, the rest for the blocks
            operands = min(operands, self.leasts(production.operands) + operands // 4)
        self.push_all(production.operands, operands)
        if callable(production.then):
            production.then(self, fuel - (len(self.out) - start))
        else:
            self.add(*production.then)
        self._depth -= 1

    def sequence(self, results: Sequence[ValType], fuel: int) -> None:
        """Some statements, and values."""
        least = self.leasts(results)
        while fuel > least and self.draw(_MORE):
            start, spare = len(self.out), fuel - least
            spare = max(min(spare, 12), spare // 2)
            production = self._choose(self.statements, None, spare)
            if production is None:
                self.add(_NOP)
            else:
                self.expand(production, spare)
            fuel -= len(self.out) - start
        self.push_all(results, fuel)

    def block(self, opener: Instr, label: Label, results: Sequence[ValType], fuel: int, taken: int = 0) -> None:
        """A block without its `end`; `taken` values come in and are dropped. The fuel is for what is in it."""
        self.add(opener, *[_DROP] * taken)
        ready = set(self.ready)
        self.labels.append(label)
        self.sequence(results, fuel - taken)
        self.labels.pop()
        self.ready = ready

    def const(self, type_: ValType, number: int) -> Instr:
        """A constant of an integer type."""
        return instr(f"{type_}.const", number)

    def leaf(self, wanted: ValType) -> None:
        """The simplest value of a type."""
        if isinstance(wanted, RefType):
            self.add(*([instr("ref.null", wanted.heap)] if wanted.null else self.nonnull(wanted)))
        else:
            self.add(instr(f"{wanted}.const", self.draw(immediate(str(wanted)))))

    def nonnull(self, wanted: RefType) -> list[Instr]:
        """The simplest reference that is not null; constant, unless there is none of the type."""
        world, heap = self.world, wanted.heap
        if heap in (AbsHeapType.ANY, AbsHeapType.EQ, AbsHeapType.I31):
            return _I31
        for index, comp in enumerate(world.types):
            if not world.matches(RefType(False, index), wanted):
                continue
            if isinstance(comp, ArrayType):
                return [instr("array.new_fixed", index, 0)]
            if isinstance(comp, StructType):
                if all(map(defaultable, comp.fields)):
                    return [instr("struct.new_default", index)]
                return [part for field in comp.fields for part in self._simplest(unpacked(field.storage))] + [
                    instr("struct.new", index)
                ]
            if index in world.funcs:
                return [instr("ref.func", world.funcs.index(index))]
        if heap is AbsHeapType.EXTERN:
            return [*_I31, instr("extern.convert_any")]
        return [instr("ref.null", heap), instr("ref.as_non_null")]

    def _simplest(self, wanted: ValType) -> list[Instr]:
        if isinstance(wanted, RefType):
            return [instr("ref.null", wanted.heap)] if wanted.null else self.nonnull(wanted)
        return [instr(f"{wanted}.const", bytes(16) if isinstance(wanted, VecType) else 0)]

    def _push_small(self, wanted: ValType, fuel: int) -> None:
        how = self.draw(_HOW) if fuel > 3 else 0
        if how < 2:
            self.add(self.const(wanted, self.draw(_SMALL)))
        elif how == 2:
            self.push(wanted, fuel - 2)
            self.add(self.const(wanted, 31), instr(f"{wanted}.and"))
        else:
            self.push(wanted, fuel)


def row_production(
    row: Row, args: Sequence[SearchStrategy[Any]], operands: Iterable[Operand], more: Sequence[Instr]
) -> Production:
    """The production of an instruction whose immediates are drawn."""

    def then(body: Body, fuel: int) -> None:
        body.add(Instr(row, tuple(map(body.draw, args))), *more)

    if args:
        return Production(tuple(operands), then, 1 + len(more))
    return plain(Instr(row), *more, operands=operands)


_DROP, _NOP = instr("drop"), instr("nop")
_I31 = [instr("i32.const", 0), instr("ref.i31")]
