"""Errors: table A3, with the numbers that WasmEdge gives them, and rows A2.11, A2.12, A2.14, D6."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest

from interpreter import (
    BoundsError,
    Config,
    CostLimitExceeded,
    ExecutionError,
    Exhaustion,
    Exit,
    ImmutableError,
    Instance,
    Interrupted,
    LinkError,
    Module,
    NotFoundError,
    SignatureError,
    StoreError,
    Trap,
    TrapCode,
    UserError,
    ValueTypeError,
    WasmError,
    WasmFrame,
    WorkflowError,
)

Run = Callable[..., Instance]
TRAPS = """(module
  (memory 1) (table 1 funcref) (type $f (func (result i32))) (elem declare func $other)
  (func $other)
  (func (export "unreachable") (unreachable))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "truncate") (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "store") (param i32) (i64.store offset=8 (local.get 0) (i64.const -1)))
  (func (export "call") (param i32) (result i32) (call_indirect (type $f) (local.get 0)))
  (func (export "get") (param i32) (result funcref) (table.get (local.get 0)))
  (func (export "fill") (table.set (i32.const 0) (ref.func $other)))
  (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func $deep (export "deep") (result i32) (i32.add (i32.const 1) (call $deep))))"""


@pytest.fixture
def traps(run: Run) -> Instance:
    return run(TRAPS)


@pytest.mark.parametrize(
    ("name", "args", "message", "number"),
    [
        ("unreachable", (), "unreachable", 0x40A),
        ("divide", (1, 0), "integer divide by zero", 0x404),
        ("divide", (-(1 << 31), -1), "integer overflow", 0x405),
        ("truncate", (float("nan"),), "invalid conversion to integer", 0x406),
        ("truncate", (1e20,), "integer overflow", 0x405),
        ("get", (1,), "out of bounds table access", 0x407),
        ("load", (65533,), "out of bounds memory access", 0x408),
        ("load", (-1,), "out of bounds memory access", 0x408),
        ("store", (65535,), "out of bounds memory access", 0x408),
        ("copy", (0, 65530, 10), "out of bounds memory access", 0x408),
        ("call", (0,), "uninitialized element", 0x40B),
        ("call", (1,), "undefined element", 0x40C),
    ],
)
def test_a3_traps(traps: Instance, name: str, args: tuple[float, ...], message: str, number: int) -> None:
    with pytest.raises(Trap) as caught:
        traps.exports[name](*args)
    assert caught.value.message == message
    assert (caught.value.code, caught.value.number) == (TrapCode(message), number)


REFERENCES = """(module
  (type $f (func)) (type $s (struct (field i32))) (type $a (array i32)) (tag $t) (memory 1)
  (func (export "array") (drop (array.get $a (array.new_default $a (i32.const 2)) (i32.const 2))))
  (func (export "any") (drop (ref.as_non_null (ref.null any))))
  (func (export "func") (call_ref $f (ref.null $f)))
  (func (export "struct") (drop (struct.get $s 0 (ref.null $s))))
  (func (export "length") (drop (array.len (ref.null $a))))
  (func (export "i31") (drop (i31.get_s (ref.null i31))))
  (func (export "exn") (throw_ref (ref.null exn)))
  (func (export "cast") (drop (ref.cast (ref i31) (struct.new_default $s))))
  (func (export "atomic") (drop (i32.atomic.load (i32.const 2))))
  (func (export "wait") (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0))))
  (func (export "throw") (throw $t)))"""


@pytest.mark.parametrize(
    ("name", "message", "number"),
    [
        ("array", "out of bounds array access", 0x409),
        ("any", "null reference", 0x412),
        ("func", "null function reference", 0x413),
        ("struct", "null structure reference", 0x414),
        ("length", "null array reference", 0x415),
        ("i31", "null i31 reference", 0x416),
        ("exn", "null exception reference", 0x417),
        ("cast", "cast failure", 0x418),
        ("atomic", "unaligned atomic", 0x410),
        ("wait", "expected shared memory", 0x411),
        ("throw", "uncaught exception", 0x419),
    ],
)
def test_a3_and_a2_11_traps_of_references_and_atomics(name: str, message: str, number: int) -> None:
    exports = Module.from_bytes(REFERENCES, Config().turned_on("threads")).instantiate().exports
    with pytest.raises(ExecutionError) as caught:
        exports[name]()
    assert (caught.value.message, caught.value.number) == (message, number)  # type: ignore[attr-defined]


def test_a3_an_indirect_call_of_another_type(traps: Instance) -> None:
    traps.exports.fill()
    with pytest.raises(Trap, match="indirect call type mismatch") as caught:
        traps.exports.call(0)
    assert caught.value.number == 0x40D


@pytest.mark.usefixtures("tidy")
def test_a3_the_call_stack_comes_to_its_end_and_all_can_be_used_again(traps: Instance) -> None:
    for _ in range(2):
        with pytest.raises(Exhaustion, match="call stack exhausted"):
            traps.exports.deep()
        assert traps.exports.divide(6, 2) == 3


def test_a2_14_and_d6_a_trap_says_where_it_was() -> None:
    module = Module.from_bytes(
        """(func $inner (param $at i32) (result i32) (drop (i32.const 5)) (i32.load (local.get $at)))
        (func (export "outer") (result i32) (call $inner (i32.const 65536)))  (memory 1)"""
    )
    with pytest.raises(Trap) as caught:
        module.instantiate(name="m").exports.outer()
    inner, outer = caught.value.frames
    assert (inner.func, inner.name, inner.module, inner.instr) == (0, "inner", "m", 3)
    assert module.build()[inner.offset or 0] == 0x28  # i32.load
    assert (outer.func, outer.name) == (1, "outer")
    assert str(caught.value).splitlines()[1] == f"    m!inner at offset 0x{inner.offset:x}"


def test_a2_7_and_a2_11_and_a2_12_what_does_not_trap(traps: Instance) -> None:
    memory = traps.mems[0]
    memory.write(b"abcdefgh", 1)
    assert traps.exports.load(1) == int.from_bytes(b"abcd", "little")
    traps.exports.copy(3, 1, 8)
    assert memory.read(1, 10) == b"ababcdefgh"
    traps.exports.copy(1, 3, 8)
    assert memory.read(1, 10) == b"abcdefghgh"
    assert traps.exports.grow(-1) == -1
    assert traps.exports.grow(65536) == -1
    assert traps.exports.grow(0) == 1


@pytest.mark.parametrize(
    ("error", "number"),
    [
        (Exit(3), 0x001),
        (Exhaustion("call stack exhausted"), 0x002),
        (CostLimitExceeded(), 0x003),
        (WorkflowError(), 0x004),
        (NotFoundError(), 0x005),
        (Interrupted(), 0x007),
        (ImmutableError(), 0x00A),
        (ValueTypeError(), 0x00B),
        (UserError(5), 0x00C),
        (StoreError("x"), 0x300),
        (LinkError("incompatible import type", "a", "b", "func", "memory"), 0x301),
        (LinkError("unknown import", "a", "b", "func"), 0x302),
        (SignatureError(), 0x403),
        (BoundsError(), 0x408),
    ],
)
def test_a3_numbers(error: WasmError, number: int) -> None:
    assert error.number == number  # type: ignore[attr-defined]
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a3_errors_of_the_host_are_also_those_of_python() -> None:
    assert issubclass(SignatureError, TypeError)
    assert issubclass(ValueTypeError, TypeError)
    assert issubclass(BoundsError, IndexError)
    assert issubclass(NotFoundError, LookupError)


def test_many_frames_are_shortened() -> None:
    error = ExecutionError("call stack exhausted")
    error.frames = tuple(WasmFrame(n) for n in range(1000))
    assert "... 980 more ..." in str(error)
    assert len(str(error).splitlines()) == 22
