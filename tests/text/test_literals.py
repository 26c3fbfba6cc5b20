"""Numbers and strings: every form, the limits, and rounding."""

from __future__ import annotations

import math
import struct
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasm_construct.syntax import Float32, Float64
from wasm_construct.text import literals
from wasm_construct.text.literals import f32, f64, integer, is_string, nat, pack, string


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0", 0),
        ("1_000", 1000),
        ("0xAb_c", 0xABC),
        ("+7", 7),
        ("-0", 0),
        ("-2147483648", -(1 << 31)),
        ("2147483648", -(1 << 31)),
        ("4294967295", -1),
        ("0xffff_ffff", -1),
        ("0" * 5000 + "9", 9),
    ],
)
def test_i32(word: str, value: int) -> None:
    assert integer(word, 32) == value


@pytest.mark.parametrize("word", ["4294967296", "-2147483649", "0x1_0000_0000", "9" * 5000])
def test_i32_out_of_range(word: str) -> None:
    with pytest.raises(OverflowError):
        integer(word, 32)


@pytest.mark.parametrize("word", ["", "_1", "1_", "1__0", "0x", "0x_1", "1.0", "a", "--1", "0X1", "٣", "1 "])
def test_no_integer(word: str) -> None:
    assert integer(word, 32) is None


def test_nat_takes_no_sign() -> None:
    assert nat("+1", 32) is None
    assert nat("0x10", 8) == 16
    with pytest.raises(OverflowError):
        nat("256", 8)


@pytest.mark.parametrize(
    ("word", "bits"),
    [
        ("0", 0),
        ("-0.0", 0x80000000),
        ("1", 0x3F800000),
        ("1.", 0x3F800000),
        ("1_0.5_0e0_1", 0x42D20000),
        ("0x1.8p+1", 0x40400000),
        ("0x1p-149", 1),
        ("0x0.8p-149", 0),
        ("0x0.80000000001p-149", 1),
        ("1e-46", 0),
        ("1e-1000000", 0),
        ("inf", 0x7F800000),
        ("-inf", 0xFF800000),
        ("nan", 0x7FC00000),
        ("-nan:0x1", 0xFF800001),
        ("nan:0x7f_ffff", 0x7FFFFFFF),
        ("0x1.fffffep127", 0x7F7FFFFF),
        ("340282356779733661637539395458142568447", 0x7F7FFFFF),
        # between two neighbours, and a hair on either side: rounding to 64 bits first must not decide
        ("0x1.000001p0", 0x3F800000),
        ("0x1.00000100000000001p0", 0x3F800001),
        ("0x1.00000300000000000p0", 0x3F800002),
        ("0x1.000002fffffffffffffffp0", 0x3F800001),
        ("1.00000005960464477539062500000000000001", 0x3F800001),
        ("1.000000059604644775390625", 0x3F800000),
    ],
)
def test_f32(word: str, bits: int) -> None:
    assert f32(word) == Float32.from_bits(bits)


@pytest.mark.parametrize("word", ["0x1p128", "0x1.ffffffp127", "1e39", "nan:0x0", "nan:0x800000", "1e400"])
def test_f32_out_of_range(word: str) -> None:
    with pytest.raises(OverflowError):
        f32(word)


@pytest.mark.parametrize("word", ["", ".5", "1e", "0x1p", "infinity", "nan:", "nan:1", "nan:canonical", "1e1.0"])
def test_no_float(word: str) -> None:
    assert f32(word) is None
    assert f64(word) is None


@given(st.floats(width=32, allow_nan=False, allow_infinity=False), st.integers(-4, 4))
def test_f32_is_rounded_once(value: float, nudge: int) -> None:
    bits = struct.unpack("<I", struct.pack("<f", abs(value)))[0]
    below, above = abs(value), struct.unpack("<f", struct.pack("<I", bits + 1))[0]
    if math.isinf(above):
        return
    middle = (Fraction(below) + Fraction(above)) / 2 + nudge * Fraction(1, 1 << 240)
    word = f"0x{int(middle * (1 << 250)):x}p-250"
    expected = bits + (nudge > 0 or (nudge == 0 and bits % 2 == 1))
    assert f32(word) == Float32.from_bits(expected)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_f64_both_ways(value: float) -> None:
    assert f64(repr(value)) == Float64(value)
    assert f64(value.hex()) == Float64(value)


@given(st.integers(0, (1 << 32) - 1))
def test_what_prints_reads(bits: int) -> None:
    assert f32(str(Float32.from_bits(bits))) == Float32.from_bits(bits)


def lane(shape: str, word: str) -> int | Float32 | Float64:
    found = literals.lane(shape, word)
    assert found is not None
    return found


def test_vectors() -> None:
    assert pack("i8x16", [lane("i8x16", "255")] * 16) == b"\xff" * 16
    assert pack("i16x8", list(range(8))) == struct.pack("<8H", *range(8))
    assert pack("f32x4", [lane("f32x4", "1")] * 4) == struct.pack("<4f", 1, 1, 1, 1)
    assert pack("f64x2", [lane("f64x2", "-inf")] * 2) == struct.pack("<2d", -math.inf, -math.inf)
    with pytest.raises(OverflowError):
        lane("i8x16", "256")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ('""', b""),
        ('"a b"', b"a b"),
        ('"\\t\\n\\r\\"\\\'\\\\"', b"\t\n\r\"'\\"),
        ('"\\00\\fF\\0a"', b"\0\xff\n"),
        ('"\\u{48}\\u{1_F600}"', "H\U0001f600".encode()),
        ('"é\\41"', "éA".encode()),
        ('"\\\\00"', b"\\00"),
    ],
)
def test_strings(word: str, value: bytes) -> None:
    assert is_string(word)
    assert string(word) == value


@pytest.mark.parametrize("word", ["", "a", '"', '"a', '"a\\"', '"a""b"', '"a"b', '$"a"'])
def test_no_string(word: str) -> None:
    assert not is_string(word)
