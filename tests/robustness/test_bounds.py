"""Whatever numbers a module claims, reading it takes no more memory than its bytes allow."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest

from tests.binary.assemble import ONE_FUNC, code_section, custom, func, module, section, to_bytes
from tests.binary.everything import DATA, SECTIONS
from tests.binary.roundtrip import READERS, Read, assert_survives, refusal
from tests.robustness.measure import peak_of
from wasm_construct import ALL, Module
from wasm_construct.binary.leb128 import encode_u
from wasm_construct.binary.trace import Leaf, trace_module
from wasm_construct.syntax import I32, Locals

HUGE = encode_u(2**32 - 1)
SMALL_CHANGE = 100_000  # bytes that Python takes for the exception and the objects of a small module


def _lengths(data: bytes, path: str) -> list[Leaf]:
    """Every count, length and size of a module with such a path."""
    return [leaf for leaf in trace_module(data, ALL) if re.fullmatch(path + r".*\.(count|length|size)", leaf.path)]


def _with(data: bytes, leaf: Leaf, encoded: bytes) -> bytes:
    return data[: leaf.offset] + encoded + data[leaf.offset + leaf.size :]


# all but the content of custom sections; a number of locals (where count is not that of a list), and the data count
_LENGTHS = [
    leaf
    for leaf in _lengths(DATA, r"module\.sections\[\d+\](?!\.content)")
    if not re.search(r"\.locals\[\d+\]\.count$|sections\[\d+\]\.count$", leaf.path)
]
_NAMES = module(custom("name", Module.parse(DATA, ALL).customs("name")[0].data))
_NAME_LENGTHS = _lengths(_NAMES, r"module\.sections\[0\]\.content")


def test_module_with_everything_survives() -> None:
    assert assert_survives(DATA, ALL) == SECTIONS
    assert len(_LENGTHS) == 79
    assert len(_NAME_LENGTHS) == 10


@pytest.mark.parametrize("leaf", _LENGTHS, ids=lambda leaf: leaf.path)
@pytest.mark.parametrize("read", READERS)
def test_lengths_that_exceed_the_module(read: Read, leaf: Leaf) -> None:
    data = _with(DATA, leaf, HUGE)
    assert refusal(read, data, ALL) == ("length out of bounds", leaf.offset, leaf.path.rpartition(".")[0])
    assert peak_of(partial(read, data, ALL)) < SMALL_CHANGE


@pytest.mark.parametrize("leaf", _NAME_LENGTHS, ids=lambda leaf: leaf.path)
def test_lengths_that_exceed_a_custom_section(leaf: Leaf) -> None:
    start = len(module()) + 2
    data = module(section(0, _with(_NAMES, leaf, HUGE)[start:]))
    damaged = Module.parse(data).customs("name")[0]
    assert damaged.content is None
    assert damaged.error is not None
    assert (damaged.error.message, damaged.error.offset) == ("length out of bounds", leaf.offset)
    assert damaged.error.path == leaf.path.rpartition(".")[0]
    assert peak_of(lambda: Module.parse(data).customs("name")[0].content) < SMALL_CHANGE
    assert Module.parse(data).build() == data


@pytest.mark.parametrize("read", READERS)
def test_data_count_that_exceeds_the_module(read: Read) -> None:
    data = module(section(12, HUGE))
    said = ("data count and data section have inconsistent lengths", len(data), "module")
    assert refusal(read, data, ALL) == said
    assert peak_of(partial(read, data, ALL)) < SMALL_CHANGE


@pytest.mark.parametrize("read", READERS)
def test_one_run_of_all_locals_costs_nothing(read: Read) -> None:
    data = func(locals_=f"01 {HUGE.hex()} 7f")
    assert Module(read(data, ALL)).funcs[0].code.locals == [Locals(2**32 - 1, I32)]
    assert peak_of(lambda: Module(read(data, ALL)).build()) < SMALL_CHANGE


@pytest.mark.parametrize("runs", [f"02 {HUGE.hex()} 7f 01 7f", f"03 {HUGE.hex()} 7e {HUGE.hex()} 7d {HUGE.hex()} 7c"])
@pytest.mark.parametrize("read", READERS)
def test_too_many_locals(read: Read, runs: str) -> None:
    data = func(locals_=runs)
    message, offset, path = refusal(read, data, ALL) or ("", 0, "")
    assert message == "too many locals"
    assert offset == data.index(to_bytes(runs))
    assert path == "module.sections[2].codes[0].locals"
    assert peak_of(partial(read, data, ALL)) < SMALL_CHANGE


def test_many_runs_of_all_locals() -> None:
    runs = encode_u(3_000) + (HUGE + b"\x7f") * 3_000
    data = module(*ONE_FUNC, section(10, "01", encode_u(len(runs) + 1), runs, "0b"))
    for read in READERS:
        message, *_ = refusal(read, data, ALL) or ("",)
        assert message == "too many locals"
        assert peak_of(partial(read, data, ALL)) < 100 * len(data)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "make",
    [
        lambda zeros: module(section(1, encode_u(len(zeros)), zeros)),  # not one of them is a type
        lambda zeros: module(section(3, encode_u(len(zeros)), zeros)),  # a type index each
        lambda zeros: module(*ONE_FUNC, code_section(zeros)),  # an instruction each
        lambda zeros: module(custom("", zeros)),
        module,
        lambda zeros: module(section(7, "01", encode_u(len(zeros)), zeros, "00 00")),  # a name
    ],
    ids=["types", "type-indices", "instructions", "custom", "sections", "name"],
)
def test_a_long_run_of_zero_bytes(make: Callable[[bytes], bytes], read: Read) -> None:
    data = make(bytes(5_000))
    refusal(read, data, ALL)  # whatever is made only once
    assert peak_of(partial(read, data, ALL)) < 200 * len(data)


def test_a_name_of_five_million_bytes() -> None:
    text = "ä" * 2_500_000
    data = module(section(7, "01", encode_u(5_000_000), text.encode(), "00 00"))
    for read in READERS:
        assert Module(read(data, ALL)).exports[0].name == text
        assert peak_of(partial(read, data, ALL)) < 8 * len(data)
    damaged = data.replace("ä".encode() * 2, b"\xff" * 4, 1)
    for read in READERS:
        assert refusal(read, damaged, ALL) == ("malformed UTF-8 encoding", 14, "module.sections[0].exports[0].name")
