"""Module instances.

Spec: §4.2.6 (syntax-moduleinst)
"""

from __future__ import annotations

import copy
from threading import RLock
from typing import Any, Protocol

from interpreter.runtime.exceptions import Tag
from interpreter.runtime.exports import Exporter, Exports, Extern
from interpreter.runtime.func import Func, FuncCode
from interpreter.runtime.globals import Global
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule
from interpreter.runtime.protocols import StoreLike
from interpreter.runtime.table import Table

__all__ = ["Engine", "Extern", "Instance"]


class Engine(Protocol):
    """Makes the code of functions: all of them, or those that it can run."""

    name: str
    raw_globals: bool
    """Whether it wants globals of numbers as bytes at an address (`RawGlobal`), since its code is not Python's."""

    def code(self, instance: Instance, index: int) -> FuncCode | None:
        """The code of a function that is the instance's own, by its index; None when this engine has none for it.

        The runtime asks when the function is called for the first time; after an interruption, or from two threads at
        once, it may ask again. The instance is complete then, except that segments may not have been copied yet. The
        engine keeps its own things in `instance.kept[self]`, what instances share in `instance.module.compiled`.
        """


class Instance(Exporter):
    """An instance of a module: its parts by index, imported ones first. Spec: §4.2.6 (syntax-moduleinst)

    `elems` and `datas` are the segments; one that was dropped is empty. Calls from the host hold `lock`, so that
    threads take turns. `executor` is the Executor that made the instance, None if none did. At the end of a `with`
    statement the instance leaves its store. A copy or an unpickled instance has memories, tables, globals and objects
    of its own; host functions are pickled as Python pickles functions, by name.
    """

    def __init__(self, module: ValidModule, engine: Engine, name: str | None = None) -> None:
        self.module = module
        self.engine = engine
        super().__init__(name, {})
        self.types = module.validation.types
        self.funcs: list[Func] = []
        self.tables: list[Table] = []
        self.mems: list[Memory] = []
        self.globals: list[Global] = []
        self.tags: list[Tag] = []
        self.elems: list[list[Any]] = []
        self.datas: list[bytes] = []
        self.lock = RLock()
        self.kept: dict[Engine, Any] = {}
        """What engines keep for this instance, each for itself."""
        self.executor: Any = None
        self.store: StoreLike | None = None
        """The store that it is registered in, if any."""

    def close(self) -> None:
        """Leave the store: new modules cannot import from the instance any more. Those that did still work."""
        if self.store is not None:
            self.store.unregister(self)

    def __enter__(self) -> Instance:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    # ---- copies

    def __copy__(self) -> Instance:
        return copy.deepcopy(self)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.executor is None:
            raise TypeError(f"{self!r} cannot be copied: it was not made by an Executor")
        state = {name: getattr(self, name) for name in _STATE}
        state["imported"] = self.funcs[: self.module.first_func]
        state["names"] = [(func.name, func.mod_name) for func in self.funcs[self.module.first_func :]]
        return _empty, (self.module, self.name, self.executor), state

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name in _STATE:
            setattr(self, name, state[name])
        first = self.module.first_func
        self.funcs[:first] = state["imported"]
        for func, names in zip(self.funcs[first:], state["names"], strict=True):
            func.name, func.mod_name = names
        self.exports = Exports(self.externs)


_STATE = ("tables", "mems", "globals", "tags", "elems", "datas", "externs")
"""What a copy is made of, beside the functions."""


def _empty(module: ValidModule, name: str | None, executor: Any) -> Instance:
    """An instance that has nothing yet but functions: tables may refer to these before all is there."""
    instance = Instance(module, executor.engine, name)
    instance.executor = executor
    instance.funcs += [Func(type_, instance, index) for index, type_ in enumerate(module.context.funcs)]
    return instance
