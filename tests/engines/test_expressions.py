"""Expressions that stand for an instruction mean what `interpreter.numerics` computes."""

from __future__ import annotations

import math
import struct
from itertools import product
from typing import Any

import pytest

from interpreter.numerics import OPS, f32_from_bits, f64_from_bits, round32
from tests.engines.programs import started
from wasm_construct.opcodes import ROWS, Row

_INTS = (0, 1, 2, 7, 31, 33, 0x7F, 0x80, 0xFF, 0x8000, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFF)
VALUES: dict[str, tuple[Any, ...]] = {
    "i32": _INTS,
    "i64": (*_INTS, 63, 65, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF),
    "f32": (
        *map(f32_from_bits, (0, 0x80000000, 1, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFA00001)),
        *map(round32, (1.0, -1.5, 2.5, 3e9, -3e9, 1e19, 0.1)),
    ),
    "f64": (
        *map(f64_from_bits, (0, 1 << 63, 1, 0x7FEFFFFFFFFFFFFF, 0x7FF << 52, 0xFFF << 52, 0x7FF8 << 48, 0xFFF4 << 48)),
        *(1.0, -1.5, 2.5, 3e9, -3e9, 1e19, 0.1),
    ),
}
NUMERIC = [
    row
    for row in ROWS
    if row.closed and row.mnemonic in OPS and not row.immediates and {*row.operands, *row.results} <= VALUES.keys()
]


def outcome(function: Any, args: tuple[Any, ...]) -> Any:
    """What a function gives, bit for bit, or the kind of error that it raises."""
    try:
        result = function(*args)
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        return type(error)
    return tuple(map(_bits, result)) if isinstance(result, tuple) else _bits(result)


def _bits(value: Any) -> Any:
    return ("nan",) if value != value else struct.pack("<d", value) if isinstance(value, float) else int(value)


def literal(type_: str, value: Any) -> str:
    if type_[0] == "i":
        return f"({type_}.const {value})"
    if math.isnan(value):
        return f"({type_}.const nan)"
    return f"({type_}.const {value.hex() if math.isfinite(value) else 'inf' if value > 0 else '-inf'})"


@pytest.mark.parametrize("row", NUMERIC, ids=lambda row: row.mnemonic)
def test_operands_in_variables(row: Row) -> None:
    types = row.operands
    params = " ".join(types)
    gets = " ".join(f"(local.get {number})" for number in range(len(types)))
    wat = f'(module (func (export "f") (param {params}) (result {" ".join(row.results)}) ({row.mnemonic} {gets})))'
    code = started(wat).funcs[0].code
    samples = [VALUES[type_][:: len(types) // 2 or 1] for type_ in types]
    for args in product(*samples):
        assert outcome(code, args) == outcome(OPS[row.mnemonic], args), args


@pytest.mark.parametrize("row", [row for row in NUMERIC if len(row.operands) == 2], ids=lambda row: row.mnemonic)
@pytest.mark.parametrize("place", [0, 1])
def test_one_operand_constant(row: Row, place: int) -> None:
    types = row.operands
    constants = [value for value in VALUES[types[place]] if value == value]
    funcs = []
    for number, value in enumerate(constants):
        parts = ["(local.get 0)", "(local.get 0)"]
        parts[place] = literal(types[place], value)
        result = " ".join(row.results)
        signature = f'(export "f{number}") (param {types[1 - place]}) (result {result})'
        funcs.append(f"(func {signature} ({row.mnemonic} {' '.join(parts)}))")
    instance = started(f"(module {' '.join(funcs)})")
    for number, value in enumerate(constants):
        for other in VALUES[types[1 - place]]:
            args = (value, other) if place == 0 else (other, value)
            assert outcome(instance.funcs[number].code, (other,)) == outcome(OPS[row.mnemonic], args), args


INTEGER = [row for row in NUMERIC if set(row.operands) <= {"i32", "i64"} and len(row.operands) <= 2]


@pytest.mark.parametrize("row", INTEGER, ids=lambda row: row.mnemonic)
@pytest.mark.parametrize("before", ["add", "sub", "mul", "shl", "xor", "shr_s", "lt_s"])
def test_operands_that_have_more_than_their_low_bits(row: Row, before: str) -> None:
    """Overflowing sums and products are not cut off before it matters; a test gives a bool."""
    types = row.operands
    wide = types[0]
    inner = f"({wide}.{before} (local.get 0) (local.get 1))"
    if before == "lt_s" and wide == "i64":
        inner = f"(i64.extend_i32_u {inner})"
    wat = (
        f'(module (func (export "f") (param {wide} {wide}) (result {" ".join(row.results)}) '
        f"({row.mnemonic} {' '.join([inner] * len(types))})))"
    )
    code = started(wat).funcs[0].code
    for args in product(VALUES[wide][:: 1 if wide == "i32" else 2], repeat=2):
        operand = int(OPS[f"{wide}.{before}"](*args))
        assert outcome(code, args) == outcome(OPS[row.mnemonic], (operand,) * len(types)), args


@pytest.mark.parametrize("type_", ["f32", "f64"])
def test_constants(type_: str) -> None:
    bits = [0, 1 << 63, 0x7FF << 52, 0xFFF << 52, 0x7FF8 << 48, 0x7FF0_0000_2000_0000, 0xFFF4 << 48, 0x3FF8 << 48]
    if type_ == "f32":
        bits = [0, 1 << 31, 0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001, 0xFFA00000, 0x3FC00000]
    width = 32 if type_ == "f32" else 64
    funcs = [
        f'(func (export "f{number}") (result i{width}) '
        f"(i{width}.reinterpret_{type_} ({type_}.reinterpret_i{width} (i{width}.const {value}))))"
        for number, value in enumerate(bits)
    ]
    instance = started(f"(module {' '.join(funcs)})")
    assert [func.code() for func in instance.funcs] == bits
