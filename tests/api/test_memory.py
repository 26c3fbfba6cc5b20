"""Memories as a host sees them.

The names of tests begin with the row that they show: A1.6 `Memory`, A1.7 `MemoryType`, A2 the edges, C30 views; D12 is
what users of other runtimes have complained about.
"""

from __future__ import annotations

import array
import ctypes
import sys
from collections.abc import Callable

import pytest

from interpreter import BoundsError, Config, Executor, Exhaustion, Instance, Memory, MemoryType, Module
from interpreter.runtime import pages

Run = Callable[..., Instance]
PAGE = 65536


@pytest.fixture
def memory() -> Memory:
    return Memory(MemoryType(1, 3))


def test_a1_6_sizes_are_pages_and_bytes(memory: Memory) -> None:
    assert (memory.size(), memory.data_size(), len(memory)) == (1, PAGE, PAGE)
    assert memory.grow(2) == 1
    assert (memory.size(), memory.data_size()) == (3, 3 * PAGE)


def test_a1_6_what_is_written_is_read(memory: Memory) -> None:
    memory.write(b"hello", 100)
    assert memory.read(100, 5) == b"hello"
    assert memory.read(99, 7) == b"\0hello\0"


@pytest.mark.parametrize(
    "data", [b"abc", bytearray(b"abc"), memoryview(b"abc"), [97, 98, 99], array.array("B", b"abc")]
)
def test_a1_6_anything_with_bytes_can_be_written(memory: Memory, data: object) -> None:
    memory.write(data, 0)
    assert memory.read(0, 4) == b"abc\0"


def test_a1_6_numbers_are_written_as_their_bytes(memory: Memory) -> None:
    memory.write(array.array("d", [1.5]), 8)
    assert memory.typed("f64", 8, 1)[0] == 1.5


