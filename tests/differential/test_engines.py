"""All engines do what the engine `step` does, which reads the specification the most literally.

Modules are generated, with jumps in random places; all features are on, those that wasmtime lacks among them.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from interpreter.engines.engine import Engine
from interpreter.engines.python import PythonEngine
from interpreter.engines.step import StepEngine
from tests.differential.dead_code import with_jumps
from tests.differential.here import Here, Uncounted
from tests.differential.machines import difference, history
from tests.differential.subject import generated
from tests.differential.test_generated import Case
from wasm_construct import ALL, Feature
from wasm_construct.binary.fast.source import Features
from wasm_construct.strategies import valid_modules

OTHERS: dict[str, Engine] = {
    "structured": PythonEngine(),
    "dispatched": PythonEngine(structured=False),
    "metered": PythonEngine(Uncounted()),
    "step, metered": StepEngine(Uncounted()),
}
COUNT = int(os.environ.get("WASM_DIFFERENTIAL", "0"))


FEATURES = {
    "all": ALL,
    "exceptions": {
        *(Feature.BULK_MEMORY, Feature.REFERENCE_TYPES),
        *(Feature.EXCEPTION_HANDLING, Feature.LEGACY_EXCEPTIONS),
    },
}


@st.composite
def cases(draw: DrawFn, features: Features) -> Case:
    module = draw(valid_modules(features, max_imports=3, max_instructions=100))
    return Case(with_jumps(module, Random(draw(st.integers(0, 2**32)))))


@pytest.mark.parametrize("features", FEATURES.values(), ids=FEATURES)
def test_every_engine_does_what_step_does(features: Features) -> None:
    @settings(
        max_examples=COUNT // len(FEATURES) or 30,
        derandomize=not COUNT,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(features))
    def compare(case: Case) -> None:
        subject = generated(case.module)
        expected = history(Here(StepEngine(), frames=True), subject)
        for name, engine in OTHERS.items():
            assert difference(history(Here(engine, frames=True), subject), expected) is None, name

    compare()
