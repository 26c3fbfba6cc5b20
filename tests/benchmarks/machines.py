"""The Python packages that run modules, each as a function from a file to its exports.

A peer that is not installed is left out.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

Make = Callable[[Path, Callable[[int], int]], dict[str, Any]]


def _pywasm(path: Path, callback: Callable[[int], int]) -> dict[str, Any]:
    from pywasm.core import FuncType, Runtime, ValType

    runtime = Runtime()
    i32 = ValType(0x7F)
    host = runtime.allocate_func_host(FuncType([i32], [i32]), lambda machine, args: [callback(args[0])])
    runtime.imports["env"] = {"cb": host}
    instance = runtime.instance_from_file(str(path))

    def call(name: str) -> Callable[..., Any]:
        def run(*args: int) -> Any:
            results = runtime.invocate(instance, name, list(args))
            return results[0] if results else None

        return run

    return {export.name: call(export.name) for export in instance.exps}


def _wasmtime(path: Path, callback: Callable[[int], int]) -> dict[str, Any]:
    from wasmtime import Func, FuncType, Instance, Module, Store, ValType

    store = Store()
    module = Module.from_file(store.engine, str(path))
    host = Func(store, FuncType([ValType.i32()], [ValType.i32()]), callback)
    exports = Instance(store, module, [host] * len(module.imports)).exports(store)

    def call(func: Any) -> Callable[..., Any]:
        return lambda *args: func(store, *args)

    return {name: call(item) for name, item in exports.items() if isinstance(item, Func)}


_ALL: dict[str, Make] = {"pywasm": _pywasm, "wasmtime": _wasmtime}


def installed() -> dict[str, Make]:
    """The peers that can be imported, by the name of their distribution."""
    return {name: make for name, make in _ALL.items() if importlib.util.find_spec(name)}
