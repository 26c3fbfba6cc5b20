"""Schemas within plain constructs of the package construct, and its constructs within schemas."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from construct import (
    Array,
    Bytes,
    Computed,
    Construct,
    GreedyBytes,
    If,
    Int8ub,
    Int16ul,
    Prefixed,
    PrefixedArray,
    SizeofError,
    Struct,
    this,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.property.schemas import SCHEMAS, write_by_schema
from wasm_construct import ALL, BuildError, MalformedError
from wasm_construct.binary.combinators import Record, Tuple, Vec
from wasm_construct.binary.fast.read_compiler import REFUSALS, compile_reader
from wasm_construct.binary.fast.write_compiler import compile_writer
from wasm_construct.binary.instructions import IMMEDIATES, expr
from wasm_construct.binary.leaves import Constant, Float, byte
from wasm_construct.binary.leb128 import u32
from wasm_construct.binary.modules import code, export, module, preamble
from wasm_construct.binary.types import globaltype, memtype, mut, valtype
from wasm_construct.strategies import values
from wasm_construct.syntax import I32, I64, Float64, Limits, MemSec, MemType

# schemas of what goes up to the end, which would take what follows
_OPEN = {"leaves.rest", "modules.module"}


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
@given(data=st.data())
def test_every_schema_within_a_struct(schema: Construct, data: st.DataObject) -> None:
    struct = Struct("before" / Int8ub, "value" / Prefixed(Int16ul, schema), "after" / Int8ub)
    value = data.draw(values(schema, ALL))
    encoded = write_by_schema(schema, value)
    whole = b"\x01" + len(encoded).to_bytes(2, "little") + encoded + b"\x02"
    found = struct.parse(whole, features=ALL)
    assert (found.before, found.value, found.after) == (1, value, 2)
    assert struct.build(found) == whole
    stream = io.BytesIO(whole + b"rest")
    assert struct.parse_stream(stream, features=ALL).value == value
    assert stream.read() == b"rest"


def test_arrays() -> None:
    types = Struct("count" / Int8ub, "types" / Array(this.count, valtype))
    assert list(types.parse(b"\x02\x7f\x7e").types) == [I32, I64]
    assert types.build({"count": 1, "types": [I64]}) == b"\x01\x7e"
    assert [item.name for item in PrefixedArray(u32, export).parse(bytes.fromhex("01 01 61 02 00"))] == ["a"]
    assert Prefixed(u32, code).parse(bytes.fromhex("03 02 00 0b")).locals == []


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "a.wasm"
    sections = [MemSec([MemType(Limits(1))])]
    module.build_file(sections, str(path))
    assert module.parse_file(str(path)) == sections
    with path.open("rb") as opened:
        assert module.parse_stream(opened) == sections


@pytest.mark.parametrize(
    ("schema", "size"),
    [
        (byte, 1),
        (mut, 1),
        (preamble, 8),
        (Float(Float64), 8),
        (IMMEDIATES["v128"], 16),
        (Constant(1), 0),
        (Tuple(byte, mut), 2),
        (Struct("a" / byte, "b" / Float(Float64)), 9),
    ],
)
def test_fixed_sizes(schema: Construct, size: int) -> None:
    assert schema.sizeof() == size


@pytest.mark.parametrize("schema", [u32, valtype, globaltype, memtype, expr, Vec(byte)])
def test_other_sizes(schema: Construct) -> None:
    with pytest.raises(SizeofError):
        schema.sizeof()


@dataclass
class _Chunk:
    size: int
    data: Any
    more: Any = None


_BYTES = Record(_Chunk, "size" / byte, "data" / Bytes(this.size))
_CASES: list[tuple[Record, bytes, _Chunk]] = [
    (_BYTES, b"\x02ab", _Chunk(2, b"ab")),
    (
        Record(_Chunk, "size" / Int16ul, "data" / Vec(Bytes(this.size)), "more" / If(this.size == 1, Int8ub)),
        b"\x01\0\x02ab\x07",
        _Chunk(1, [b"a", b"b"], 7),
    ),
    (Record(_Chunk, "size" / byte, "data" / Computed(lambda context: context.size + 1)), b"\x02", _Chunk(2, 3)),
    (Record(_Chunk, "size" / byte, "data" / Prefixed(Int8ub, GreedyBytes)), b"\x02\x01a", _Chunk(2, b"a")),
    (
        Record(_Chunk, "size" / byte, "data" / Record(_Chunk, "size" / byte, "data" / Bytes(this._.size))),
        b"\x02\x00ab",
        _Chunk(2, _Chunk(0, b"ab")),
    ),
]


@pytest.mark.parametrize(("schema", "encoded", "value"), _CASES)
def test_constructs_within_a_record(schema: Record, encoded: bytes, value: _Chunk) -> None:
    assert schema.parse(encoded) == value
    assert schema.build(value) == encoded
    assert compile_reader(schema, ALL)(b"x" + encoded, 1, 1 + len(encoded), None) == (value, 1 + len(encoded))
    parts: list[bytes] = []
    compile_writer(schema)(value, parts.append)
    assert b"".join(parts) == encoded


def test_errors_of_constructs_become_ours() -> None:
    with pytest.raises(MalformedError) as refused:
        _BYTES.parse(b"\x05ab")
    assert (refused.value.offset, refused.value.path) == (1, "(parsing).data")
    with pytest.raises(REFUSALS):
        compile_reader(_BYTES, ALL)(b"\x05ab", 0, 3, None)
    with pytest.raises(BuildError) as unfit:
        _BYTES.build(_Chunk(3, b"ab"))
    assert unfit.value.path == "(building).data"
