"""Modules with bytes changed: whatever they do, only this library's errors come out."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interpreter import Config, Executor, FuncType, Module, WasmError, stub_imports, wat2wasm
from wasm_construct.strategies import valid_modules

AWKWARD = [
    0,
    1,
    -1,
    2**31 - 1,
    -(2**31),
    2**32 - 1,
    2**63,
    0.0,
    float("nan"),
    1e300,
    None,
    "x",
    b"",
    bytes(16),
    object(),
]
SEED_MODULE = wat2wasm(
    """(module (type $a (array (mut i8))) (type $s (struct (field (mut i32)) (field (mut i8)))) (tag $t (param i32))
      (type $f (func (param i32) (result i32))) (memory (export "m") 1 3) (table $T (export "t") 4 9 funcref)
      (global $g (export "g") (mut i64) (i64.const 5)) (elem (i32.const 1) $sum $throw) (data (i32.const 9) "bytes")
      (func $sum (export "sum") (param i32) (result i32) (local i32)
        (loop (local.set 1 (i32.add (local.get 1) (local.get 0)))
          (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1))
      (func $throw (export "throw") (param i32) (result i32) (throw $t (local.get 0)))
      (func (export "catch") (param i32) (result i32) (block $h (result i32) (try_table (result i32) (catch $t $h)
        (call_indirect (type $f) (i32.const 3) (i32.and (local.get 0) (i32.const 3))))))
      (func (export "gc") (param i32) (result i32) (local (ref null $a))
        (local.set 1 (array.new_default $a (i32.const 9)))
        (array.set $a (local.get 1) (local.get 0) (i32.const 7))
        (i32.add (array.get_u $a (local.get 1) (i32.const 8))
          (struct.get_s $s 1 (struct.new $s (i32.const 1) (i32.const 255)))))
      (func (export "memory") (param i32 i64 f32 f64) (result i32) (i64.store offset=3 (local.get 0) (local.get 1))
        (f32.store (i32.const 16) (local.get 2)) (f64.store (i32.const 24) (local.get 3))
        (memory.copy (local.get 0) (i32.const 0) (i32.const 64))
        (i32.div_s (memory.grow (i32.const 1)) (local.get 0))))"""
)
SIMPLE: dict[str, list[Any]] = {
    "i32": [0, 1, -1, 65535],
    "i64": [0, -1],
    "f32": [0.0, float("inf")],
    "f64": [float("nan")],
}


class _TooLong(BaseException):
    pass


@pytest.fixture(autouse=True, scope="module")
def _time_limit() -> Iterator[None]:
    def stop(*args: Any) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def _attack(module: Module, random: Random) -> None:
    instance = Executor(Config(max_memory_pages=100)).instantiate(module, stub_imports(module))
    for name in instance.func_names():
        func = instance.exports[name]
        for args in (_fitting(func.ty(), random), [random.choice(AWKWARD) for _ in func.ty().params]):
            try:
                func(*args)
            except WasmError as error:
                str(error)


def _fitting(type_: FuncType, random: Random) -> list[Any]:
    return [random.choice(SIMPLE.get(str(param), [None])) for param in type_.params]


def _limited(module_of: Any, random: Random) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        _attack(module_of(), random)
    except (WasmError, _TooLong):
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@pytest.mark.parametrize("seed", range(4))
def test_mutants(seed: int) -> None:
    random = Random(seed)
    for _ in range(40):
        data = bytearray(SEED_MODULE)
        for _ in range(random.randrange(1, 4)):
            data[random.randrange(8, len(data))] ^= 1 << random.randrange(8)
        _limited(lambda data=data: Module.from_bytes(bytes(data)), random)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(valid_modules(), st.randoms(use_true_random=False))
def test_generated_modules(module: Any, random: Random) -> None:
    _limited(lambda: Module.from_bytes(module), random)
