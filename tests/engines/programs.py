"""Programs to run, each in both ways of writing control flow."""

from __future__ import annotations

from typing import Any

import pytest

from interpreter.engines.python import PythonEngine
from interpreter.executor import instantiate
from interpreter.runtime.instance import Extern, Instance
from interpreter.runtime.module import ValidModule
from wasm_construct import ALL, Module

both_ways = pytest.mark.parametrize("structured", [True, False], ids=["structured", "dispatched"])


def started(wat: str, structured: bool = True, imports: dict[str, Extern] | None = None) -> Instance:
    """An instance of a module in the text format."""
    module = ValidModule(Module.from_wat(wat, ALL).build(), ALL)
    return instantiate(module, lambda _, name: (imports or {}).get(name), PythonEngine(structured=structured), "m")


def call(instance: Instance, name: str, *args: Any) -> Any:
    """The result of an exported function."""
    return instance.externs[name](*args)  # type: ignore[operator]


def run(wat: str, structured: bool, *args: Any) -> Any:
    """The result of the function `f` of a module, which is given without its parentheses."""
    return call(started(f"(module {wat})", structured), "f", *args)
