"""Both ways of writing control flow do the same, whatever a valid module does."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from interpreter.engines.python import PythonEngine
from interpreter.errors import ExecutionError
from interpreter.executor import instantiate
from interpreter.runtime.func import Func
from interpreter.runtime.module import ValidModule
from interpreter.runtime.values import default
from wasm_construct import ALL, Module
from wasm_construct.strategies import valid_modules
from wasm_construct.validation.types import is_defaultable


def _shown(value: Any) -> Any:
    """A value in a form to be compared; references by their kind only."""
    if isinstance(value, tuple):
        return [_shown(one) for one in value]
    return value if isinstance(value, (int, bytes)) else str(value) if isinstance(value, float) else type(value)


def _outcome(func: Func) -> Any:
    try:
        return _shown(func(*[default(type_) for type_ in func.signature.params]))
    except ExecutionError as error:
        return type(error), error.message, [frame.instr for frame in error.frames[:3]]


def _run(module: ValidModule, structured: bool) -> Any:
    try:
        instance = instantiate(module, lambda *names: None, PythonEngine(structured=structured))
    except ExecutionError as error:
        return error.message
    outcomes = [_outcome(func) for func in instance.funcs if all(map(is_defaultable, func.signature.params))]
    memories = [hash(bytes(memory.view)) for memory in instance.mems if len(memory.view) < 1 << 20]
    return outcomes, memories, [_shown(global_.cell) for global_ in instance.globals]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(valid_modules(ALL, max_instructions=150))
def test_both_ways_do_the_same(module: Module) -> None:
    valid = ValidModule(module.build(), ALL)
    assert _run(valid, True) == _run(valid, False)
