"""Integers in LEB128: every limit of every type, in the schema, the fast decoder and the regular expression."""

from __future__ import annotations

import io
import re
from itertools import product
from typing import Any

import pytest

from wasm_construct import ALL, BuildError, MalformedError
from wasm_construct.binary.fast.patterns import exact
from wasm_construct.binary.fast.write_compiler import small, small_signed
from wasm_construct.binary.leb128 import Fault, Leb, decode_s, decode_u, encode_s, encode_u, s32, s33, s64, u32, u64
from wasm_construct.syntax import PaddedInt

U8, S7, S8 = Leb(8), Leb(7, signed=True), Leb(8, signed=True)
NATURAL = Leb(33, signed=True, natural=True, message="malformed type index")


def _by_schema(schema: Leb, data: bytes) -> int | None:
    """The number that is all of these bytes, or None."""
    stream = io.BytesIO(data)
    try:
        value: int = schema._parse(stream, None, "")
    except MalformedError:
        return None
    return value if stream.tell() == len(data) else None


def _by_decoder(schema: Leb, data: bytes) -> int | None:
    try:
        value, end = (decode_s if schema.signed else decode_u)(data, 0, schema.bits)
    except (Fault, IndexError):
        return None
    return value if end == len(data) and not (schema.natural and value < 0) else None


def _assert_agreement(schema: Leb, data: bytes) -> None:
    value = _by_schema(schema, data)
    assert _by_decoder(schema, data) == value
    matches = re.fullmatch(exact(schema, ALL), data, re.DOTALL) is not None
    assert matches == (value is not None)
    if value is not None:
        assert schema.encode(value) == data


@pytest.mark.parametrize(
    ("schema", "value", "encoded"),
    [
        (u32, 0, "00"),
        (u32, 127, "7f"),
        (u32, 128, "80 01"),
        (u32, 624485, "e5 8e 26"),
        (u32, 2**32 - 1, "ff ff ff ff 0f"),
        (u64, 2**64 - 1, "ff ff ff ff ff ff ff ff ff 01"),
        (s32, 0, "00"),
        (s32, 63, "3f"),
        (s32, 64, "c0 00"),
        (s32, -1, "7f"),
        (s32, -64, "40"),
        (s32, -65, "bf 7f"),
        (s32, -123456, "c0 bb 78"),
        (s32, 2**31 - 1, "ff ff ff ff 07"),
        (s32, -(2**31), "80 80 80 80 78"),
        (s33, 2**32 - 1, "ff ff ff ff 0f"),
        (s33, -(2**32), "80 80 80 80 70"),
        (NATURAL, 2**32 - 1, "ff ff ff ff 0f"),
        (s64, 2**63 - 1, "ff ff ff ff ff ff ff ff ff 00"),
        (s64, -(2**63), "80 80 80 80 80 80 80 80 80 7f"),
    ],
)
def test_numbers_at_the_limits(schema: Leb, value: int, encoded: str) -> None:
    data = bytes.fromhex(encoded)
    assert schema.build(value) == data
    assert schema.parse(data) == value
    assert type(schema.parse(data)) is int
    _assert_agreement(schema, data)


@pytest.mark.parametrize(
    ("schema", "value", "encoded"),
    [
        (u32, 0, "80 00"),
        (u32, 1, "81 80 80 80 00"),
        (s32, 1, "81 80 80 80 00"),
        (s32, -1, "ff ff ff ff 7f"),
        (s32, 64, "c0 80 00"),
        (s32, -65, "bf ff 7f"),
        (s64, -1, "ff ff ff ff ff ff ff ff ff 7f"),
        (u64, 5, "85 80 80 80 80 80 80 80 80 00"),
    ],
)
def test_padded_numbers_keep_their_width(schema: Leb, value: int, encoded: str) -> None:
    data = bytes.fromhex(encoded)
    parsed = schema.parse(data)
    assert isinstance(parsed, PaddedInt)
    assert parsed == value
    assert parsed.width == len(data)
    _assert_agreement(schema, data)


