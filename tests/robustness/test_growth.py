"""Reading, looking, building and refusing take work in proportion to the bytes, however odd the module.

Work is counted in calls, which are the same each time. What a call hides, such as copying, shows in processor time:
there sixteen times the bytes may take forty times the time, where quadratic work would take 256 times.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.binary.assemble import ONE_FUNC, code_section, custom, func, module, section
from tests.binary.roundtrip import forbid_slow_path, look_at_everything, refusal
from tests.robustness.measure import calls_of, time_of
from wasm_construct import ALL, Module
from wasm_construct.binary.fast.lexer import code_reader
from wasm_construct.binary.fast.walker import SMALL
from wasm_construct.binary.leb128 import encode_u
from wasm_construct.binary.reader import read_lenient, read_module, read_reference
from wasm_construct.binary.writer import write_module, write_reference

Make = Callable[[int], bytes]


@pytest.fixture(autouse=True)
def _regular_expressions() -> None:
    """Read as a process does that has read a lot: small modules are read in another way (`binary/fast/walker.py`)."""
    code_reader(ALL, SMALL + 1)


def _vec(count: int, item: str) -> bytes:
    return encode_u(count) + bytes.fromhex(item) * count


WELL_FORMED: dict[str, Make] = {
    "nested blocks": lambda n: func("0240" * n, "0b" * n),
    "nested loops with results": lambda n: func("037f" * n, "0b" * n),
    "nested blocks with typed results": lambda n: func("0200" * n, "0b" * n),
    "nested ifs with else": lambda n: func("0440" * n, "050b" * n),
    "nested try_tables": lambda n: func("1f40 00" * n, "0b" * n),
    "blocks one after the other": lambda n: func("02400b" * n),
    "short br_tables": lambda n: func("0e 00 00" * n),
    "br_tables with long labels": lambda n: func("0e 02 8001 808001 00" * n),
    "br_tables with padded counts": lambda n: func("0e 8100 00 00" * n),
    "one br_table": lambda n: func("0e", _vec(n, "07"), "00"),
    "one br_table with long labels": lambda n: func("0e", _vec(n, "8001"), "00"),
    "typed selects": lambda n: func("1c 01 7f" * n),
    "one typed select": lambda n: func("1c", _vec(n, "7f")),
    "try_tables with clauses": lambda n: func("1f40 02 00 0000 02 00 0b" * n),
    "one try_table": lambda n: func("1f40", _vec(n, "02 00"), "0b"),
    "distinct instructions": lambda n: func(*(b"\x41" + encode_u(number * 2) for number in range(n))),
    "instructions that seem to name data": lambda n: func("41 fc08 1a" * n),
    "runs of locals": lambda n: module(*ONE_FUNC, section(10, b"\1", _sized(_vec(n, "01 7f") + b"\x0b"))),
    "types": lambda n: module(section(1, _vec(n, "60 01 7f 00"))),
    "types of one group": lambda n: module(section(1, "01 4e", _vec(n, "5f 01 7f 00"))),
    "parameters": lambda n: module(section(1, "01 60", _vec(n, "7f"), "00")),
    "imports": lambda n: module(section(1, "01 60 00 00"), section(2, _vec(n, "01 61 01 62 00 00"))),
    "functions": lambda n: module(section(1, "01 600000"), section(3, _vec(n, "00")), section(10, _vec(n, "02 00 0b"))),
    "globals": lambda n: module(section(6, _vec(n, "7f 00 41 00 0b"))),
    "element segments": lambda n: module(section(9, _vec(n, "05 70 01 d0 70 0b"))),
    "one element segment": lambda n: module(section(9, "01 05 70", _vec(n, "d0 70 0b"))),
    "data segments": lambda n: module(section(11, _vec(n, "01 01 61"))),
    "tiny custom sections": lambda n: module("00 01 00" * n),
    "well-known custom sections": lambda n: module(custom("name") * n),
    "names of functions": lambda n: module(custom("name", section(1, _vec(n, "00 01 61")))),
    "a long name": lambda n: module(custom("a" * n)),
    "zero bytes in a body": lambda n: func(bytes(n)),
}


def _sized(data: bytes) -> bytes:
    return encode_u(len(data)) + data


MALFORMED: dict[str, Make] = {
    "blocks that stay open": lambda n: func("0240" * n),
    "blocks closed twice": lambda n: func("0240" * n, "0b" * (n + 1)),
    "a bad opcode after br_tables": lambda n: func("0e 00 00" * n, "ff"),
    "a bad opcode after instructions": lambda n: func("41 00" * n, "ff"),
    "a bad instruction after typed selects": lambda n: func("1c 01 7f" * n, "1c 01 00"),
    "a bad type after types": lambda n: module(section(1, encode_u(n + 1), "60 01 7f 00" * n, "61")),
    "a bad function after functions": lambda n: module(
        section(1, "01 600000"), section(3, _vec(n + 1, "00")), section(10, encode_u(n + 1), "02000b" * n, "0200ff")
    ),
    "a bad segment after segments": lambda n: module(section(11, encode_u(n + 1), "01 01 61" * n, "03")),
    "bytes left over": lambda n: module(section(1, _vec(n, "60 00 00"), "00")),
    "a bad section after sections": lambda n: module("00 01 00" * n, "0e"),
    "zero bytes after the preamble": lambda n: module(bytes(n)),
}


def _read_look_build(data: bytes) -> None:
    sections = read_module(data, ALL)
    write_module(sections)
    look_at_everything(sections)
    assert write_module(sections) == data


def _assert_linear_calls(work: Callable[[bytes], object], make: Make, n: int) -> None:
    small, large = make(n), make(4 * n)
    calls_of(lambda: work(small))  # whatever is made only once
    assert calls_of(lambda: work(large)) <= 4.5 * calls_of(lambda: work(small)) + 200


@pytest.mark.parametrize("make", WELL_FORMED.values(), ids=WELL_FORMED)
def test_calls_for_well_formed_modules(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_slow_path(monkeypatch)
    _assert_linear_calls(_read_look_build, make, 500)


@pytest.mark.parametrize("make", WELL_FORMED.values(), ids=WELL_FORMED)
def test_calls_of_the_schemas(make: Make) -> None:
    def work(data: bytes) -> None:
        assert write_reference(read_reference(data, ALL)) == data

    _assert_linear_calls(work, make, 50)


@pytest.mark.parametrize("make", MALFORMED.values(), ids=MALFORMED)
def test_calls_for_malformed_modules(make: Make) -> None:
    assert refusal(read_module, make(20), ALL) == refusal(read_reference, make(20), ALL) is not None
    _assert_linear_calls(lambda data: read_module(data, ALL), make, 100)


@pytest.mark.parametrize("make", WELL_FORMED.values(), ids=WELL_FORMED)
def test_time_for_well_formed_modules(make: Make) -> None:
    small, large = make(1_000), make(16_000)
    assert time_of(lambda: _read_look_build(large)) <= 40 * time_of(lambda: _read_look_build(small), 5)


@pytest.mark.parametrize("make", MALFORMED.values(), ids=MALFORMED)
def test_time_for_malformed_modules(make: Make) -> None:
    small, large = make(250), make(16 * 250)
    assert time_of(lambda: read_module(large, ALL)) <= 40 * time_of(lambda: read_module(small, ALL), 5)


@pytest.mark.parametrize("name", ["tiny custom sections", "well-known custom sections", "functions", "short br_tables"])
def test_calls_of_the_report(name: str) -> None:
    _assert_linear_calls(lambda data: Module.parse(data, ALL).encoding_report(), WELL_FORMED[name], 500)


def test_calls_for_many_damaged_sections() -> None:
    def damaged(n: int) -> bytes:
        return module("00 01 00 00 01 05 00 00" * n)  # a good section, and two without their whole name

    sections, errors = read_lenient(damaged(10), ALL)
    assert (len(sections), len(errors)) == (10, 20)
    _assert_linear_calls(lambda data: read_lenient(data, ALL), damaged, 500)


def test_three_hundred_thousand_custom_sections() -> None:
    data = module("00 01 00" * 300_000)
    assert len(read_module(data, ALL)) == 300_000
    sections, errors = read_lenient(data[:-1], ALL)
    assert (len(sections), len(errors)) == (299_999, 1)


@pytest.mark.parametrize("opener", ["0240", "037f", "0440", "0200", "1f40 00", "0640"])
def test_two_hundred_thousand_nested_blocks(opener: str) -> None:
    _read_look_build(func(opener * 200_000, "0b" * 200_000))


def test_two_hundred_thousand_blocks_of_which_one_stays_open() -> None:
    data = func("0240" * 200_000, "0b" * 199_999)
    path = "module.sections[2].codes[0].body"
    assert refusal(read_module, data, ALL) == ("unexpected end of section or function", len(data), path)


def test_twenty_thousand_br_tables() -> None:
    sections = read_module(func("0e 00 00" * 20_000), ALL)
    assert len(Module(sections).funcs[0].code.body) == 20_001
    assert code_section("0e 00 00" * 20_000) in write_module(sections)
