"""All engines, each in every way it can run, for tests of what must be the same in all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from interpreter.api.statistics import Statistics
from interpreter.engines.chain import Chain
from interpreter.engines.engine import Engine
from interpreter.engines.python import PythonEngine
from interpreter.engines.step import StepEngine
from tests.engines.toy import Toy

MakeEngine = Callable[[], Engine]

ENGINES: dict[str, MakeEngine] = {
    "python": PythonEngine,
    "python dispatched": lambda: PythonEngine(structured=False),
    "python metered": lambda: PythonEngine(Statistics()),
    "step": StepEngine,
    "step metered": lambda: StepEngine(Statistics()),
    "toy, python": lambda: Chain(Toy(), PythonEngine()),
}
"""What makes an engine that has code for every function."""

all_engines = pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES)
all_pairs = pytest.mark.parametrize(
    ("make_one", "make_other"),
    [
        pytest.param(one, other, id=f"{name} - {other_name}")
        for name, one in ENGINES.items()
        for other_name, other in ENGINES.items()
    ],
)
