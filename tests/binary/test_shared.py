"""Schemas that say `shared` of values whose end no regular expression can find."""

from __future__ import annotations

from dataclasses import dataclass

from wasm_construct import ALL
from wasm_construct.binary.combinators import Record, Vec
from wasm_construct.binary.fast.lexer import Instrs
from wasm_construct.binary.fast.read_compiler import compile_reader
from wasm_construct.binary.leaves import byte
from wasm_construct.binary.unions import Tagged


@dataclass(frozen=True, slots=True)
class _Bytes:
    items: tuple[int, ...]
    total: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", sum(self.items))


def test_they_are_read_each_time() -> None:
    record = Record(_Bytes, "items" / Vec(byte, tuple), shared=True)
    for schema in (Vec(record), Vec(Tagged(byte, {2: Record(_Bytes, "items" / Vec(byte, tuple))}, shared=True))):
        encoded = bytes.fromhex("02 02 01 05 02 01 05" if schema.item is not record else "02 01 05 01 05")
        expected = schema.parse(encoded)
        found, end = compile_reader(schema, ALL)(encoded, 0, len(encoded), Instrs(ALL))
        assert (found, end) == (expected, len(encoded))
        assert [item.total for item in found] == [5, 5]
