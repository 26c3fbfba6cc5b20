"""Generated modules do here what they do in wasmtime: results, traps, and what is in memories, globals and tables.

WASM_DIFFERENTIAL=5000 compares so many modules, others each time, and looks for the smallest one that differs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from interpreter.engines.step import StepEngine
from tests.differential.here import ENGINES, Here
from tests.differential.machines import difference, history
from tests.differential.peer import Peer
from tests.differential.subject import Subject, generated, program, samples
from wasm_construct import ALL, WASM1, WASM2, WASM3, Feature, Module
from wasm_construct.binary.fast.source import Features
from wasm_construct.strategies import valid_modules

LEFT_OUT = {Feature.RELAXED_SIMD, Feature.LEGACY_EXCEPTIONS, Feature.CUSTOM_DESCRIPTORS}
"""Results may differ in the first, and wasmtime does not have the others."""
NUMBERS = WASM3 - {
    *(Feature.SIMD, Feature.RELAXED_SIMD, Feature.REFERENCE_TYPES, Feature.EXCEPTION_HANDLING),
    *(Feature.FUNCTION_REFERENCES, Feature.GC),
}
FEATURES = {"1.0": WASM1, "2.0": WASM2, "3.0": WASM3 - LEFT_OUT, "numbers": NUMBERS, "all": ALL - LEFT_OUT}
BUDGET = 300
"""How many rounds of loops and calls of functions there may be in one that need not end."""
COUNT = int(os.environ.get("WASM_DIFFERENTIAL", "0"))


class Case:
    """A module that Hypothesis shows as text when something is wrong with it."""

    def __init__(self, module: Module) -> None:
        self.module = module

    def __repr__(self) -> str:
        return self.module.to_wat(fold=True)


@st.composite
def cases(draw: DrawFn, features: Features, terminating: bool) -> Case:
    return Case(draw(valid_modules(features, max_imports=3, terminating=terminating)))


@pytest.fixture(scope="module")
def wasmtime() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def compared(features: Features, wasmtime: Peer, terminating: bool, prepare: Callable[[Module], Subject]) -> None:
    """Compare what happens to modules."""

    @settings(
        max_examples=COUNT // (len(FEATURES) + 1) or 12,
        derandomize=not COUNT,
        phases=[Phase.generate, Phase.shrink] if COUNT else [Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(features, terminating))
    def compare(case: Case) -> None:
        subject = prepare(case.module)
        theirs = wasmtime.history(subject)
        for engine in (*ENGINES, StepEngine()):
            assert difference(history(Here(engine), subject), theirs) is None

    compare()


@pytest.mark.parametrize("features", FEATURES.values(), ids=FEATURES)
def test_the_same_happens_as_in_wasmtime(features: Features, wasmtime: Peer) -> None:
    compared(features, wasmtime, True, generated)


def test_the_same_happens_until_the_budget_is_used_up(wasmtime: Peer) -> None:
    def prepare(module: Module) -> Subject:
        calls = [call for number in range(2) for call in samples(module, range(len(module.funcs)), number)]
        return program(module, calls, BUDGET)

    compared(FEATURES["3.0"], wasmtime, False, prepare)
