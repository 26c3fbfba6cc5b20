"""The regular expressions accept just the bytes that the schemas accept, and end where they end."""

from __future__ import annotations

import re
from itertools import product

import pytest
from construct import Construct
from hypothesis import given
from hypothesis import strategies as st

from tests.property.damage import SPECIAL, damaged
from tests.property.schemas import read_by_schema, write_by_schema
from wasm_construct import ALL, WASM3, MalformedError
from wasm_construct.binary.fast.patterns import NotRegularError, exact, loose, shortest
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.instructions import ARGS, IMMEDIATES
from wasm_construct.strategies import values


def _schemas() -> dict[str, Construct]:
    """The immediates, alone and as the instructions have them; those with the same schemas once."""
    found: dict[tuple[int, ...], tuple[str, Construct]] = {}
    for kind, schema in IMMEDIATES.items():
        found.setdefault((id(schema),), (kind, schema))
    for kinds, args in sorted(ARGS.items()):
        found.setdefault(tuple(map(id, args.items)), (" ".join(kinds) or "nothing", args))
    return dict(found.values())


def _is_regular(schema: Construct) -> bool:
    try:
        exact(schema, ALL)
    except NotRegularError:
        return False
    return True


REGULAR = {name: schema for name, schema in _schemas().items() if _is_regular(schema)}
EVERY_KIND = pytest.mark.parametrize("schema", REGULAR.values(), ids=REGULAR)
FEATURES = pytest.mark.parametrize("features", [WASM3, ALL], ids=["WASM3", "ALL"])


def _agree(schema: Construct, data: bytes, features: Features) -> bool:
    """Whether the schema accepts the start of these bytes; asserts that the patterns do, and end there."""
    try:
        end = read_by_schema(schema, data, features)[1]
    except MalformedError:
        assert re.match(exact(schema, features), data, re.DOTALL) is None, data.hex()
        assert re.match(shortest(schema, features), data, re.DOTALL) is None, data.hex()
        return False
    found = re.match(exact(schema, features), data, re.DOTALL)
    assert found and found.end() == end, data.hex()
    assert bool(re.fullmatch(exact(schema, features), data, re.DOTALL)) == (end == len(data)), data.hex()
    roughly = re.match(loose(schema, features), data, re.DOTALL)
    assert roughly and roughly.end() == end, data.hex()
    short = re.match(shortest(schema, features), data, re.DOTALL)
    assert short is None or short.end() == end, data.hex()
    return True


def test_what_is_regular() -> None:
    assert set(_schemas()) - set(REGULAR) == {"labels", "valtypes", "catches", "blocktype catches", "labels labelidx"}


@EVERY_KIND
@FEATURES
def test_one_and_two_bytes(schema: Construct, features: Features) -> None:
    for last in range(0x100):
        _agree(schema, bytes((last,)), features)
        for first in SPECIAL:
            _agree(schema, bytes((first, last)), features)


@EVERY_KIND
@FEATURES
def test_near_the_limits(schema: Construct, features: Features) -> None:
    starts = [b"", b"\x62", b"\x63", b"\x64", b"\x40", b"\x80\x00", b"\xc0\x00", b"\xff\x80\x80\x80\x00", b"\x00"]
    for start, byte, most in product(starts, (b"\x80", b"\xff", b"\xbf", b"\xc0"), range(3, 11)):
        for last in (
            0x00,
            0x01,
            0x03,
            0x04,
            0x07,
            0x08,
            0x0F,
            0x10,
            0x1F,
            0x20,
            0x3F,
            0x40,
            0x70,
            0x78,
            0x7E,
            0x7F,
            0x80,
        ):
            _agree(schema, start + byte * most + bytes((last, 0, 0)), features)


@EVERY_KIND
@FEATURES
@given(data=st.data())
def test_values(schema: Construct, features: Features, data: st.DataObject) -> None:
    built = write_by_schema(schema, data.draw(values(schema, features))) + data.draw(st.binary(max_size=2))
    assert _agree(schema, built, features)
    _agree(schema, damaged(built or b"\0", lambda least, most: data.draw(st.integers(least, most)), 2), features)


@EVERY_KIND
@given(st.binary(max_size=24))
def test_noise(schema: Construct, noise: bytes) -> None:
    _agree(schema, noise, ALL)
