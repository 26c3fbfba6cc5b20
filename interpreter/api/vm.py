"""The virtual machine: a store, an executor, and one module on its way from a file to running."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from interpreter.api.calls import AsyncResult
from interpreter.api.config import Config
from interpreter.api.executor import Executor
from interpreter.api.module import Module, Source
from interpreter.api.statistics import Statistics
from interpreter.errors import NotFoundError, WorkflowError
from interpreter.runtime.exports import Exporter, unknown
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from interpreter.runtime.store import Store
from interpreter.runtime.types import FuncType
from interpreter.runtime.values import WasmValue


class Vm:
    """Modules by name that import from each other, and one active module without a name.

    The active one goes through stages: `load`, `validate`, `instantiate`; each raises WorkflowError when the stage
    before it was left out. The methods with `register` and `from` in their names take all stages at once.

    `wasi` is a module of the host for programs (see `interpreter.wasi.Wasi`). Like others it can also be registered
    later, but this one survives `reset`.
    """

    def __init__(
        self,
        config: Config | None = None,
        statistics: Statistics | None = None,
        store: Store | None = None,
        wasi: Exporter | None = None,
    ) -> None:
        self.executor = Executor(config, statistics)
        self.store = store if store is not None else Store()
        self._wasi = wasi
        if wasi is not None:
            self.register_import_module(wasi)
        self._module: Module | None = None
        self._valid = False

    @property
    def config(self) -> Config:
        """The options."""
        return self.executor.config

    def statistics(self) -> Statistics:
        """The counts and times of calls so far."""
        return self.executor.statistics

    # ---- the stages of the active module

    def load(self, source: Source) -> None:
        """Read a module, valid or not; raises MalformedError."""
        self._module, self._valid = Module.load(source, self.config), False

    def load_file(self, path: str | os.PathLike[str]) -> None:
        """Read a module from a file; raises OSError and MalformedError."""
        self._module, self._valid = Module.load_file(path, self.config), False

    def validate(self) -> None:
        """Validate the module that was loaded; raises InvalidError."""
        self._loaded().valid()
        self._valid = True

    def instantiate(self) -> Instance:
        """Make an instance of the validated module: the active one from now on. Raises as `Executor.instantiate`."""
        module = self._loaded()
        if not self._valid:
            raise WorkflowError("the module has not been validated yet")
        return self.store.register_active_module(self.executor, module)

    def _loaded(self) -> Module:
        if self._module is None:
            raise WorkflowError("no module has been loaded yet")
        return self._module

    # ---- registering

    def register_module_from_file(self, name: str, path: str | os.PathLike[str]) -> Instance:
        """Make an instance of the module in a file; others can import from it by this name."""
        return self.register_module(name, Module.from_file(path, self.config))

    def register_module_from_bytes(self, name: str, source: Source) -> Instance:
        """Make an instance of a module; others can import from it by this name."""
        return self.register_module(name, Module.from_bytes(source, self.config))

    def register_module(self, name: str | None, module: Module) -> Instance:
        """Make an instance of a module, the active one if it gets no name; raises StoreError, LinkError and so on."""
        if name is None:
            return self.store.register_active_module(self.executor, module)
        return self.store.register_named_module(self.executor, name, module)

    def register_import_module(self, imports: Exporter) -> None:
        """Let modules import from a module of the host; raises StoreError."""
        self.store.register_import_module(self.executor, imports)

    def unregister(self, name: str) -> None:
        """Forget a name; raises KeyError when nothing has it."""
        self.store.unregister(name)

    # ---- running

    def run_func(self, mod_name: str | None, func_name: str, args: Iterable[Any] = ()) -> list[WasmValue]:
        """Call a function of a named module, or with None of the active one; raises NotFoundError, and what it raises.

        A call of a program that ends itself succeeds, without results; `wasi_module().exit_code()` is its exit code.
        """
        return self.executor.run_func(self._func(mod_name, func_name), args)

    def run_func_ref(self, func: Func, params: Iterable[Any] = ()) -> list[WasmValue]:
        """Call a function, given itself."""
        return self.executor.run_func(func, params)

    def run_func_async(
        self, mod_name: str | None, func_name: str, args: Iterable[Any] = ()
    ) -> AsyncResult[list[WasmValue]]:
        """Call a function in a thread of its own."""
        return self.executor.run_func_async(self._func(mod_name, func_name), args)

    def run_func_with_timeout(
        self, mod_name: str | None, func_name: str, args: Iterable[Any], seconds: float
    ) -> list[WasmValue]:
        """Call a function; raises TimedOut, and interrupts it, when it takes longer than `seconds`."""
        return self.executor.run_func_with_timeout(self._func(mod_name, func_name), args, seconds)

    def run_func_async_with_timeout(
        self, mod_name: str | None, func_name: str, args: Iterable[Any], seconds: float
    ) -> AsyncResult[list[WasmValue]]:
        """Call a function in a thread of its own; the result is TimedOut when it takes longer than `seconds`."""
        return self.executor.run_func_async_with_timeout(self._func(mod_name, func_name), args, seconds)

    def run_func_from_file(
        self, path: str | os.PathLike[str], func_name: str, args: Iterable[Any] = ()
    ) -> list[WasmValue]:
        """Make the module in a file the active one, and call a function of it."""
        return self.run_func_from_module(Module.from_file(path, self.config), func_name, args)

    def run_func_from_bytes(self, source: Source, func_name: str, args: Iterable[Any] = ()) -> list[WasmValue]:
        """Make a module the active one, and call a function of it."""
        return self.run_func_from_module(Module.from_bytes(source, self.config), func_name, args)

    def run_func_from_module(self, module: Module, func_name: str, args: Iterable[Any] = ()) -> list[WasmValue]:
        """Make a module the active one, and call a function of it."""
        self.register_module(None, module)
        return self.run_func(None, func_name, args)

    def _func(self, mod_name: str | None, name: str) -> Func:
        instance = self.active_module() if mod_name is None else self.named_module(mod_name)
        func = instance.func(name)
        if func is None:
            raise NotFoundError(unknown("function", name, instance.func_names()))
        return func

    # ---- looking

    def func_ty(self, mod_name: str | None, func_name: str) -> FuncType:
        """The type of a function; raises NotFoundError."""
        return self._func(mod_name, func_name).ty()

    def func_list(self) -> list[tuple[str, FuncType]]:
        """The functions of the active module, by name; raises NotFoundError when there is no such module."""
        active = self.active_module()
        return [(name, active.exports[name].ty()) for name in active.func_names()]

    def named_instance_count(self) -> int:
        """The number of names."""
        return self.store.named_instance_count()

    def instance_names(self) -> list[str]:
        """The names, in the order of registration."""
        return self.store.instance_names()

    def contains_module(self, name: str) -> bool:
        """Whether the name is taken."""
        return self.store.contains(name)

    def named_module(self, name: str) -> Exporter:
        """The instance of this name; raises NotFoundError."""
        instance = self.store.module_instance(name)
        if instance is None:
            raise NotFoundError(unknown("module", name, self.store.instance_names()))
        return instance

    def wasi_module(self) -> Any:
        """The module of WASI that is registered, usually a `Wasi`; raises NotFoundError."""
        return self.named_module("wasi_snapshot_preview1")

    def active_module(self) -> Instance:
        """The active instance; raises NotFoundError when there is none."""
        if self.store.active is None:
            raise NotFoundError("there is no active module")
        return self.store.active

    # ---- ending

    def reset(self) -> None:
        """Forget all modules but WASI's, and set all counts to zero."""
        self.store.close()
        if self._wasi is not None:
            self.register_import_module(self._wasi)
        self._module, self._valid = None, False
        self.statistics().clear()

    def __enter__(self) -> Vm:
        return self

    def __exit__(self, *error: object) -> None:
        self.reset()

    def __repr__(self) -> str:
        active = "" if self.store.active is None else f", active {self.store.active!r}"
        return f"<Vm: {', '.join(map(repr, self.instance_names())) or 'no named modules'}{active}>"
