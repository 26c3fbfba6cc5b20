"""The executor: makes instances of modules, and calls their functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from interpreter.api.config import Config
from interpreter.api.engines import engine
from interpreter.api.imports import Imports, resolver
from interpreter.api.module import validated
from interpreter.engines.engine import Engine
from interpreter.executor.instantiation import instantiate
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from interpreter.runtime.values import WasmValue
from wasm_construct.syntax.module import Module


class Executor:
    """Makes instances and calls their functions, as its configuration says."""

    def __init__(self, config: Config | None = None, stat: Any = None) -> None:
        self.config = config or Config()
        self.engine: Engine = engine(self.config.engine)

    def instantiate(self, module: Module, imports: Imports = None, name: str | None = None) -> Instance:
        """A new instance of a module, its start function having run.

        Raises InvalidError; LinkError, before anything runs, for imports that cannot be had; Trap and what else the
        start function raises; Exhaustion when it asks for more memory than there is.
        """
        valid = validated(module, self.config)
        return instantiate(
            valid, resolver(valid, imports), self.engine, name, self.config.max_memory_pages, executor=self
        )

    def run_func(self, func: Func, params: Iterable[Any] = ()) -> list[WasmValue]:
        """Call a function; raises SignatureError before anything has run, and what `func(...)` raises."""
        return func.run(params)

    def run_func_ref(self, func: Func, params: Iterable[Any] = ()) -> list[WasmValue]:
        """Call a function that a reference refers to: the same, as references are functions."""
        return self.run_func(func, params)

    def __repr__(self) -> str:
        return f"<Executor with the engine {self.engine.name!r}>"
