"""Floating-point numbers by their bits."""

from __future__ import annotations

import copy
import math
import pickle

import pytest

from wasm_construct.syntax import Float32, Float64


@pytest.mark.parametrize(
    ("number", "bits"),
    [
        (Float32(0.0), 0),
        (Float32(-0.0), 0x8000_0000),
        (Float32(1.5), 0x3FC0_0000),
        (Float32(math.inf), 0x7F80_0000),
        (Float32("-inf"), 0xFF80_0000),
        (Float32(0.1), 0x3DCC_CCCD),
        (Float64(0.1), 0x3FB9_9999_9999_999A),
        (Float64(-0.0), 1 << 63),
        (Float64(7), 0x401C_0000_0000_0000),
    ],
)
def test_bits(number: Float32 | Float64, bits: int) -> None:
    assert number.bits == bits
    assert number == type(number).from_bits(bits)
    assert number == type(number).from_bytes(number.to_bytes())
    assert number.to_bytes() == bits.to_bytes(number.width // 8, "little")


@pytest.mark.parametrize("bits", [0x7FC0_0000, 0x7FC0_0001, 0x7FA0_0000, 0x7F80_0001, 0xFFFF_FFFF, 0xFFC0_0000])
def test_nothing_happens_to_a_nan(bits: int) -> None:
    number = Float32.from_bits(bits)
    assert number.bits == bits
    assert math.isnan(float(number))
    assert number == Float32.from_bits(bits)
    assert number != Float32.from_bits(bits ^ 1)
    for copied in (copy.copy(number), copy.deepcopy(number), pickle.loads(pickle.dumps(number))):
        assert copied == number


def test_equality_is_that_of_the_bits() -> None:
    assert Float32(0.0) != Float32(-0.0)
    assert Float32(1.0) != Float64(1.0)
    assert Float32(1.0) != 1.0
    assert len({Float32(1.0), Float32(1.0), Float64(1.0), Float32(0.0), Float32(-0.0)}) == 4


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Float32(0.1), "0.1"),
        (Float64(0.1), "0.1"),
        (Float32(1.0), "1.0"),
        (Float32(-0.0), "-0.0"),
        (Float32.from_bits(0x3EAA_AAAB), "0.33333334"),
        (Float32.from_bits(0x7F7F_FFFF), "3.4028235e+38"),
        (Float32(math.inf), "inf"),
        (Float64(-math.inf), "-inf"),
        (Float32.from_bits(0x7FC0_0000), "nan"),
        (Float32.from_bits(0xFFC0_0000), "-nan"),
        (Float32.from_bits(0x7FC0_0001), "nan:0x400001"),
        (Float32.from_bits(0xFF80_0001), "-nan:0x1"),
        (Float64.from_bits(0x7FF8_0000_0000_0000), "nan"),
        (Float64.from_bits(0x7FF0_0000_0000_0001), "nan:0x1"),
    ],
)
def test_text(number: Float32 | Float64, text: str) -> None:
    assert str(number) == text
    if "nan" not in text:
        assert type(number)(text) == number
    if "inf" not in text:
        assert eval(repr(number)) == number  # `repr` says how to make the same number


@pytest.mark.parametrize("kind", [Float32, Float64])
def test_text_of_any_number_reads_back(kind: type[Float32 | Float64]) -> None:
    exponents = 1 << (kind.width - 1 - kind.significand)
    for exponent in (0, 1, exponents // 2, exponents - 2):
        for significand in (1, 2, 0x1234_5678 & (1 << kind.significand) - 1, (1 << kind.significand) - 1):
            number = kind.from_bits(exponent << kind.significand | significand)
            assert kind(str(number)) == number


def test_numbers_are_immutable() -> None:
    with pytest.raises(AttributeError, match="Float32 is immutable"):
        Float32(1.0).bits = 0


@pytest.mark.parametrize("bits", [-1, 1 << 32])
def test_bits_that_do_not_fit(bits: int) -> None:
    with pytest.raises(ValueError, match="is not a bit pattern of 32 bits"):
        Float32.from_bits(bits)


def test_numbers_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="too large for 32 bits"):
        Float32(1e39)
