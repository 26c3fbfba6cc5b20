"""The table as a whole: its indices, and what holds for every row."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from collections import Counter

import pytest

from wasm_construct.opcodes import BY_MNEMONIC, BY_OPCODE, KINDS, NATURAL_ALIGNMENT, PREFIXES, ROWS, Row, row_of

INDICES = frozenset(
    f"{space}idx"
    for space in ("type", "func", "table", "mem", "tag", "global", "local", "data", "elem", "field", "label", "lane")
)
CONSTANTS = frozenset({"i32", "i64", "f32", "f64", "v128"})
OTHERS = frozenset(
    {"blocktype", "heaptype", "valtypes", "labels", "catches", "castop", "memarg", "memorder", "lanes", "u32"}
)
VALUE = r"(?:i32|i64|f32|f64|v128|at|eqref|i31ref|arrayref|\(ref i31\))"
TYPE = re.compile(rf"(?:{VALUE}(?: {VALUE})*)? -> (?:{VALUE}(?: {VALUE})*)?")


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
        assert row.type is None or TYPE.fullmatch(row.type), row


def test_the_address_type_comes_from_exactly_one_immediate() -> None:
    for row in ROWS:
        sources = [kind for kind in row.immediates if kind in ("memarg", "memidx", "tableidx")]
        if row.type is not None:
            assert ("at" in row.type.split()) == (len(sources) == 1), row
        if "memarg" in row.immediates:
            assert row.type is not None and row.type.startswith("at "), row


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
