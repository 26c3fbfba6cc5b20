"""Ranges that do not fit: a trap, and nothing has changed."""

from __future__ import annotations

from itertools import product

import pytest

from interpreter.runtime.aggregates import ArrayInst
from interpreter.runtime.instance import Instance
from tests.operations.instances import ADDRESSES, instance, memory, run, table, trap_of
from wasm_construct.syntax.types import NumType

MEMORY, TABLE, ARRAY = (f"out of bounds {what} access" for what in ("memory", "table", "array"))
PAGE = 65536
FAR = [2**32 - 1, 2**63, 2**64 - 1]
OUTSIDE = [(PAGE + 1, 0), (PAGE, 1), (PAGE - 6, 10), (0, PAGE + 1), (100, 2**32 - 1), *product(FAR, [0, 1, 2**64 - 1])]
"""The start and the length of ranges that are not within a page."""
INSIDE = [(100, 0), (PAGE, 0), (0, PAGE), (PAGE - 10, 10)]


@pytest.mark.parametrize(("start", "count"), OUTSIDE)
def test_a_memory_is_not_changed_beyond_its_end(start: int, count: int) -> None:
    mem, other = memory(addrtype=NumType.I64), memory(2)
    assert trap_of("memory.fill", mem, start, 1, count) == MEMORY
    assert trap_of("memory.copy", mem, other, start, 0, count) == MEMORY
    assert trap_of("memory.copy", other, mem, 0, start, count) == MEMORY
    assert bytes(mem.view) == bytes(PAGE)


@pytest.mark.parametrize(("start", "count"), INSIDE)
def test_a_range_may_be_empty_and_end_where_the_memory_ends(start: int, count: int) -> None:
    mem, other = memory(), memory()
    run("memory.fill", mem, start, 0x1FF, count)
    run("memory.copy", other, mem, start, start, count)
    assert bytes(mem.view) == bytes(other.view) == bytes(start) + b"\xff" * count + bytes(PAGE - start - count)


SIZES = {"8": 1, "16": 2, "32": 4, "64": 8}


@pytest.mark.parametrize(
    ("name", "size", "value"),
    [
        ("i32.load", 4, None),
        ("i64.load", 8, None),
        ("f32.load", 4, None),
        ("f64.load", 8, None),
        ("i64.load16_s", 2, None),
        ("i32.load8_u", 1, None),
        ("v128.load", 16, None),
        ("v128.load32x2_u", 8, None),
        ("v128.load16_splat", 2, None),
        ("v128.load64_zero", 8, None),
        ("i32.store", 4, 0xFFFF_FFFF),
        ("i64.store", 8, 2**64 - 1),
        ("f32.store", 4, 1.0),
        ("f64.store", 8, 1.0),
        ("i64.store8", 1, 2**64 - 1),
        ("i32.store16", 2, 0xFFFF_FFFF),
        ("v128.store", 16, b"\xff" * 16),
        ("i64.atomic.load", 8, None),
        ("i32.atomic.store8", 1, 0xFFFF_FFFF),
        ("i32.atomic.rmw.add", 4, 1),
    ],
)
def test_an_access_ends_within_the_memory(name: str, size: int, value: object) -> None:
    mem = memory()
    operands = () if value is None else (value,)
    for offset, address in [(0, PAGE), (size, PAGE - size), (2**32 - 8, 8), (2**64 - 8, 2**64 - 8), (2**63, 0)]:
        assert trap_of(name, mem, offset, address, *operands) == MEMORY
    assert bytes(mem.view) == bytes(PAGE)
    run(name, mem, 0, PAGE - size, *operands)
    run(name, mem, PAGE - size, 0, *operands)


@pytest.mark.parametrize("name", [f"v128.{kind}{bits}_lane" for kind in ("load", "store") for bits in SIZES])
def test_a_lane_ends_within_the_memory(name: str) -> None:
    mem, size = memory(), SIZES[name.removesuffix("_lane").removeprefix("v128.load").removeprefix("v128.store")]
    vector = bytes(range(1, 17))
    lane = 16 // size - 1
    assert trap_of(name, mem, 1, lane, PAGE - size, vector) == MEMORY
    assert bytes(mem.view) == bytes(PAGE)
    result = run(name, mem, 0, lane, PAGE - size, vector)
    stored = bytes(mem.view[PAGE - size :])
    assert (result, stored) in [(None, vector[-size:]), (vector[:-size] + bytes(size), bytes(size))]


@pytest.mark.parametrize(("start", "count"), [(3, 1), (4, 0), (1, 3), *product(FAR, [0, 1])])
def test_a_table_is_not_changed_beyond_its_end(start: int, count: int) -> None:
    tab, other = table(1, 2, 3), table(*range(10))
    assert trap_of("table.fill", tab, start, 0, count) == TABLE
    assert trap_of("table.copy", tab, other, start, 0, count) == TABLE
    assert trap_of("table.copy", other, tab, 0, start, count) == TABLE
    assert (tab.elems, other.elems) == ([1, 2, 3], list(range(10)))


