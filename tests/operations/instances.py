"""Instances to try operations on."""

from __future__ import annotations

from typing import Any

import pytest

from interpreter.engines.step import StepEngine
from interpreter.errors import Trap
from interpreter.executor import instantiate
from interpreter.operations import OPERATIONS
from interpreter.runtime.instance import Instance
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule
from interpreter.runtime.table import Table
from wasm_construct import WASM3, Module
from wasm_construct.syntax.types import AbsHeapType, Limits, NumType
from wasm_construct.validation.types import ref

ADDRESSES = (NumType.I32, NumType.I64)
ANY = ref(True, AbsHeapType.ANY)


def instance(text: str, *features: str) -> Instance:
    """An instance of the module with these fields."""
    features_on = WASM3 | set(features)
    data = Module.from_wat(f"(module {text})", features_on).build()
    return instantiate(ValidModule(data, features_on), lambda module, name: None, StepEngine())


def memory(pages: int = 1, addrtype: NumType = NumType.I32, most: int | None = None, shared: bool = False) -> Memory:
    return Memory(Limits(pages, most, addrtype, shared))


def table(*elems: Any, addrtype: NumType = NumType.I32, most: int | None = None) -> Table:
    made = Table(ANY, Limits(len(elems), most, addrtype))
    made.elems[:] = elems
    return made


def run(name: str, *args: Any) -> Any:
    return OPERATIONS[name](*args)


def trap_of(name: str, *args: Any) -> str:
    """The message of the trap that an operation ends with."""
    with pytest.raises(Trap) as caught:
        run(name, *args)
    return caught.value.message
