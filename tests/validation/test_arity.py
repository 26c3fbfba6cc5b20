"""The arity of each instruction is what validation does to the stack."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from tests.property.seeds import examples
from tests.support.data import script_features, suite_params
from wasm_construct import ALL, InvalidError, MalformedError, Module
from wasm_construct.features import Feature
from wasm_construct.strategies import valid_modules
from wasm_construct.syntax import CodeSec
from wasm_construct.syntax.arity import arity
from wasm_construct.syntax.nesting import CLOSERS, DIVIDERS
from wasm_construct.text import commands, read_script
from wasm_construct.validation.context import Context
from wasm_construct.validation.facts import Block, FuncFacts, Validation


def assert_arities_agree(valid: Validation) -> int:
    """Compare the heights of the stack in all functions; how many instructions were compared."""
    section = valid.module.section(CodeSec)
    first = len(valid.context.funcs) - len(section.codes if section else [])
    indices = range(first, len(valid.context.funcs))
    return sum([_assert_agree(valid.context, valid.func(index)) for index in indices])


def _assert_agree(context: Context, facts: FuncFacts) -> int:
    compared = 0
    for at, instr in enumerate(facts.instrs):
        if instr.name in {*CLOSERS, *DIVIDERS} or not facts.reachable[at]:
            continue
        operands, results = arity(instr, context, _labels(facts.within[at]))
        assert facts.heights[at] - operands >= facts.within[at].height, (at, instr)
        after = facts.blocks[at].end + 1 if at in facts.blocks else at + 1
        if facts.reachable[after]:
            assert facts.heights[after] == facts.heights[at] - operands + results, (at, instr)
        else:
            assert results == 0 or at in facts.blocks, (at, instr)
        compared += 1
    return compared


def _labels(block: Block | None) -> list[int]:
    arities: list[int] = []
    while block is not None:
        arities.append(block.arity)
        block = block.parent
    return arities[::-1]


@pytest.mark.parametrize("features", [ALL, ALL - {Feature.CUSTOM_DESCRIPTORS}])
def test_generated_modules(features: frozenset[Feature]) -> None:
    modules = examples(valid_modules(features, max_imports=2, terminating=False), 25)
    assert sum([assert_arities_agree(module.validate(features)) for module in modules]) > 500


@pytest.mark.parametrize("path", suite_params())
def test_suite(path: Path) -> None:
    features = script_features(path)
    for command in read_script(path.read_bytes()):
        if isinstance(command, commands.Define | commands.Instantiate):
            with suppress(MalformedError, InvalidError):
                assert_arities_agree(Module.from_script(command.module, features).validate(features))