@pytest.mark.parametrize("index", [3, *FAR])
def test_an_element_is_there(index: int) -> None:
    tab, type_ = table(1, 2, 3), instance("(type (array (mut i32)))").types[0]
    array = ArrayInst(type_, [1, 2, 3])
    assert trap_of("table.get", tab, index) == trap_of("table.set", tab, index, 0) == TABLE
    assert trap_of("array.get", type_, array, index) == trap_of("array.set", type_, array, index, 0) == ARRAY
    assert tab.elems == array.elems == [1, 2, 3]


@pytest.fixture(scope="module")
def arrays() -> Instance:
    return instance(
        """(type $short (array (mut i16))) (type $ref (array (mut anyref)))
        (data "abcdef") (elem anyref (ref.null any) (ref.null any))"""
    )


@pytest.mark.parametrize(("start", "count"), [(3, 1), (4, 0), (1, 3), (2**32 - 1, 2**32 - 1)])
def test_an_array_is_not_changed_beyond_its_end(arrays: Instance, start: int, count: int) -> None:
    short, refs = (ArrayInst(type_, [1, 2, 3]) for type_ in arrays.types)
    other = ArrayInst(arrays.types[0], [0] * 10)
    assert trap_of("array.fill", short.type, short, start, 0, count) == ARRAY
    assert trap_of("array.copy", short.type, short.type, short, start, other, 0, count) == ARRAY
    assert trap_of("array.copy", short.type, short.type, other, 0, short, start, count) == ARRAY
    # the array is looked at before the segment, which is too short as well
    assert trap_of("array.init_data", short.type, arrays, 0, short, start, 7, count) == ARRAY
    assert trap_of("array.init_elem", refs.type, arrays, 0, refs, start, 7, count) == ARRAY
    assert short.elems == refs.elems == [1, 2, 3]


def test_a_segment_ends_somewhere(arrays: Instance) -> None:
    short, refs = arrays.types
    array = ArrayInst(short, [1, 2, 3, 4])
    assert trap_of("array.new_data", short, arrays, 0, 0, 4) == MEMORY
    assert trap_of("array.new_data", short, arrays, 0, 1, 3) == MEMORY
    assert trap_of("array.new_data", short, arrays, 0, 0, 2**32 - 1) == MEMORY  # and no array is made
    assert trap_of("array.init_data", short, arrays, 0, array, 0, 0, 4) == MEMORY
    assert trap_of("array.new_elem", refs, arrays, 0, 1, 2) == TABLE
    assert trap_of("array.init_elem", refs, arrays, 0, ArrayInst(refs, [1] * 4), 0, 0, 3) == TABLE
    assert array.elems == [1, 2, 3, 4]
    assert run("array.new_data", short, arrays, 0, 1, 2).elems == [0x6362, 0x6564]
    assert run("array.new_data", short, arrays, 0, 6, 0).elems == []


def test_null_comes_before_bounds(arrays: Instance) -> None:
    short = arrays.types[0]
    array = ArrayInst(short, [])
    for name, args in {
        "array.get": (short, None, 9),
        "array.set": (short, None, 9, 0),
        "array.len": (None,),
        "array.fill": (short, None, 9, 0, 9),
        "array.init_data": (short, arrays, 0, None, 9, 9, 9),
        "array.init_elem": (short, arrays, 0, None, 9, 9, 9),
    }.items():
        assert trap_of(name, *args) == "null array reference"
    assert trap_of("array.copy", short, short, None, 9, array, 9, 9) == "null array reference"
    assert trap_of("array.copy", short, short, array, 9, None, 9, 9) == "null array reference"


def test_a_dropped_segment_is_empty() -> None:
    i = instance('(memory 1) (table 3 anyref) (data "abc") (elem anyref (ref.null any))')
    run("memory.init", i, 0, i.mems[0], 10, 1, 2)
    run("data.drop", i, 0)
    run("elem.drop", i, 0)
    assert bytes(i.mems[0].view[9:13]) == b"\0bc\0"
    assert trap_of("memory.init", i, 0, i.mems[0], 0, 0, 1) == MEMORY
    assert trap_of("table.init", i, 0, i.tables[0], 0, 0, 1) == TABLE
    assert trap_of("memory.init", i, 0, i.mems[0], PAGE + 1, 0, 0) == MEMORY
    run("memory.init", i, 0, i.mems[0], PAGE, 0, 0)
    run("table.init", i, 0, i.tables[0], 3, 0, 0)


@pytest.mark.parametrize("addrtype", ADDRESSES)
def test_growing_too_far_is_minus_one(addrtype: NumType) -> None:
    mem, tab = memory(1, addrtype, most=3), table(0, addrtype=addrtype, most=3)
    minus_one = 2 ** (32 if addrtype is NumType.I32 else 64) - 1
    assert run("memory.grow", mem, 1) == 1
    assert run("table.grow", tab, 7, 1) == 1
    for delta in (2, 0xFFFF_FFFF, minus_one):
        assert run("memory.grow", mem, delta) == run("table.grow", tab, 8, delta) == minus_one
    assert run("memory.grow", mem, 0) == run("memory.size", mem) == 2
    assert run("table.grow", tab, 8, 0) == run("table.size", tab) == 2
    assert tab.elems == [0, 7]
    assert bytes(mem.view) == bytes(2 * PAGE)
