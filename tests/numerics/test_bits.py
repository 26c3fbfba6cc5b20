"""The representation of floats: no bit is ever lost."""

from __future__ import annotations

import struct

import pytest
from hypothesis import example, given

from interpreter.numerics import (
    f32_from_bits,
    f32_to_bits,
    f64_from_bits,
    f64_to_bits,
    load_f32,
    round32,
    store_f32,
)
from tests.numerics.strategies import floats, ints, nans, same

SIGNALLING_32, SIGNALLING_64 = 0x7F80_0001, 0xFFF0_0000_0000_0001


@given(ints(32))
@example(SIGNALLING_32)
@example(0xFFC0_0001)
def test_f32_keeps_its_bits(bits: int) -> None:
    x = f32_from_bits(bits)
    assert f32_to_bits(x) == bits
    buffer = bytearray(b"\xaa" * 8)
    store_f32(buffer, 2, x)
    assert buffer == b"\xaa\xaa" + bits.to_bytes(4, "little") + b"\xaa\xaa"
    assert same(load_f32(buffer, 2), x)


@given(ints(64))
@example(SIGNALLING_64)
def test_f64_keeps_its_bits(bits: int) -> None:
    x = f64_from_bits(bits)
    assert f64_to_bits(x) == bits
    assert struct.pack("<d", x) == bits.to_bytes(8, "little")


def test_the_payload_of_an_f32_stands_at_the_top() -> None:
    assert f64_to_bits(f32_from_bits(SIGNALLING_32)) == 0x7FF0_0000_2000_0000
    assert f64_to_bits(f32_from_bits(0xFFC0_0000)) == 0xFFF8_0000_0000_0000


@pytest.mark.parametrize("offset", [5, 8, 1 << 32])
def test_the_end_of_the_buffer(offset: int) -> None:
    buffer = bytearray(8)
    with pytest.raises(struct.error):
        load_f32(buffer, offset)
    for x in (1.0, f32_from_bits(SIGNALLING_32)):
        with pytest.raises(struct.error):
            store_f32(buffer, offset, x)
    assert buffer == bytes(8)


@given(floats(64).filter(lambda x: x == x))
@example(1.0 + 2.0**-24)  # ties to even
@example(1.0 + 3 * 2.0**-24)
@example(2.0**128 - 2.0**103)  # the first that is too large
@example(2.0**-150)
@example(-(2.0**-150))
def test_rounding_is_that_of_struct(x: float) -> None:
    try:
        expected = struct.unpack("<f", struct.pack("<f", x))[0]
    except OverflowError:
        expected = float("inf") if x > 0 else float("-inf")
    assert same(round32(x), expected)


@given(nans(64))
def test_rounding_a_nan_keeps_the_top_of_its_payload(nan: float) -> None:
    bits = f64_to_bits(nan)
    assert f64_to_bits(round32(nan)) == (bits | 1 << 51) & ~0x1FFF_FFFF
