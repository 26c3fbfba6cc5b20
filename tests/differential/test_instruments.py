"""What the comparison sees, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from interpreter.engines.python import PythonEngine
from tests.differential.here import Here
from tests.differential.machines import History, difference, history
from tests.differential.peer import Peer
from tests.differential.subject import generated, program, samples
from wasm_construct import Module


@pytest.fixture(scope="module")
def wasmtime() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def happens(source: str) -> History:
    return history(Here(PythonEngine()), generated(Module.from_wat(source)))


CHANGES = {
    "an integer": ("(func (result i64) {})", "i64.const 1", "i64.const 2"),
    "a sign of zero": ("(func (result f32) {})", "f32.const 0", "f32.const -0"),
    "a lane": ("(func (result v128) {})", "v128.const i64x2 1 2", "v128.const i64x2 1 3"),
    "which trap": ("(func (param i32) {})", "unreachable", "(drop (i32.div_u (i32.const 1) (i32.const 0)))"),
    "whether it traps": ("(func {})", "unreachable", "nop"),
    "whether it throws": ("(tag) (func {})", "throw 0", "unreachable"),
    "a global": ("(global (mut i32) (i32.const 0)) (func {})", "(global.set 0 (i32.const 1))", "nop"),
    "a memory": ("(memory 1) (func {})", "(i32.store8 (i32.const 65535) (i32.const 1))", "nop"),
    "a size": ("(memory 1) (func {})", "(drop (memory.grow (i32.const 1)))", "nop"),
    "a table": ("(table 2 anyref) (func {})", "(table.set (i32.const 1) (ref.i31 (i32.const 5)))", "nop"),
    "a referenced number": (
        "(func (result externref) {} ref.i31 extern.convert_any)",
        "i32.const 1",
        "i32.const 2",
    ),
    "a field": (
        "(type $s (struct (field i8) (field f64))) (func (result (ref struct)) i32.const 1 {} struct.new $s)",
        "f64.const 1",
        "f64.const 2",
    ),
    "an element": ("(type $a (array i16)) (func (result eqref) {} array.new_fixed $a 1)", "i32.const 1", "i32.const 2"),
    "the type of a reference": (
        "(type $s (struct)) (type $t (struct (field i32))) (func (result anyref) {})",
        "struct.new_default $s",
        "struct.new_default $t",
    ),
    "which function": (
        "(func $f) (func $g (param i32)) (elem declare func $f $g) (func (result funcref) {})",
        "ref.func $f",
        "ref.func $g",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(change: str) -> None:
    source, one, other = CHANGES[change]
    first, second = (happens(f"(module {source.format(variant)})") for variant in (one, other))
    assert difference(first, first) is None
    assert difference(first, second) is not None


def test_not_seen_are_the_payload_and_the_sign_of_a_nan_that_an_operation_makes(wasmtime: Peer) -> None:
    source = """(module (func (result f32 f64 v128)
        (f32.add (f32.const nan:0x400123) (f32.const 1))
        (f64.sqrt (f64.const -1))
        (f32x4.div (v128.const f32x4 0 -1 1 -nan) (v128.const f32x4 0 1 2 3))))"""
    subject = generated(Module.from_wat(source), rounds=1)
    lanes = 0xBF800000 << 32 | 0x7FC00000, 0x7FC00000 << 32 | 0x3F000000
    wanted = [0x7FC00000, 0x7FF8 << 48, *(lane - (lane >> 63 << 64) for lane in lanes)]
    for found in (history(Here(PythonEngine()), subject), wasmtime.history(subject)):
        assert list(found[1][1]) == ["values", *wanted]


def test_what_never_ends_ends_at_the_same_place(wasmtime: Peer) -> None:
    module = Module.from_wat("""(module (global (mut i32) (i32.const 0))
        (func (loop (global.set 0 (i32.add (global.get 0) (i32.const 1))) (br 0)))
        (func (global.set 0 (i32.add (global.get 0) (i32.const 1))) (return_call 1)))""")
    for index in range(2):
        subject = program(module, samples(module, [index], 0), 1000)
        found = dict(history(Here(PythonEngine()), subject))
        assert found == dict(wasmtime.history(subject))
        assert found[f"0: f{index}"] == ("trap", "unreachable")
        assert 990 < found["g0"][1] <= 1000