@pytest.mark.parametrize("data", ["text", 5, None, [256], [-1]])
def test_a1_6_anything_else_cannot(memory: Memory, data: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        memory.write(data, 0)
    assert not any(memory)


def test_a1_6_an_exported_memory_has_names(seed: Instance) -> None:
    memory = seed.memory("memory")
    assert memory is not None
    assert (memory.name, memory.mod_name) == ("memory", None)
    assert repr(memory) == "<Memory 'memory' of 1 page>"


def test_a1_6_and_a1_1_the_code_and_the_host_see_the_same_bytes(seed: Instance) -> None:
    memory = seed.exports.memory
    seed.exports.set_at(0x2220, 0xFEFEFFE)
    assert memory.typed("i32", 0x2220, 1)[0] == 0xFEFEFFE
    memory.write((77).to_bytes(4, "little"), 0x2220)
    assert seed.exports.get_at(0x2220) == 77


def test_a1_7_types() -> None:
    type_ = MemoryType(1, 2, True)
    assert (type_.minimum(), type_.maximum(), type_.shared()) == (1, 2, True)
    assert MemoryType(1) == MemoryType(1, None, False) != MemoryType(1, 1)
    assert str(MemoryType(1, 2, memory64=True)) == "i64 1 2"


@pytest.mark.parametrize(
    ("args", "said"),
    [((1, None, True), "shared memory must have maximum"), ((2, 1), "minimum"), ((65537,), "65536"), ((-1,), "from 0")],
)
def test_a1_7_types_that_cannot_be(args: tuple[int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        MemoryType(*args)


@pytest.mark.parametrize("offset", [0, 100, PAGE])
def test_a2_1_and_a2_2_nothing_can_be_read_and_written_up_to_the_end(memory: Memory, offset: int) -> None:
    assert memory.read(offset, 0) == b""
    memory.write(b"", offset)


@pytest.mark.parametrize(("offset", "length"), [(PAGE + 1, 0), (PAGE, 10), (PAGE - 6, 10), (-1, 4), (-1, 0), (5, -1)])
def test_a2_2_and_a2_3_out_of_bounds_nothing_is_read_or_written(memory: Memory, offset: int, length: int) -> None:
    for read in (memory.read, memory.data_pointer, memory.data_pointer_mut):  # A2.9: no partial view either
        with pytest.raises(BoundsError):
            read(offset, length)
    if length >= 0:
        with pytest.raises(BoundsError):
            memory.write(b"x" * length, offset)
    assert not any(memory)


def test_a2_4_new_pages_can_be_used(memory: Memory) -> None:
    memory.grow(1)
    memory.write(b"0123456789", 70000)
    assert memory.read(70000, 10) == b"0123456789"


def test_a2_5_no_memory_grows_beyond_its_maximum(memory: Memory) -> None:
    memory.grow(1)
    with pytest.raises(BoundsError, match="2 pages that may have 3 cannot grow by 2"):
        memory.grow(2)
    assert memory.size() == 2


def test_a2_6_growing_by_nothing_is_possible_even_at_the_maximum() -> None:
    assert Memory(MemoryType(2, 2)).grow(0) == 2


@pytest.mark.parametrize("count", [0xFFFFFFFF, 1 << 70, -1])
def test_a2_7_absurd_growth_is_refused(memory: Memory, count: int) -> None:
    with pytest.raises(BoundsError):
        memory.grow(count)
    assert memory.size() == 1


def test_a2_8_the_configuration_limits_growth() -> None:
    executor = Executor(Config(max_memory_pages=256))
    memory = executor.instantiate(Module.from_bytes('(memory (export "m") 1)')).exports.m
    with pytest.raises(BoundsError):
        memory.grow(256)
    assert memory.grow(255) == 1
    memory = executor.instantiate(Module.from_bytes('(memory (export "m") 1 128)')).exports.m
    with pytest.raises(BoundsError):
        memory.grow(128)
    assert memory.grow(127) == 1


def test_a2_8_a_memory_that_begins_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Exhaustion, match="257 pages is more than the 256"):
        Executor(Config(max_memory_pages=256)).instantiate(Module.from_bytes("(memory 257)"))


def test_a2_9_views_are_the_memory_itself(memory: Memory) -> None:
    memory.data_pointer_mut(10, 3)[:] = b"abc"
    view = memory.data_pointer(10, 3)
    assert view == b"abc"
    memory.write(b"x", 11)
    assert bytes(view) == b"axc"
    with pytest.raises(TypeError):
        view[0] = 1


def test_a2_10_the_type_has_the_size_of_now(memory: Memory) -> None:
    memory.grow(1)
    assert memory.ty() == MemoryType(2, 3)


def test_a2_14_an_error_says_where_the_memory_ends(memory: Memory) -> None:
    with pytest.raises(BoundsError, match="10 bytes at 65530, the memory has 65536"):
        memory.read(65530, 10)


def test_a2_15_memory_is_zero_at_first_and_when_it_has_grown(memory: Memory) -> None:
    memory.write(b"\xff" * PAGE, 0)
    memory.grow(1)
    assert not any(memory.read(PAGE, PAGE))


def test_a2_15_the_largest_memories() -> None:
    assert MemoryType(65536, 65536).maximum() == 65536
    assert MemoryType(0, 1 << 48, memory64=True).maximum() == 1 << 48
    for args, memory64 in (((65537,), False), ((0, 65537), False), ((0, (1 << 48) + 1), True)):
        with pytest.raises(ValueError, match="pages, not"):
            MemoryType(*args, memory64=memory64)


def test_a2_16_a_memory_that_nobody_exports_has_no_name(memory: Memory) -> None:
    assert (memory.name, memory.mod_name) == (None, None)


def test_a2_16_a_shared_memory(run: Run) -> None:
    assert Memory(MemoryType(1, 2, shared=True)).ty().shared()


def test_c30_views_live_on_when_the_memory_grows(memory: Memory) -> None:
    view = memory.data_pointer_mut(0, 4)
    memory.grow(1)
    view[:] = b"abcd"
    assert memory.read(0, 4) == b"abcd"


def test_the_bytes_have_an_address_that_stays() -> None:
    memory = Memory(MemoryType(1, 5))
    base = memory.base
    if base is None:
        pytest.skip("this system reserves no addresses")
    memory[0:3] = b"abc"
    assert ctypes.string_at(base, 3) == b"abc"
    memory.grow(4)
    ctypes.memset(base + 4 * 65536, 7, 2)
    assert memory[4 * 65536 : 4 * 65536 + 3] == b"\7\7\0"
    assert memory.base == base


def test_bytes_that_move_have_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_reserve", lambda room: None)
    memory = Memory(MemoryType(1, 5))
    memory.grow(1)
    assert memory.base is None


def test_c30_a_memory_that_was_fetched_before_sees_the_new_size(seed: Instance) -> None:
    before = seed.memory("memory")
    assert before is not None
    before.grow(2)
    assert (before.size(), seed.exports.mem_size()) == (3, 3)
    assert seed.memory("memory") is before


def test_d3_texts(memory: Memory) -> None:
    assert memory.write_string("grüße", 8, zero=True) == 8
    assert memory.read_string(8, 7) == memory.read_string(8) == "grüße"
    memory.write_string("x", PAGE - 1)
    with pytest.raises(BoundsError, match="no zero byte"):
        memory.read_string(PAGE - 1)
    with pytest.raises(UnicodeDecodeError):
        memory.read_string(10, 1)


def test_d3_a_long_text_up_to_its_zero_byte(memory: Memory) -> None:
    memory.write_string("y" * 10000, 3, zero=True)
    assert memory.read_string(3) == "y" * 10000


def test_d12_slices(memory: Memory) -> None:
    memory[3:8] = b"hello"
    assert memory[3:8] == b"hello"
    assert memory[:4] == b"\0\0\0h"
    assert memory[PAGE - 2 :] == b"\0\0"
    memory[0] = 255
    assert memory[0] == 255
    assert len(memory[:]) == len(bytes(memory)) == PAGE


@pytest.mark.parametrize("part", [slice(PAGE - 1, PAGE + 1), slice(5, 4), slice(-4, None), slice(0, -1), PAGE, -1])
def test_d12_slices_are_never_cut_short(memory: Memory, part: slice | int) -> None:
    with pytest.raises(BoundsError):
        memory[part]
    with pytest.raises(BoundsError):
        memory[part] = b"" if isinstance(part, slice) else 0


def test_d12_a_slice_is_set_to_as_many_bytes_as_it_has(memory: Memory) -> None:
    with pytest.raises(ValueError, match="5 bytes cannot be set to 2 bytes"):
        memory[0:5] = b"hi"
    with pytest.raises(ValueError, match="no step"):
        memory[0:4:2]
    assert not any(memory)


def test_typed_views(memory: Memory) -> None:
    numbers = memory.typed("i32", 4, 3)
    numbers[1] = -2
    assert memory.read(8, 4) == b"\xfe\xff\xff\xff"
    assert memory.typed("u16", PAGE - 6).nbytes == 6
    assert len(memory.typed("u8")) == PAGE
    with pytest.raises(BoundsError):
        memory.typed("i64", PAGE - 8, 2)
    with pytest.raises(ValueError, match="'int' is none of i8"):
        memory.typed("int")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the buffer protocol came to Python classes with 3.12")
def test_the_buffer_protocol(memory: Memory) -> None:
    view = memoryview(memory)
    view[0] = 7
    assert memory[0] == 7


def test_the_view_is_all_of_it(memory: Memory) -> None:
    memory.view[5] = 9
    assert memory[5] == 9
