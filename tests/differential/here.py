"""The interpreter of this project as a machine."""

from __future__ import annotations

from collections.abc import Callable

from interpreter.engines.engine import Engine
from interpreter.errors import Exhaustion, Trap, TrapCode, WasmException
from interpreter.executor import instantiate
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule
from tests.differential.machines import Outcome
from wasm_construct import ALL

_CODES = {
    **{code: "null reference" for code in TrapCode if code.name.startswith("NULL_")},
    TrapCode.UNDEFINED_ELEMENT: TrapCode.TABLE_BOUNDS.value,
}
"""Traps that wasmtime does not tell apart."""


class Here:
    """The interpreter with an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.instance: Instance

    def start(self, data: bytes, provider: bytes | None) -> Outcome:
        """Instantiate a module, and before it the one that has its imports."""
        externs = {} if provider is None else self._instance(provider, {}).externs
        module = ValidModule(data, ALL)

        def run() -> None:
            self.instance = instantiate(module, lambda _, name: externs.get(name), self.engine)

        return _outcome(run)

    def _instance(self, data: bytes, externs: dict[str, Func]) -> Instance:
        return instantiate(ValidModule(data, ALL), lambda _, name: externs.get(name), self.engine)

    def call(self, name: str, *args: int) -> Outcome:
        """Call a function of it."""
        func = self.instance.externs[name]
        assert isinstance(func, Func)
        return _outcome(func, *args)

    def memory(self, name: str) -> bytes:
        """What a memory of it holds."""
        memory = self.instance.externs[name]
        assert isinstance(memory, Memory)
        return bytes(memory.view)


def _outcome(run: Callable[..., object], *args: int) -> Outcome:
    try:
        values = run(*args)
    except Trap as trap:
        return "trap", _CODES.get(trap.code, trap.code.value)
    except WasmException:
        return ("exception",)
    except Exhaustion:
        return ("exhausted",)
    return "values", *(values if isinstance(values, tuple) else () if values is None else (values,))
