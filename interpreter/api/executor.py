"""The executor: makes instances of modules, and calls their functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from interpreter.api.calls import AsyncResult
from interpreter.api.config import Config
from interpreter.api.engines import engine
from interpreter.api.imports import Imports, resolver
from interpreter.api.statistics import Statistics
from interpreter.api.validated import validated
from interpreter.engines.engine import Engine
from interpreter.executor.instantiation import instantiate
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from interpreter.runtime.interruption import within
from interpreter.runtime.values import WasmValue
from wasm_construct.syntax.module import Module


class Executor:
    """Makes instances and calls their functions, as its configuration says."""

    def __init__(self, config: Config | None = None, statistics: Statistics | None = None) -> None:
        self.config = config or Config()
        self.statistics = statistics or Statistics()
        self.engine: Engine = engine(self.config, self.statistics)

    def instantiate(self, module: Module, imports: Imports = None, name: str | None = None) -> Instance:
        """Make an instance of a module, and call its start function.

        Raises InvalidError; LinkError, before anything runs, for imports that are missing or have another type; Trap,
        and what else the start function raises; Exhaustion when it asks for more memory than there is.
        """
        valid = validated(module, self.config)
        return instantiate(
            valid, resolver(valid, imports), self.engine, name, self.config.max_memory_pages, executor=self
        )

    def run_func(self, func: Func, params: Iterable[Any] = ()) -> list[WasmValue]:
        """Call a function; raises SignatureError before anything has run, and what `func(...)` raises."""
        if not self.config.measure_time:
            return func.run(params)
        with self.statistics.timed():
            return func.run(params)

    def run_func_ref(self, func: Func, params: Iterable[Any] = ()) -> list[WasmValue]:
        """Call a function that a reference refers to: the same, as references are functions."""
        return self.run_func(func, params)

    def run_func_async(self, func: Func, params: Iterable[Any] = ()) -> AsyncResult[list[WasmValue]]:
        """Call a function in a thread of its own."""
        return AsyncResult(lambda: self.run_func(func, params))

    def run_func_with_timeout(self, func: Func, params: Iterable[Any], seconds: float) -> list[WasmValue]:
        """Call a function; raises TimedOut, and interrupts it, when it takes longer than `seconds`.

        Ctrl-C interrupts it, too. Raises UnsupportedError where Python is not CPython.
        """
        return within(seconds, lambda: self.run_func(func, params))

    def run_func_async_with_timeout(
        self, func: Func, params: Iterable[Any], seconds: float
    ) -> AsyncResult[list[WasmValue]]:
        """Call a function in a thread of its own; the result is TimedOut when it takes longer than `seconds`.

        Raises UnsupportedError where Python is not CPython.
        """
        return AsyncResult(lambda: self.run_func(func, params), seconds)

    def __copy__(self) -> Executor:
        return self

    def __deepcopy__(self, memo: object) -> Executor:
        return self  # so that copies of an instance are counted together

    def __reduce__(self) -> tuple[Any, ...]:
        return Executor, (self.config, self.statistics)

    def __repr__(self) -> str:
        return f"<Executor with the engine {self.engine.name!r}>"
