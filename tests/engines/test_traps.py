"""Which trap an error means, and where it was: by its line in the generated source."""

from __future__ import annotations

import linecache
import traceback

import pytest

from interpreter.engines.python import PythonEngine
from interpreter.errors import Trap, TrapCode
from tests.engines.programs import MakeEngine, both_ways, call, every_way, run, started

_MEMORY = "(memory 1)"
_CASES = [
    ("(unreachable)", "UNREACHABLE"),
    ("(drop (i32.div_u (i32.const 1) (local.get 0)))", "DIVIDE_BY_ZERO"),
    ("(drop (i32.div_u (i32.const 1) (i32.const 0)))", "DIVIDE_BY_ZERO"),
    ("(drop (i64.rem_s (i64.const 1) (i64.const 0)))", "DIVIDE_BY_ZERO"),
    ("(drop (i32.div_s (i32.const 0x80000000) (i32.sub (local.get 0) (i32.const 1))))", "OVERFLOW"),
    ("(drop (i64.div_s (i64.const 0x8000000000000000) (i64.const -1)))", "OVERFLOW"),
    ("(drop (i32.trunc_f64_s (f64.const 1e10)))", "OVERFLOW"),
    ("(drop (i32.trunc_f64_s (f64.const nan)))", "INVALID_CONVERSION"),
    ("(drop (i32.load (i32.const 65533)))", "MEMORY_BOUNDS"),
    ("(drop (i32.load8_u (i32.const -1)))", "MEMORY_BOUNDS"),
    ("(drop (f32.load offset=0xffffffff (i32.const -1)))", "MEMORY_BOUNDS"),
    ("(i64.store (i32.const 65529) (i64.const 1))", "MEMORY_BOUNDS"),
    ("(i32.store8 (i32.const 65536) (i32.const 1))", "MEMORY_BOUNDS"),
    ("(memory.fill (i32.const 65536) (i32.const 0) (i32.const 1))", "MEMORY_BOUNDS"),
    ("(drop (table.get (i32.const 1)))", "TABLE_BOUNDS"),
    ("(call_ref $f (ref.null $f))", "NULL_FUNC"),
    ("(drop (struct.get $s 0 (ref.null $s)))", "NULL_STRUCT"),
    ("(struct.set $s 0 (ref.null $s) (i32.const 1))", "NULL_STRUCT"),
    ("(drop (array.get $a (ref.null $a) (i32.const 1)))", "NULL_ARRAY"),
    ("(drop (array.len (ref.null $a)))", "NULL_ARRAY"),
    ("(drop (array.get $a (array.new_default $a (i32.const 1)) (i32.const 1)))", "ARRAY_BOUNDS"),
    ("(drop (i31.get_u (ref.null i31)))", "NULL_I31"),
    ("(drop (i31.get_s (ref.null i31)))", "NULL_I31"),
    ("(drop (ref.as_non_null (ref.null any)))", "NULL_REFERENCE"),
    ("(drop (ref.cast (ref i31) (struct.new_default $s)))", "CAST"),
]


@every_way
@pytest.mark.parametrize(("body", "code"), _CASES)
def test_traps(body: str, code: str, make: MakeEngine) -> None:
    types = "(type $f (func)) (type $s (struct (field (mut i32)))) (type $a (array i32)) (table 1 funcref)"
    with pytest.raises(Trap) as caught:
        run(f'{types} {_MEMORY} (func (export "f") (local i32) {body})', make)
    assert caught.value.code is TrapCode[code]


@every_way
@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("operator", ["div_s", "div_u", "rem_s", "rem_u"])
def test_constants_that_cannot_be_divided_trap_when_that_runs(operator: str, bits: int, make: MakeEngine) -> None:
    wat = f"""(func (export "f") (param i32) (result i{bits})
      (if (local.get 0) (then (return (i{bits}.const 7))))
      (i{bits}.{operator} (i{bits}.const 1) (i{bits}.const 0)))"""
    assert run(wat, make, 1) == 7
    with pytest.raises(Trap, match="integer divide by zero"):
        run(wat, make, 0)


_FRAMES = """(module $m (memory 1)
  (func $inner (param i32) (result i32) (i32.load offset=65536 (local.get 0)))
  (func $outer (export "f") (param i32) (result i32) (nop)
    (if (result i32) (local.get 0) (then (call $inner (local.get 0))) (else (i32.const 0)))))"""


@every_way
def test_frames_say_which_instruction_it_was(make: MakeEngine) -> None:
    instance = started(_FRAMES, make)
    with pytest.raises(Trap) as caught:
        call(instance, "f", 1)
    inner, outer = caught.value.frames
    assert (inner.func, inner.name, inner.module, inner.instr) == (0, "inner", "m", 1)
    assert (outer.func, outer.name, outer.module, outer.instr) == (1, "outer", "m", 4)
    data = instance.module.data
    assert inner.offset is not None
    assert outer.offset is not None
    assert data[inner.offset] == 0x28  # i32.load
    assert data[outer.offset : outer.offset + 2] == b"\x10\x00"  # call 0


@both_ways
def test_tracebacks_show_functions_by_name_and_their_lines(make: MakeEngine) -> None:
    with pytest.raises(Trap) as caught:
        call(started(_FRAMES, make), "f", 1)
    shown = "".join(traceback.format_exception(caught.value))
    assert "in inner" in shown
    assert "load_I(M0, l0 + 65536)" in shown


def test_the_source_of_a_function_that_is_gone_is_gone() -> None:
    instance = started(_FRAMES)
    call(instance, "f", 0)
    file = instance.funcs[1].code.__code__.co_filename
    assert "def f1(l0):\n" in linecache.getlines(file)
    code = instance.funcs[1].code
    instance.module.compiled.clear()
    instance.kept.clear()
    del instance, code
    import gc

    gc.collect()
    assert file not in linecache.cache


def test_the_source_can_be_looked_at() -> None:
    instance = started(_FRAMES)
    source = PythonEngine().source(instance, 1)
    assert source.startswith("def f1(l0):\n")
    assert PythonEngine().source(instance.module, 1) == source
    with pytest.raises(IndexError):
        PythonEngine().source(instance, 2)


def test_names_of_the_module_do_not_get_into_the_source() -> None:
    wat = r'(module (func (export "x\0aimport os") (result i32) (i32.const 4)))'
    instance = started(wat)
    assert "import" not in PythonEngine().source(instance, 0)
    assert call(instance, "x\nimport os") == 4
