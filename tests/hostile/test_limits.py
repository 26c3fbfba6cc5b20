"""Sizes that somebody made up to hurt: a clear error, or bounded time and memory."""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interpreter import Executor, Exhaustion, Instance, Memory, MemoryType, Module, SignatureError

Run = Callable[..., Instance]
LINUX = sys.platform.startswith("linux")


def resident() -> int:
    """How many bytes of memory this process has; 0 where that cannot be found out."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 if LINUX else 0


@pytest.mark.parametrize(
    "text",
    [
        "(memory i64 0x1000000000000)",
        "(table 0xffffffff funcref)",
        "(table i64 0xffffffffffffffff funcref)",
        "(table 10000000 funcref)" * 100,
        "(type $a (array i8)) (global (ref $a) (array.new_default $a (i32.const -1)))",
        "(type $a (array i8)) (func (drop (array.new_default $a (i32.const -1)))) (start 0)",
        "(type $a (array i64)) (func (drop (array.new $a (i64.const 1) (i32.const -1)))) (start 0)",
    ],
)
def test_what_is_too_large(run: Run, text: str) -> None:
    with pytest.raises(Exhaustion):
        run(text)


def test_growing_too_far(run: Run) -> None:
    text = """(memory i64 1 0x1000000000000) (table i64 0 funcref)
        (func (export "memory") (result i64) (memory.grow (i64.const 0x7fffffffffff)))
        (func (export "table") (result i64) (table.grow (ref.null func) (i64.const -1)))"""
    exports = run(text).exports
    assert (exports.memory(), exports.table()) == (-1, -1)


def test_large_memories_cost_what_is_used_of_them(run: Run) -> None:
    before = resident()
    instance = run("(memory 65536)" * 50 + '(memory (export "m") 65536)')
    memory = instance.exports.m
    memory.write(b"end", (4 << 30) - 3)
    assert memory.read((4 << 30) - 4, 4) == b"\0end"
    assert resident() - before < 100 << 20


def test_a_pickle_of_a_large_memory_is_small() -> None:
    memory = Memory(MemoryType(1024))
    memory.write(b"data", 100)
    data = pickle.dumps(memory)
    assert len(data) < 1000
    assert pickle.loads(data).read(100, 4) == b"data"


def test_many_fields_params_results_and_locals(run: Run) -> None:
    get = "".join(f"(local.get {number})" for number in range(1000))
    many = "i32 " * 1000
    text = f"""(type $s (struct {"(field (mut i32))" * 10000})) (type $f (func (param {many}) (result {many})))
        (import "e" "h" (func $h (type $f))) (func (export "f") (type $f) (call $h {get}))
        (func (export "s") (result i32) (struct.get $s 9999 (struct.new $s {"(i32.const 5)" * 10000})))
        (func (export "l") (result i32) (local {"i32 " * 49990}) (local.get 49000))"""
    exports = run(text, {"e": {"h": lambda *args: args}}).exports
    assert exports.f(*range(1000)) == tuple(range(1000))
    assert (exports.s(), exports.l()) == (5, 0)


class Sulky:
    def __repr__(self) -> str:
        raise KeyError


@pytest.mark.parametrize(
    "value",
    [10**5000, -(10**5000), Sulky(), "x" * 10**6, [[0] * 10**6], object],
    ids=["large", "small", "sulky", "text", "list", "class"],
)
def test_wrong_arguments_that_cannot_be_shown(run: Run, value: Any) -> None:
    with pytest.raises(SignatureError) as caught:
        run('(func (export "f") (param i32))').exports.f(value)
    assert len(str(caught.value)) < 300


def test_wrong_results_that_cannot_be_shown(run: Run) -> None:
    text = '(import "e" "h" (func $h (result i32))) (func (export "f") (result i32) (call $h))'
    for value in (Sulky(), 10**5000, None, (1, 2), "1"):
        with pytest.raises(SignatureError):
            run(text, {"e": {"h": lambda value=value: value}}).exports.f()


@pytest.mark.parametrize("values", [(1,), (1, 2, 3), 5, None, {1: 2, 3: 4}, "ab"])
def test_the_wrong_number_of_results(run: Run, values: Any) -> None:
    text = '(import "e" "h" (func $h (result i32 i32))) (func (export "f") (result i32 i32) (call $h))'
    instance = run(text, {"e": {"h": lambda: values}})
    with pytest.raises(SignatureError, match="2 values"):
        instance.exports.f()


MEMORY = """(memory (export "m") 1 10) (func (export "f") (result i32)
    (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (i32.const 1))"""


def test_dropped_instances_are_freed() -> None:
    module, executor = Module.from_bytes(f"(module {MEMORY})"), Executor()
    for _ in range(300):
        executor.instantiate(module).exports.f()
    gc.collect()
    before = resident()
    for _ in range(600):
        executor.instantiate(module).exports.f()
    assert resident() - before < 30 << 20  # they had 600 * 64 kB and more


def test_garbage_is_collected_before_memories_take_much() -> None:
    text = "(module (memory 1024) (func (memory.fill (i32.const 0) (i32.const 1) (i32.const 67108864))) (start 0))"
    module, executor = Module.from_bytes(text), Executor()
    gc.disable()
    try:
        before = resident()
        for _ in range(20):
            executor.instantiate(module)
        assert resident() - before < 900 << 20  # of 1.3 GB
    finally:
        gc.enable()


LITTLE_ADDRESS_SPACE = f"""
import resource
from interpreter import Executor, Exhaustion, Module
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
module, executor = Module.from_bytes({f"(module {MEMORY})"!r}.replace("1 10", "1")), Executor()
kept = [executor.instantiate(module) for _ in range(50)]
for instance in kept:
    memory = instance.exports.m
    assert memory.grow(1) == 1 and instance.exports.f() == 1
    assert memory.read(65535, 2) == bytes((1, 0))
try:
    executor.instantiate(Module.from_bytes("(module (memory 32768))"))
except Exhaustion as error:
    print(error)
"""


@pytest.mark.skipif(not LINUX, reason="limits of address space are different elsewhere")
def test_little_address_space_is_enough_for_small_memories() -> None:
    run = subprocess.run(
        [sys.executable, "-O", "-c", LITTLE_ADDRESS_SPACE], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "out of memory" in run.stdout
