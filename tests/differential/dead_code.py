"""Jumps in random places of a module: what follows them does not run, and is valid all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from tests.differential.samples import sample
from wasm_construct import ALL, Module
from wasm_construct.syntax import CodeSec, Expr, Instr, instr
from wasm_construct.syntax.nesting import OPENERS
from wasm_construct.syntax.types import FuncType, TagType, ValType
from wasm_construct.validation.facts import Block, FuncFacts


def with_jumps(original: Module, random: Random, most: int = 3) -> Module:
    """The same module with up to `most` jumps in each function: branches, but none back to a loop, and exceptions.

    Many of them stand right before a block, so that whole blocks do not run.
    """
    module = Module.parse(original.build(), ALL)
    section = module.section(CodeSec)
    codes = section.codes if section else []
    first = len(module.funcs) - len(codes)
    validation = module.validate(ALL)
    for number, code in enumerate(codes):
        facts = validation.func(first + number)
        places = [_place(facts, random) for _ in range(random.randint(0, most))]
        jumps = {place: _jump(module, facts, place, random) for place in places}
        code.body = Expr([part for at, item in enumerate(facts.instrs) for part in (*jumps.get(at, ()), item)])
    module.validate(ALL)
    return module


def _place(facts: FuncFacts, random: Random) -> int:
    openers = [at for at, item in enumerate(facts.instrs) if item.name in OPENERS]
    return random.choice(openers) if openers and random.randrange(2) else random.randrange(len(facts.instrs))


def _jump(module: Module, facts: FuncFacts, place: int, random: Random) -> Sequence[Instr]:
    labels = list(_labels(facts.within[place]))
    kind = random.choice(("br", "br", "br", "throw", "throw", "unreachable"))
    if kind == "br" and labels:
        return [instr("br", random.choice(labels))]
    if kind == "throw" and module.tags:
        tag = random.randrange(len(module.tags))
        values = [sample(module, type_, random.randrange(9)) for type_ in _carried(module, tag)]
        return [*(part for value in values for part in value), instr("throw", tag)]
    return [instr("unreachable")]


def _carried(module: Module, tag: int) -> Sequence[ValType]:
    type_ = module.tags[tag].type
    assert isinstance(type_, TagType)
    comp = module.types[type_.type].comp
    assert isinstance(comp, FuncType)
    return comp.params


def _labels(block: Block | None) -> Iterator[int]:
    """The labels of the blocks around that a branch leaves without operands."""
    index = 0
    while block is not None:
        if block.kind != "loop" and not block.results:
            yield index
        block, index = block.parent, index + 1
