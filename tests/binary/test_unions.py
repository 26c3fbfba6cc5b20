"""How a union finds the case that a value is written by: from the cases, in the order of the declaration."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.schemas import SCHEMAS, write_by_schema, write_compiled
from wasm_construct import ALL, BuildError
from wasm_construct.binary.combinators import Checked, Record, Sized, Vec
from wasm_construct.binary.fast.read_compiler import compile_reader
from wasm_construct.binary.instructions import memarg
from wasm_construct.binary.leaves import Constant, byte, name
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.modules import data, elem
from wasm_construct.binary.stream import Remark, Window
from wasm_construct.binary.types import limits, reftype
from wasm_construct.binary.unions import Flagged, Tagged, Union
from wasm_construct.strategies import values
from wasm_construct.syntax import (
    FUNCREF,
    AbsHeapType,
    Active,
    Data,
    Declarative,
    ElemExprs,
    Expr,
    Limits,
    MemArg,
    Passive,
    RefType,
)

_ZERO = Expr.of(("i32.const", 0))
UNIONS = {name: schema for name, schema in SCHEMAS.items() if isinstance(schema, Union)}


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str = "plain"
    long: bool = field(default=False, compare=False)


@dataclass
class _Thing:
    part: _Part | None = None
    number: int | None = None
    tag_width: int = field(default=0, init=False, compare=False)


_plain = "part" / Record(_Part)
_other = "part" / Record(_Part, "kind" / name)
_long = "part" / Record(_Part, "kind" / Constant("plain"), "long" / Constant(True))
thing = Tagged(
    u32,
    {
        9: Record(_Thing),
        3: Record(_Thing, "number" / byte),
        4: Record(_Thing, _plain),
        5: Record(_Thing, _long),
        6: Record(_Thing, _other),
        7: Record(_Thing, _other, "number" / byte),
    },
    "malformed thing",
    why_longer="shorter without the hint",
)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (_Thing(), 9),
        (_Thing(number=0), 3),
        (_Thing(_Part()), 4),
        (_Thing(_Part(long=True)), 5),
        (_Thing(_Part("odd")), 6),
        (_Thing(_Part("odd", long=True)), 6),  # no case can keep this hint, so it is given up
        (_Thing(_Part("odd"), 1), 7),
        (_Thing(_Part(), 1), 7),
    ],
)
def test_the_first_case_that_fits(value: _Thing, code: int) -> None:
    assert thing.choose(value) == code
    encoded = write_by_schema(thing, value)
    assert encoded[0] == code
    if not (code == 6 and value.part and value.part.long):  # the reference is asked about that one
        assert write_compiled(thing, value) == encoded
    assert thing.parse(encoded) == value
    assert compile_reader(thing, ALL)(encoded, 0, len(encoded), None)[0] == value


_KINDS = st.sampled_from(["plain", "odd", ""])
_PARTS = st.none() | st.builds(_Part, _KINDS, st.booleans())


@given(st.builds(_Thing, _PARTS, st.none() | st.integers(0, 255)))
def test_what_is_compiled_decides_like_the_reference(value: _Thing) -> None:
    try:
        compiled = write_compiled(thing, value)
    except Exception:  # the schema is asked then
        return
    assert compiled == write_by_schema(thing, value)


@pytest.mark.parametrize("schema", UNIONS.values(), ids=UNIONS)
@given(draw=st.data())
def test_unions_of_the_library(schema: Union, draw: st.DataObject) -> None:
    value = draw.draw(values(schema, ALL))
    assert write_compiled(schema, value) == write_by_schema(schema, value)


@pytest.mark.parametrize(
    ("schema", "value", "encoded"),
    [
        (elem, ElemExprs(Active(_ZERO), FUNCREF, []), "04 41 00 0b 00"),
        (elem, ElemExprs(Active(_ZERO), RefType(True, AbsHeapType.FUNC, long=True), []), "06 00 41 00 0b 63 70 00"),
        (elem, ElemExprs(Active(_ZERO, explicit=True), FUNCREF, []), "06 00 41 00 0b 70 00"),
        (elem, ElemExprs(Active(_ZERO, 1), FUNCREF, []), "06 01 41 00 0b 70 00"),
        (elem, ElemExprs(Declarative(), FUNCREF, []), "07 70 00"),
        (data, Data(Active(_ZERO), b""), "00 41 00 0b 00"),
        (data, Data(Active(_ZERO, 0, explicit=True), b""), "02 00 41 00 0b 00"),
        (data, Data(Passive(), b""), "01 00"),
        (reftype, RefType(True, AbsHeapType.ANY), "6e"),
        (reftype, RefType(True, AbsHeapType.ANY, long=True), "63 6e"),
        (reftype, RefType(False, AbsHeapType.ANY, long=True), "64 6e"),
        (reftype, RefType(True, 1), "63 01"),
        (limits, Limits(1, 0), "01 01 00"),
        (memarg, MemArg(2, 8), "02 08"),
        (memarg, MemArg(2, 8, explicit=True), "42 00 08"),
        (memarg, MemArg(2, 8, 1), "42 01 08"),
    ],
)
def test_the_encodings_of_the_library(schema: Union, value: Any, encoded: str) -> None:
    assert schema.build(value) == bytes.fromhex(encoded)
    if not (isinstance(value, RefType) and not value.null):
        assert write_compiled(schema, value) == bytes.fromhex(encoded)


def _remarks(schema: Union, encoded: bytes) -> list[str]:
    found: list[str] = []

    def trace(start: int, end: int, path: str, value: object) -> None:
        if isinstance(value, Remark):
            found.append(value)

    schema._parse(Window(encoded, trace=trace), None, "value")
    return found


def test_why_it_is_longer() -> None:
    assert _remarks(thing, b"\x05") == ["shorter without the hint"]
    assert _remarks(thing, b"\x04") == []
    assert _remarks(thing, b"\x06\x03odd") == []
    assert _remarks(memarg, bytes.fromhex("42 00 08")) == ["index 0 can be left out"]
    assert _remarks(memarg, bytes.fromhex("42 01 08")) == []


def test_what_fits_no_case() -> None:
    with pytest.raises(BuildError, match=r"has no encoding here \(in value\)"):
        thing._build("thing", io.BytesIO(), None, "value")
    with pytest.raises(BuildError, match="'x' is not a byte"):  # the case is clear, the value is not
        thing._build(_Thing(number="x"), io.BytesIO(), None, "value")  # type: ignore[arg-type]


@pytest.mark.parametrize("case", [Record(_Thing), Record(_Thing, "number" / Constant(None))], ids=["same", "constant"])
def test_a_case_that_is_never_written_is_refused(case: Record) -> None:
    union = Tagged(byte, {0: Record(_Thing), 1: case})
    with pytest.raises(TypeError, match="nothing is written as case 1: case 0 takes it all"):
        union.build(_Thing())


def test_leaves_as_cases() -> None:
    union = Tagged(byte, {0: byte, 1: name, 2: Vec(byte), 3: Constant(None)})
    for value, encoded in ((7, "00 07"), ("a", "01 01 61"), ([1], "02 01 01"), (None, "03")):
        assert union.build(value) == write_compiled(union, value) == bytes.fromhex(encoded)
        assert union.parse(bytes.fromhex(encoded)) == value


@pytest.mark.parametrize(
    "make",
    [
        lambda: Constant(lambda context: 7),
        lambda: Constant(int),
        lambda: Record(_Thing, "colour" / byte),
        lambda: Record(Data, "init" / name),
        lambda: Record(_Thing, "number" / byte, "number" / byte),
        lambda: Sized(Record(_Thing)),
        lambda: Tagged(u32, {0: Record(_Part)}),
        lambda: Flagged(u32, "flags", 0x3F, {0: Record(_Part)}),
        lambda: Flagged(u32, "kind", 0x10, {0: Record(_Part), 0x30: Record(_Part, "long" / byte)}),
        lambda: Tagged(name, {0: byte}),
        lambda: Vec("item"),
    ],
)
def test_what_is_refused_when_the_schema_is_made(make: Any) -> None:
    with pytest.raises(TypeError):
        make()


def test_a_check_tells_why_and_does_not_choose() -> None:
    even = Checked(byte, lambda number: number % 2 == 0, "odd")
    union = Tagged(u32, {0: Record(_Thing, "number" / even), 1: Record(_Thing, _plain)})
    with pytest.raises(BuildError, match="odd"):
        union.build(_Thing(number=3))
