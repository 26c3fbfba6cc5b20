"""The module `spectest`, which the scripts of the official test suite import from.

Source: the reference interpreter, its host module of the same name; the threads proposal, `shared_memory`
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wasm_construct.validation.types as types
from interpreter.host.import_object import ImportObject
from interpreter.numerics import round32
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global
from interpreter.runtime.instance import Extern
from interpreter.runtime.memory import Memory
from interpreter.runtime.table import Table
from interpreter.runtime.types import define
from wasm_construct.syntax.types import AbsHeapType, FuncType, Limits, NumType

_I32, _I64, _F32, _F64 = NumType.I32, NumType.I64, NumType.F32, NumType.F64
_PRINTS: dict[str, tuple[NumType, ...]] = {
    "print": (),
    "print_i32": (_I32,),
    "print_i64": (_I64,),
    "print_f32": (_F32,),
    "print_f64": (_F64,),
    "print_i32_f32": (_I32, _F32),
    "print_f64_f64": (_F64, _F64),
}
_GLOBALS: dict[str, tuple[NumType, Any]] = {
    "global_i32": (_I32, 666),
    "global_i64": (_I64, 666),
    "global_f32": (_F32, round32(666.6)),
    "global_f64": (_F64, 666.6),
}
_MEMORIES = {"memory": Limits(1, 2), "shared_memory": Limits(1, 2, shared=True)}
_TABLES = {"table": Limits(10, 20), "table64": Limits(10, 20, NumType.I64)}


def spectest(write: Callable[[str], object] | None = None) -> ImportObject:
    """A new `spectest` module. Its functions call `write` with a line for each value to print, such as `1 : i32`."""
    externs: dict[str, Extern] = {name: _print(params, write) for name, params in _PRINTS.items()}
    externs |= {name: Global(type_, False, value) for name, (type_, value) in _GLOBALS.items()}
    externs |= {name: Memory(limits) for name, limits in _MEMORIES.items()}
    externs |= {name: Table(types.ref(True, AbsHeapType.FUNC), limits) for name, limits in _TABLES.items()}
    return ImportObject("spectest", externs)


def _print(params: tuple[NumType, ...], write: Callable[[str], object] | None) -> Func:
    def show(*values: Any) -> None:
        if write is not None:
            for value, type_ in zip(values, params, strict=True):
                write(f"{value} : {type_.value}")

    return Func.of_host(define(FuncType(params)), show)
