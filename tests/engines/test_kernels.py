"""Programs that clang has compiled, with the answers that they are known to give."""

from __future__ import annotations

from typing import Any

import pytest

from interpreter.executor import instantiate
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from interpreter.runtime.module import ValidModule
from interpreter.runtime.types import define
from tests.engines.programs import WAYS, MakeEngine, call, every_way
from tests.support.data import kernels
from wasm_construct.syntax.types import FuncType, NumType

_ANSWERS: list[tuple[str, str, tuple[Any, ...], Any]] = [
    ("scalar", "fib", (20,), 6765),
    ("scalar", "sieve", (20000,), 2262),
    ("scalar", "matmul", (24,), 287100.625),
    ("scalar", "sha256", (4,), None),
    ("scalar", "vm", (3000,), 401351866),
    ("scalar", "mandel", (24,), 25235),
    ("scalar", "callcb", (30,), 465),
    ("scalar", "divs", (-7, 2), -3),
    ("vector", "collatz", (2,), None),
    ("vector", "nbody", (2,), 806),
]


def _kernel(name: str, make: MakeEngine) -> Instance:
    host = Func.of_host(define(FuncType((NumType.I32,), (NumType.I32,))), lambda number: number + 1)
    module = ValidModule((kernels() / f"{name}.wasm").read_bytes())
    return instantiate(module, lambda *names: host, make(None))


@every_way
@pytest.mark.parametrize(("kernel", "name", "args", "wanted"), [case for case in _ANSWERS if case[3] is not None])
def test_answers(kernel: str, name: str, args: tuple[Any, ...], wanted: Any, make: MakeEngine) -> None:
    assert call(_kernel(kernel, make), name, *args) == wanted


@pytest.mark.parametrize(("kernel", "name", "args", "wanted"), [case for case in _ANSWERS if case[3] is None])
def test_all_ways_agree(kernel: str, name: str, args: tuple[Any, ...], wanted: None) -> None:
    assert len({call(_kernel(kernel, make), name, *args) for make in WAYS.values()}) == 1
