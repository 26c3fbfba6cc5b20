"""Programs to run, each in every way that there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from interpreter.engines.engine import Engine
from interpreter.engines.meter import Meter
from interpreter.engines.python import PythonEngine
from interpreter.engines.step import StepEngine
from interpreter.executor import instantiate
from interpreter.runtime.instance import Extern, Instance
from interpreter.runtime.module import ValidModule
from wasm_construct import ALL, Module

MakeEngine = Callable[[Meter | None], Engine]


def _dispatched(meter: Meter | None) -> Engine:
    return PythonEngine(meter, structured=False)


WAYS: dict[str, MakeEngine] = {"structured": PythonEngine, "dispatched": _dispatched, "step": StepEngine}
every_way = pytest.mark.parametrize("make", WAYS.values(), ids=WAYS)
both_ways = pytest.mark.parametrize("make", [PythonEngine, _dispatched], ids=["structured", "dispatched"])
"""The two ways in which the Python engine writes control flow, for tests of what only that engine does."""


def started(wat: str, make: MakeEngine = PythonEngine, imports: dict[str, Extern] | None = None) -> Instance:
    """An instance of a module in the text format."""
    module = ValidModule(Module.from_wat(wat, ALL).build(), ALL)
    return instantiate(module, lambda _, name: (imports or {}).get(name), make(None), "m")


def call(instance: Instance, name: str, *args: Any) -> Any:
    """The result of an exported function."""
    return instance.externs[name](*args)  # type: ignore[operator]


def run(wat: str, make: MakeEngine, *args: Any) -> Any:
    """The result of the function `f` of a module, which is given without its parentheses."""
    return call(started(f"(module {wat})", make), "f", *args)
