"""Values with their types: row A1.13."""

from __future__ import annotations

import pytest

from interpreter import ANYREF, EXTERNREF, FUNCREF, I32, V128, Func, ValueTypeError, WasmValue, params
from interpreter.runtime.types import val_type


def test_a1_13_there_and_back() -> None:
    assert WasmValue.from_i32(0xFFFFFFFF).to_i32() == -1
    assert WasmValue.from_i64(-1).to_i64() == -1
    assert WasmValue.from_f32(0.1).to_f32() == 0.10000000149011612
    assert WasmValue.from_f64(0.1).to_f64() == 0.1
    assert WasmValue.from_v128(1).to_v128() == b"\1" + bytes(15)
    assert WasmValue.from_v128(bytes(16)).ty() is V128


def test_a1_13_references() -> None:
    func = Func.wrap(lambda: None)
    thing = object()
    assert WasmValue.from_func_ref(func).func_ref() is func
    assert WasmValue.from_extern_ref(thing).extern_ref() is thing
    null = WasmValue.from_null_ref(FUNCREF)
    assert (null.is_null_ref(), null.func_ref(), null.ty()) == (True, None, FUNCREF)
    assert not WasmValue.from_extern_ref(thing).is_null_ref()
    assert not WasmValue.from_i32(0).is_null_ref()


@pytest.mark.parametrize(
    "make",
    [
        lambda: WasmValue.from_i32(1 << 32),
        lambda: WasmValue.from_i32(1.5),  # type: ignore[arg-type]
        lambda: WasmValue.from_v128(b"x"),
        lambda: WasmValue.from_func_ref(5),
        lambda: WasmValue.from_null_ref(I32),
        lambda: WasmValue.from_i32(1).to_i64(),
        lambda: WasmValue.from_i32(1).func_ref(),
        lambda: WasmValue.from_func_ref(None).extern_ref(),
    ],
)
def test_a1_13_what_does_not_fit(make: object) -> None:
    with pytest.raises(ValueTypeError, match="is no"):
        make()  # type: ignore[operator]


def test_a1_13_equality_and_repr() -> None:
    assert WasmValue.from_i32(-1) == WasmValue.from_i32(0xFFFFFFFF) != WasmValue.from_i64(-1)
    assert len({WasmValue.from_i32(1), WasmValue.from_i32(1)}) == 1
    assert repr(WasmValue.from_i32(0xFFFFFFFF)) == "<WasmValue i32 -1>"


def test_a1_13_params_are_what_was_given() -> None:
    assert params(1, "x") == (1, "x")


def test_value_types_by_name() -> None:
    assert (val_type("i32"), val_type("externref"), val_type("anyref")) == (I32, EXTERNREF, ANYREF)
    with pytest.raises(TypeError, match="names are i32, i64"):
        val_type("int")