@pytest.mark.parametrize(
    ("schema", "encoded", "message", "offset"),
    [
        (u32, "", "unexpected end of section or function", 0),
        (u32, "80 80", "unexpected end of section or function", 2),
        (u32, "80 80 80 80 80 00", "integer representation too long", 4),
        (u32, "ff ff ff ff 8f 00", "integer representation too long", 4),
        (u32, "ff ff ff ff 1f", "integer too large", 4),
        (u32, "80 80 80 80 70", "integer too large", 4),
        (u32, "80 80 80 80 90 00", "integer too large", 4),
        (u64, "80 80 80 80 80 80 80 80 80 02", "integer too large", 9),
        (u64, "80 80 80 80 80 80 80 80 80 80 00", "integer representation too long", 9),
        (s32, "ff ff ff ff 0f", "integer too large", 4),
        (s32, "80 80 80 80 70", "integer too large", 4),
        (s32, "80 80 80 80 08", "integer too large", 4),
        (s32, "80 80 80 80 80 00", "integer representation too long", 4),
        (s32, "ff ff ff ff ff 7f", "integer representation too long", 4),
        (s64, "80 80 80 80 80 80 80 80 80 01", "integer too large", 9),
        (s64, "ff ff ff ff ff ff ff ff ff 7e", "integer too large", 9),
        (NATURAL, "7f", "malformed type index", 0),
        (NATURAL, "ff ff ff ff 7f", "malformed type index", 0),
        (NATURAL, "80 80 80 80 20", "integer too large", 4),
    ],
)
def test_malformed_numbers(schema: Leb, encoded: str, message: str, offset: int) -> None:
    data = bytes.fromhex(encoded)
    with pytest.raises(MalformedError) as caught:
        schema.parse(data)
    assert (caught.value.message, caught.value.offset) == (message, offset)
    _assert_agreement(schema, data)


@pytest.mark.parametrize("schema", [U8, S7, S8], ids=["u8", "s7", "s8"])
def test_every_short_sequence(schema: Leb) -> None:
    for data in [b"", *map(bytes, product(range(256), repeat=1))]:
        _assert_agreement(schema, data)
    for first in (0x00, 0x3F, 0x40, 0x7F, 0x80, 0x81, 0xBF, 0xC0, 0xFF):
        for second in range(256):
            _assert_agreement(schema, bytes((first, second)))
            _assert_agreement(schema, bytes((first, second, 0)))


@pytest.mark.parametrize("schema", [u32, u64, s32, s33, s64, NATURAL], ids=["u32", "u64", "s32", "s33", "s64", "index"])
@pytest.mark.parametrize("fill", [0x80, 0xBF, 0xC0, 0xFF])
def test_every_last_byte(schema: Leb, fill: int) -> None:
    for last in range(256):
        for length in (2, schema.longest - 1, schema.longest, schema.longest + 1):
            _assert_agreement(schema, bytes((fill,)) * (length - 1) + bytes((last,)))


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        (u32, -1, "-1 is not a number of type u32"),
        (u32, 2**32, "4294967296 is not a number of type u32"),
        (u64, 2**64, "18446744073709551616 is not a number of type u64"),
        (s32, 2**31, "2147483648 is not a number of type s32"),
        (s32, -(2**31) - 1, "-2147483649 is not a number of type s32"),
        (s64, 2**63, "9223372036854775808 is not a number of type s64"),
        (NATURAL, -1, "-1 is not a natural number of type s33"),
        (u32, "1", "'1' is not a number of type u32"),
        (u32, 1.0, "1.0 is not a number of type u32"),
        (u32, None, "None is not a number of type u32"),
    ],
)
def test_numbers_that_have_no_encoding(schema: Leb, value: Any, message: str) -> None:
    with pytest.raises(BuildError) as caught:
        schema.encode(value, "module.start")
    assert (caught.value.message, caught.value.path) == (message, "module.start")


def test_encoding_with_a_width() -> None:
    assert encode_u(1, 3) == bytes.fromhex("81 80 00")
    assert encode_s(1, 3) == bytes.fromhex("81 80 00")
    assert encode_s(-1, 3) == bytes.fromhex("ff ff 7f")
    assert encode_u(300, 1) == bytes.fromhex("ac 02")  # never less than it takes
    assert u32.encode(PaddedInt(1, 3)) == bytes.fromhex("81 80 00")
    assert u32.encode(PaddedInt(1, 99)) == bytes.fromhex("81 80 80 80 00")  # never more than is allowed


def test_the_tables_of_the_writers_are_encodings() -> None:
    assert small() == [encode_u(value) for value in range(1 << 14)]
    assert small_signed() == [encode_s(value) for value in range(1 << 13)]
