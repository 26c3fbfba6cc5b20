"""Filling and copying of ranges, compared with the same on bytes and lists."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.errors import Trap
from interpreter.runtime.aggregates import ArrayInst
from interpreter.runtime.memory import Memory
from tests.operations.instances import instance, memory, run, table
from wasm_construct.syntax.types import Limits, NumType

SIZE = 300
NUMBERS = bytes(range(256)) + bytes(SIZE - 256)
RANGES = st.integers(0, SIZE + 3)


def expected(to: int, start: int, count: int) -> bytes:
    """What a copy within NUMBERS leaves: nothing changes when a range does not fit."""
    if max(to, start) + count > SIZE:
        return NUMBERS
    return NUMBERS[:to] + NUMBERS[start : start + count] + NUMBERS[to + count :]


def copied(name: str, *args: object) -> None:
    with suppress(Trap):
        run(name, *args)


@given(RANGES, RANGES, RANGES)
def test_ranges_may_overlap(to: int, start: int, count: int) -> None:
    mem, tab = BYTES, table(*NUMBERS)
    mem.view[:] = NUMBERS
    array = ArrayInst(ARRAY, list(NUMBERS))
    copied("memory.copy", mem, mem, to, start, count)
    copied("table.copy", tab, tab, to, start, count)
    copied("array.copy", ARRAY, ARRAY, array, to, array, start, count)
    wanted = expected(to, start, count)
    assert (bytes(mem.view), bytes(tab.elems), bytes(array.elems)) == (wanted, wanted, wanted)


BYTES = Memory(Limits(SIZE, None, NumType.I32, False, 0))
ARRAY = instance("(type (array (mut i8)))").types[0]


@pytest.mark.parametrize("count", [0, 1, 65535, 65536, 65537, 3 * 65536, 200_000])
def test_long_ranges_are_filled_to_their_end(count: int) -> None:
    tab = table(*[None] * 200_002)
    array = ArrayInst(ARRAY, [None] * 200_002)
    run("table.fill", tab, 1, "x", count)
    run("array.fill", ARRAY, array, 1, 0x1FF, count)
    assert tab.elems == [None] + ["x"] * count + [None] * (200_001 - count)
    assert array.elems == [None] + [0xFF] * count + [None] * (200_001 - count)


def test_a_large_memory_is_filled_in_pieces() -> None:
    mem = memory(512)
    count = (32 << 20) - 7
    tracemalloc.start()
    run("memory.fill", mem, 3, 0xAB, count)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20
    assert bytes(mem.view) == bytes(3) + b"\xab" * count + bytes(4)


def test_copies_between_two_memories_read_the_second() -> None:
    one, other = memory(), memory()
    other.view[:3] = b"abc"
    run("memory.copy", one, other, 10, 1, 2)
    assert bytes(one.view[9:13]) == b"\0bc\0"
    assert bytes(other.view[:4]) == b"abc\0"


def test_init_takes_a_part_of_a_segment() -> None:
    i = instance('(memory 1) (table 3 funcref) (func $f) (data "abcdef") (elem funcref (ref.null func) (ref.func $f))')
    run("memory.init", i, 0, i.mems[0], 5, 2, 3)
    run("table.init", i, 0, i.tables[0], 2, 1, 1)
    assert bytes(i.mems[0].view[4:9]) == b"\0cde\0"
    assert i.tables[0].elems == [None, None, i.funcs[0]]


def test_a_table_keeps_its_own_elements_when_a_segment_was_copied() -> None:
    i = instance("(table 1 funcref) (func $f) (elem funcref (ref.func $f))")
    run("table.init", i, 0, i.tables[0], 0, 0, 1)
    run("table.set", i.tables[0], 0, None)
    assert i.elems[0] == [i.funcs[0]]
