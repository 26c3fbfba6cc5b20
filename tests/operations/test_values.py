"""What is stored, and what is read again: numbers in memories and in fields, with and without sign."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given

from interpreter.errors import Exhaustion
from interpreter.numerics import f32_from_bits, f32_to_bits
from tests.numerics.strategies import floats, ints
from tests.operations.instances import instance, memory, run, trap_of

MEMORY = memory()
TYPES = instance(
    """(type $s (struct (field (mut i8)) (field (mut i16)) (field (mut i64)) (field (mut anyref))))
    (type $b (array (mut i8))) (type $h (array (mut i16)))
    (type $f (array (mut f32))) (type $d (array f64)) (type $v (array v128)) (type $i (array i32)) (type $l (array i64))
    (data "\\00\\00\\a0\\7f" "\\01\\02\\03\\04\\05\\06\\07\\08" "\\ff\\fe\\fd\\fc")"""
)
STRUCT, BYTES, SHORTS, FLOATS, DOUBLES, VECTORS, INTS, LONGS = TYPES.types


def signed(value: int, bits: int) -> int:
    value &= (1 << bits) - 1
    return value - (value >> bits - 1 << bits)


@given(ints(64))
def test_integers_wrap_when_stored_and_extend_when_read(value: int) -> None:
    for bits in (32, 64):
        mask = (1 << bits) - 1
        for narrow in (8, 16, 32):
            if narrow < bits:
                run(f"i{bits}.store{narrow}", MEMORY, 3, 4, value & mask)
                assert run(f"i{bits}.load{narrow}_u", MEMORY, 7, 0) == value & (1 << narrow) - 1
                assert run(f"i{bits}.load{narrow}_s", MEMORY, 0, 7) == signed(value, narrow) & mask
        run(f"i{bits}.store", MEMORY, 0, 16, value & mask)
        assert run(f"i{bits}.load", MEMORY, 16, 0) == value & mask
        assert bytes(MEMORY.view[16 : 16 + bits // 8]) == (value & mask).to_bytes(bits // 8, "little")


@given(floats(32), floats(64))
def test_floats_keep_all_their_bits(single: float, double: float) -> None:
    run("f32.store", MEMORY, 0, 1, single)
    run("f64.store", MEMORY, 8, 1, double)
    assert int.from_bytes(MEMORY.view[1:5], "little") == f32_to_bits(single)
    assert bytes(MEMORY.view[9:17]) == struct.pack("<d", double)
    assert f32_to_bits(run("f32.load", MEMORY, 0, 1)) == f32_to_bits(single)
    assert struct.pack("<d", run("f64.load", MEMORY, 8, 1)) == struct.pack("<d", double)


def test_a_comparison_may_be_stored() -> None:
    run("i32.store", MEMORY, 0, 0, True)
    run("i32.store8", MEMORY, 0, 4, True)
    assert bytes(MEMORY.view[:5]) == b"\1\0\0\0\1"


VECTOR = bytes(range(0xF0, 0x100))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("v128.load", VECTOR),
        ("v128.load8x8_s", b"".join(bytes((b, 0xFF)) for b in VECTOR[:8])),
        ("v128.load8x8_u", b"".join(bytes((b, 0)) for b in VECTOR[:8])),
        ("v128.load32x2_s", VECTOR[:4] + b"\xff" * 4 + VECTOR[4:8] + b"\xff" * 4),
        ("v128.load16_splat", VECTOR[:2] * 8),
        ("v128.load64_splat", VECTOR[:8] * 2),
        ("v128.load32_zero", VECTOR[:4] + bytes(12)),
    ],
)
def test_vectors_are_loaded_in_many_ways(name: str, expected: bytes) -> None:
    run("v128.store", MEMORY, 100, 1, VECTOR)
    assert run(name, MEMORY, 1, 100) == expected


def test_single_lanes_are_loaded_and_stored() -> None:
    run("v128.store", MEMORY, 0, 0, VECTOR)
    assert run("v128.load16_lane", MEMORY, 2, 7, 0, bytes(16)) == bytes(14) + VECTOR[2:4]
    run("v128.store32_lane", MEMORY, 0, 3, 0, VECTOR)
    assert bytes(MEMORY.view[:16]) == VECTOR[12:] + VECTOR[4:]


@given(ints(32))
def test_packed_fields_keep_some_bits(value: int) -> None:
    made = run("struct.new", STRUCT, value, value, 5, None)
    array = run("array.new", BYTES, value, 2)
    assert made.fields == [value & 0xFF, value & 0xFFFF, 5, None]
    assert array.elems == [value & 0xFF] * 2
    for number, bits in ((0, 8), (1, 16)):
        assert run("struct.get_u", STRUCT, number, made) == value & (1 << bits) - 1
        assert run("struct.get_s", STRUCT, number, made) == signed(value, bits) & 0xFFFF_FFFF
    run("struct.set", STRUCT, 1, made, ~value & 0xFFFF_FFFF)
    run("array.set", BYTES, array, 1, ~value & 0xFFFF_FFFF)
    assert made.fields[:2] == [value & 0xFF, ~value & 0xFFFF]
    assert array.elems == [value & 0xFF, ~value & 0xFF]
    assert run("array.get_s", BYTES, array, 0) == signed(value, 8) & 0xFFFF_FFFF
    assert run("array.get_u", BYTES, array, 1) == ~value & 0xFF
    assert run("array.new_fixed", SHORTS, 2, value, 1).elems == [value & 0xFFFF, 1]


def test_default_values() -> None:
    assert run("struct.new_default", STRUCT).fields == [0, 0, 0, None]
    assert run("array.new_default", FLOATS, 3).elems == [0.0] * 3
    assert run("array.new_default", VECTORS, 1).elems == [bytes(16)]


def test_arrays_are_made_of_data() -> None:
    data = TYPES.datas[0]
    assert run("array.new_data", BYTES, TYPES, 0, 12, 4).elems == [0xFF, 0xFE, 0xFD, 0xFC]
    assert run("array.new_data", INTS, TYPES, 0, 12, 1).elems == [0xFCFDFEFF]
    assert run("array.new_data", LONGS, TYPES, 0, 4, 1).elems == [0x0807060504030201]
    assert run("array.new_data", DOUBLES, TYPES, 0, 4, 1).elems == list(struct.unpack("<d", data[4:12]))
    assert run("array.new_data", VECTORS, TYPES, 0, 0, 1).elems == [data]
    floats = run("array.new_data", FLOATS, TYPES, 0, 0, 2)
    assert [f32_to_bits(x) for x in floats.elems] == [0x7FA0_0000, 0x0403_0201]  # a signalling NaN stays one
    run("array.init_data", FLOATS, TYPES, 0, floats, 1, 0, 1)
    assert f32_to_bits(floats.elems[1]) == 0x7FA0_0000
    assert floats.elems[1] != f32_from_bits(0)


def test_an_array_may_be_too_long() -> None:
    for name, args in {"array.new": (BYTES, 0), "array.new_default": (BYTES,)}.items():
        with pytest.raises(Exhaustion, match="out of memory"):
            run(name, *args, 2**32 - 1)


def test_null_has_no_fields() -> None:
    assert trap_of("struct.get", STRUCT, 2, None) == "null structure reference"
    assert trap_of("struct.get_s", STRUCT, 0, None) == "null structure reference"
    assert trap_of("struct.set", STRUCT, 2, None, 1) == "null structure reference"
