"""The interpreter of this project as a machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from interpreter.engines.engine import Engine
from interpreter.engines.python import PythonEngine
from interpreter.errors import ExecutionError, Exhaustion, Trap, TrapCode, WasmException
from interpreter.executor import instantiate
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Extern, Instance
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule
from tests.differential.machines import Outcome
from wasm_construct import ALL
from wasm_construct.opcodes import Row

_CODES = {
    **{code: "null reference" for code in TrapCode if code.name.startswith("NULL_")},
    TrapCode.UNDEFINED_ELEMENT: TrapCode.TABLE_BOUNDS.value,
}
"""Traps that wasmtime does not tell apart."""


class Uncounted:
    """A meter that does not count: code is different when there is one."""

    def charge(self, group: tuple[Row, ...]) -> None:
        """Nothing is charged."""


ENGINES: tuple[Engine, ...] = PythonEngine(), PythonEngine(structured=False), PythonEngine(Uncounted())
"""Each makes other code for the same functions."""


class Here:
    """The interpreter with an engine; `frames`: a trap or an exception is told with the places that it came from."""

    def __init__(self, engine: Engine, frames: bool = False) -> None:
        self.engine = engine
        self.frames = frames
        self.instance: Instance

    def start(self, data: bytes, provider: bytes | None) -> Outcome:
        """Instantiate a module, and before it the one that has its imports."""
        externs: Mapping[str, Extern] = {} if provider is None else self._instance(provider, {}).externs

        def run() -> None:
            self.instance = self._instance(data, externs)

        return self._outcome(run)

    def _instance(self, data: bytes, externs: Mapping[str, Extern]) -> Instance:
        return instantiate(ValidModule(data, ALL), lambda _, name: externs.get(name), self.engine)

    def call(self, name: str, *args: int) -> Outcome:
        """Call a function of it."""
        func = self.instance.externs[name]
        assert isinstance(func, Func)
        return self._outcome(func, *args)

    def memory(self, name: str) -> bytes:
        """What a memory of it holds."""
        memory = self.instance.externs[name]
        assert isinstance(memory, Memory)
        return bytes(memory.view)

    def _outcome(self, run: Callable[..., object], *args: int) -> Outcome:
        try:
            values = run(*args)
        except Trap as trap:
            return "trap", _CODES.get(trap.code, trap.code.value), *self._places(trap)
        except WasmException as error:
            return "exception", *self._places(error)
        except Exhaustion:
            return ("exhausted",)
        return "values", *(values if isinstance(values, tuple) else () if values is None else (values,))

    def _places(self, error: ExecutionError) -> Outcome:
        return tuple([(frame.func, frame.instr) for frame in error.frames]) if self.frames else ()
