"""The engines by name. Importing this module loads none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from interpreter.engines.chain import Chain
from interpreter.engines.engine import Engine
from interpreter.engines.meter import Meter


def _python(meter: Meter | None) -> Engine:
    from interpreter.engines.python.engine import PythonEngine  # loaded when it is asked for

    return PythonEngine(meter)


def _step(meter: Meter | None) -> Engine:
    from interpreter.engines.step.engine import StepEngine

    return StepEngine(meter)


ENGINES: Mapping[str, Callable[[Meter | None], Engine]] = {"python": _python, "step": _step}
"""The function that makes each engine, by name. The engine calls the meter, if there is one, for all instructions."""
AUTO = ("python",)
"""The engines that `auto` stands for: each function runs on the first of them that has code for it."""
NAMES = ("auto", *ENGINES)
"""The names that users can choose from."""


def make(name: str, meter: Meter | None = None) -> Engine:
    """A new engine with this name, one of `NAMES`; raises KeyError for another name."""
    if name != "auto":
        return ENGINES[name](meter)
    engines = [make(each, meter) for each in AUTO]
    return engines[0] if len(engines) == 1 else Chain(*engines)
