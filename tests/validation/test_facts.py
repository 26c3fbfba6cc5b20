"""What is known about a function once it is valid."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.property.seeds import examples
from tests.validation.build import I32, I64, module, valid
from wasm_construct import ALL, WASM3, Feature
from wasm_construct.strategies import valid_modules
from wasm_construct.syntax import FuncType, Import, ImportSec
from wasm_construct.syntax.types import ExternFunc
from wasm_construct.validation.types import BOT

ONE, TWO = ("i32.const", 1), ("i64.const", 2)
BODY = (
    ONE,  # 0
    ("block", I64),  # 1
    TWO,  # 2
    ("local.get", 0),  # 3
    ("if", None),  # 4
    TWO,  # 5
    ("br", 1),  # 6
    "nop",  # 7
    "else",  # 8
    "nop",  # 9
    "end",  # 10
    "end",  # 11
    "drop",  # 12
)


def test_heights_reachability_and_tops() -> None:
    facts = valid(*BODY, params=(I32,), results=(I32,)).func(0)
    assert facts.heights == [0, 1, 1, 2, 3, 2, 3, 2, 2, 2, 2, 2, 2, 1]
    assert list(facts.reachable) == [1] * 7 + [0, 0] + [1] * 5
    assert facts.tops[12] is I64
    assert facts.tops[3] is I64
    assert facts.tops[5] is None
    assert facts.tops[13] is I32


def test_blocks() -> None:
    facts = valid(*BODY, params=(I32,), results=(I32,)).func(0)
    body, block, if_ = (facts.blocks[start] for start in (-1, 1, 4))
    assert (block.end, if_.end, body.end) == (11, 10, 13)
    assert if_.dividers == [8]
    assert (block.height, block.arity, block.results) == (1, 1, (I64,))
    assert (if_.height, if_.arity) == (2, 0)
    assert if_.parent is block
    assert facts.within[6] is if_
    assert facts.within[6].label(1) is block
    assert facts.within[6].label(2) is body
    assert facts.within[11] is block
    assert facts.within[12] is body


def test_a_loop_takes_its_parameters() -> None:
    facts = valid(ONE, TWO, ("loop", 0), "drop", TWO, "end", "drop", types=[FuncType((I64,), (I64,))], results=(I32,))
    loop = facts.func(0).blocks[2]
    assert (loop.kind, loop.height, loop.arity, loop.params) == ("loop", 1, 1, (I64,))


def test_stacks() -> None:
    found = [types for _, types in valid(*BODY, params=(I32,), results=(I32,)).stacks(0)]
    assert found[4] == (I32, I64, I32)
    assert found[-1] == (I32,)
    assert len(found) == 14


def test_types_and_functions() -> None:
    checked = module(ONE, types=[FuncType((I64,))], results=(I32,))
    checked.add(ImportSec(imports=[Import("a", "b", ExternFunc(0))]))
    result = checked.validate()
    assert result.func_type(0).params == (I64,)
    assert result.func_type(1).results == (I32,)
    assert result.func(1).type is result.func_type(1)
    assert result.types[0] is not result.types[1]
    with pytest.raises(IndexError):
        result.func(0)
    with pytest.raises(IndexError):
        result.func(2)


def test_locals_stay_runs() -> None:
    facts = valid("nop", params=(I32,), locals_=[I64, I64]).func(0)
    assert facts.locals == [(1, I64), (1, I64)]


def test_blocks_behind_a_jump_cannot_be_reached() -> None:
    body = ("block", None), ("br", 0), ("loop", I32), ONE, "end", "drop", "end", ("block", None), "end"
    facts = valid(*body).func(0)
    assert list(facts.reachable) == [1, 1, 0, 0, 0, 0, 0, 1, 1, 1]
    assert [facts.blocks[start].reachable for start in (-1, 0, 2, 7)] == [True, True, False, True]


def test_threads_may_ask_at_once() -> None:
    checked = valid(*[ONE, "drop"] * 2000)
    interval = sys.getswitchinterval()
    try:
        sys.setswitchinterval(1e-6)
        with ThreadPoolExecutor(4) as pool:
            facts = list(pool.map(lambda _: checked.func(0), range(8)))
    finally:
        sys.setswitchinterval(interval)
    assert [found.heights for found in facts] == [[0, 1] * 2000 + [0]] * 8


@pytest.mark.parametrize("features", [WASM3, ALL])
def test_facts_are_what_is_on_the_stack(features: frozenset[Feature]) -> None:
    for checked in examples(valid_modules(features, max_imports=2, terminating=False), 15):
        result = checked.validate(features)
        for index in [item.index for item in checked.funcs if item.defined]:
            facts, stacks = result.func(index), [types for _, types in result.stacks(index)]
            assert facts.heights == list(map(len, stacks))
            for types, top, block, reachable in zip(stacks, facts.tops, facts.within, facts.reachable, strict=True):
                if reachable:
                    assert BOT not in types
                    assert top is (types[-1] if len(types) > block.height else None)
