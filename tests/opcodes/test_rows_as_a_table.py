"""The table as a whole: its indices, and what holds for every row."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from collections import Counter

import pytest

from wasm_construct.opcodes import (
    BY_MNEMONIC,
    BY_OPCODE,
    KINDS,
    NATURAL_ALIGNMENT,
    PREFIXES,
    ROWS,
    Row,
    cast_row,
    row_of,
    takes_null,
)

INDICES = frozenset(
    f"{space}idx"
    for space in ("type", "func", "table", "mem", "tag", "global", "local", "data", "elem", "field", "label", "lane")
)
CONSTANTS = frozenset({"i32", "i64", "f32", "f64", "v128"})
OTHERS = frozenset(
    {"blocktype", "heaptype", "valtypes", "labels", "catches", "castop", "memarg", "memorder", "lanes", "u32"}
)
CLOSED = {"i32", "i64", "f32", "f64", "v128", "at", "eqref", "i31ref", "arrayref", "exnref", "(ref i31)"}
OPEN = {"t", "rt", "at1", "at2", "t^n", "t1*", "t2*"} | {
    f"{name}*" for name in ("params", "results", "fields", "label", "below", "return")
}
DELIMITERS = {"else", "end", "catch", "catch_all", "delegate"}


def test_no_opcode_occurs_twice() -> None:
    assert [opcode for opcode, times in Counter(row.opcode for row in ROWS).items() if times > 1] == []


def test_the_rows_stand_in_the_order_of_their_opcodes() -> None:
    opcodes = [row.opcode for row in ROWS]
    assert opcodes == sorted(opcodes)


def test_opcodes_are_a_byte_or_a_prefix_and_a_u32() -> None:
    assert PREFIXES == {0xFB, 0xFC, 0xFD, 0xFE}
    for row in ROWS:
        assert len(row.opcode) == (2 if row.opcode[0] in PREFIXES else 1), row
        assert 0 <= row.opcode[0] <= 0xFF and row.opcode[-1] < 2**32, row


def test_by_opcode() -> None:
    assert list(BY_OPCODE.values()) == list(ROWS)
    assert all(BY_OPCODE[row.opcode] is row for row in ROWS)


def test_by_mnemonic() -> None:
    assert sorted((row for rows in BY_MNEMONIC.values() for row in rows), key=lambda row: row.opcode) == list(ROWS)
    assert all(row.mnemonic == mnemonic for mnemonic, rows in BY_MNEMONIC.items() for row in rows)
    assert {mnemonic: [row.opcode for row in rows] for mnemonic, rows in BY_MNEMONIC.items() if len(rows) > 1} == {
        "select": [(0x1B,), (0x1C,)],
        "ref.test": [(0xFB, 0x14), (0xFB, 0x15)],
        "ref.cast": [(0xFB, 0x16), (0xFB, 0x17)],
        "ref.cast_desc_eq": [(0xFB, 0x23), (0xFB, 0x24)],
    }


def test_every_kind_is_known_and_used() -> None:
    assert KINDS == INDICES | CONSTANTS | OTHERS


def test_fields_are_well_formed() -> None:
    for row in ROWS:
        assert re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*", row.mnemonic), row
        assert re.fullmatch(r"[a-z][a-z0-9_.]*(-[a-z]+)?", row.rule), row
        assert isinstance(row.immediates, tuple), row


def test_only_what_divides_or_closes_a_block_has_no_stack_type() -> None:
    assert {row.mnemonic for row in ROWS if row.type is None} == DELIMITERS
    for name in DELIMITERS:
        (row,) = BY_MNEMONIC[name]
        assert not row.closed
        with pytest.raises(TypeError, match=f"{name} has no stack type"):
            _ = row.operands
        with pytest.raises(TypeError, match=f"{name} has no stack type"):
            _ = row.results


def test_stack_types_are_well_formed() -> None:
    for row in ROWS:
        if row.type is not None:
            assert row.type == f"{' '.join(row.operands)} -> {' '.join(row.results)}", row
            assert set(row.operands + row.results) <= CLOSED | OPEN, row


def test_a_closed_type_has_no_variables() -> None:
    for row in ROWS:
        if row.type is not None:
            assert row.closed == (set(row.operands + row.results) <= CLOSED), row


def test_what_does_not_go_on_takes_and_gives_anything() -> None:
    found = {row.mnemonic for row in ROWS if row.type and row.type.startswith("t1* ") and row.type.endswith(" t2*")}
    assert found == {row.mnemonic for row in ROWS if row.type and {"t1*", "t2*"} & {*row.operands, *row.results}}
    assert found == {
        *("unreachable", "br", "br_table", "return", "throw", "throw_ref", "rethrow"),
        *("return_call", "return_call_indirect", "return_call_ref"),
    }


def test_address_types_come_from_the_immediates() -> None:
    for row in ROWS:
        sources = [kind for kind in row.immediates if kind in ("memarg", "memidx", "tableidx")]
        if row.type is not None:
            names = {*row.operands, *row.results}
            assert ("at" in names) == (len(sources) > 0), row
            assert ({"at1", "at2"} <= names) == (len(sources) == 2), row
        if "memarg" in row.immediates:
            assert row.operands[0] == "at", row


def test_constants_push_what_they_hold() -> None:
    constants = {row.mnemonic: (row.immediates, row.type) for row in ROWS if CONSTANTS & set(row.immediates)}
    assert constants == {f"{kind}.const": ((kind,), f" -> {kind}") for kind in CONSTANTS}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_row_pickles_to_itself(protocol: int) -> None:
    for row in ROWS:
        assert pickle.loads(pickle.dumps(row, protocol)) is row


def test_a_row_copies_to_itself() -> None:
    for row in ROWS:
        assert copy.copy(row) is row
        assert copy.deepcopy(row) is row
    nested = {"body": [ROWS[0], (ROWS[1],)]}
    assert copy.deepcopy(nested)["body"][0] is ROWS[0]


def test_a_row_hashes_by_its_opcode_and_equals_only_itself() -> None:
    for row in ROWS:
        assert hash(row) == hash(row.opcode)
    fields = dataclasses.asdict(ROWS[0])
    assert Row(**fields) != ROWS[0]
    assert len(set(ROWS)) == len(ROWS)


def test_a_row_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ROWS[0].mnemonic = "nop"  # type: ignore[misc]
    assert not hasattr(ROWS[0], "__dict__")


def test_row_of() -> None:
    assert row_of((0xFC, 8)).mnemonic == "memory.init"
    with pytest.raises(KeyError):
        row_of((0xFF,))


def test_natural_alignments() -> None:
    names = "i64.load32_u v128.load16x4_s v128.load8_splat f64.store v128.load64_zero v128.load32_lane v128.store"
    names += " i64.atomic.rmw16.cmpxchg_u memory.atomic.wait64 memory.atomic.notify i32.atomic.rmw.add"
    sizes = [1 << NATURAL_ALIGNMENT[BY_MNEMONIC[name][0].opcode] for name in names.split()]
    assert sizes == [4, 8, 1, 8, 8, 4, 16, 2, 8, 4, 4]
    assert NATURAL_ALIGNMENT.keys() == {row.opcode for row in ROWS if "memarg" in row.immediates}


@pytest.mark.parametrize(
    ("mnemonic", "opcodes"),
    [("ref.test", (0x14, 0x15)), ("ref.cast", (0x16, 0x17)), ("ref.cast_desc_eq", (0x23, 0x24))],
)
def test_casts_have_a_row_for_each_nullability(mnemonic: str, opcodes: tuple[int, int]) -> None:
    for null, opcode in zip((False, True), opcodes, strict=True):
        row = cast_row(mnemonic, null)
        assert row.opcode == (0xFB, opcode) and takes_null(row) == null
