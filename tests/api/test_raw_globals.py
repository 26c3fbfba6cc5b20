"""Globals whose value lies in memory, as engines in machine code want them."""

from __future__ import annotations

import copy
import ctypes
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter import EXTERNREF, F32, F64, I32, I64, V128, Global, ImmutableError
from interpreter.engines.python import PythonEngine
from interpreter.executor import instantiate
from interpreter.numerics import f32_from_bits, f32_to_bits, f64_from_bits, f64_to_bits
from interpreter.runtime.globals import RawGlobal, allocated
from interpreter.runtime.module import ValidModule
from wasm_construct import wat2wasm
from wasm_construct.validation.types import ValType

BITS: dict[ValType, int] = {I32: 32, I64: 64, F32: 32, F64: 64, V128: 128}


def _value(type_: ValType, bits: int) -> Any:
    """The value in the form of the engines that has these bits."""
    if type_ is V128:
        return bits.to_bytes(16, "little")
    return f32_from_bits(bits) if type_ is F32 else f64_from_bits(bits) if type_ is F64 else bits


def _bits(type_: ValType, value: Any) -> int:
    if type_ is V128:
        return int.from_bytes(value, "little")
    return f32_to_bits(value) if type_ is F32 else f64_to_bits(value) if type_ is F64 else int(value)


@pytest.mark.parametrize("type_", BITS, ids=str)
@given(data=st.data())
def test_the_value_is_its_bytes(type_: ValType, data: st.DataObject) -> None:
    numbers = st.integers(0, (1 << BITS[type_]) - 1)
    first, second = data.draw(numbers), data.draw(numbers)
    size = BITS[type_] // 8
    global_ = RawGlobal(type_, True, _value(type_, first))
    address = global_.address
    assert ctypes.string_at(address, size) == first.to_bytes(size, "little")
    assert _bits(type_, global_.cell) == first
    ctypes.memmove(address, second.to_bytes(size, "little"), size)
    assert _bits(type_, global_.cell) == second
    global_.cell = _value(type_, first)
    assert _bits(type_, global_.cell) == first
    assert global_.address == address
    assert address % 8 == 0


def test_a_host_sees_no_difference() -> None:
    raw, plain = (allocated(I32, True, 5, raw) for raw in (True, False))
    assert (type(raw), type(plain)) == (RawGlobal, Global)
    assert repr(raw) == repr(plain)
    raw.value = -1
    assert (raw.value, raw.cell) == (-1, 0xFFFF_FFFF)
    with pytest.raises(ImmutableError):
        allocated(I32, False, 5, raw=True).value = 6


def test_copies_have_a_value_of_their_own() -> None:
    global_ = RawGlobal(I64, True, 7)
    global_.name = "g"
    for other in (copy.deepcopy(global_), pickle.loads(pickle.dumps(global_))):
        assert (other.cell, other.name, other.ty()) == (7, "g", global_.ty())
        other.cell = 8
        assert global_.cell == 7


def test_references_are_never_raw() -> None:
    assert type(allocated(EXTERNREF, True, None, raw=True)) is Global
    with pytest.raises(TypeError, match="externref"):
        RawGlobal(EXTERNREF, True, None)


def test_an_engine_gets_them_and_generated_code_uses_them() -> None:
    class Wanting(PythonEngine):
        raw_globals = True

    text = """(module
      (global $n (export "n") (mut i32) (i32.const 40))
      (global $x (export "x") (mut f32) (f32.const 1.5))
      (global (export "r") externref (ref.null extern))
      (func (export "f") (result f32)
        (global.set $n (i32.add (global.get $n) (i32.const 2)))
        (global.set $x (f32.add (global.get $x) (f32.const 1)))
        (global.get $x)))"""
    instance = instantiate(ValidModule(wat2wasm(text)), lambda *names: None, Wanting())
    number, real, reference = (instance.externs[name] for name in "nxr")
    assert isinstance(number, RawGlobal)
    assert isinstance(real, RawGlobal)
    assert type(reference) is Global
    assert instance.exports.f() == 2.5
    assert (number.value, real.value) == (42, 2.5)
    assert ctypes.string_at(number.address, 4) == (42).to_bytes(4, "little")
