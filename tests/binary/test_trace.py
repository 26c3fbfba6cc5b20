"""The trace: every byte of a module once, with its meaning."""

from __future__ import annotations

import pytest

from tests.binary.assemble import ONE_FUNC, custom, func, module, section
from tests.binary.everything import DATA
from wasm_construct import ALL, MalformedError
from wasm_construct.binary.stream import Remark
from wasm_construct.binary.trace import Leaf, trace_module
from wasm_construct.opcodes import BY_MNEMONIC
from wasm_construct.syntax import FUNCREF, I32, I64


def _leaves(data: bytes) -> list[Leaf]:
    return [leaf for leaf in trace_module(data, ALL) if not isinstance(leaf.value, Remark)]


@pytest.mark.parametrize(
    "data",
    [
        DATA,
        module(),
        module(custom("unknown", "01 02")),
        module(custom("name", "00 02 01 61", "01 04 01 00 01 61")),
        module(custom("name", "00 7f")),  # malformed, hence mere bytes
        module(custom("name")),
        module("05 83 80 00 01 00 01"),
        func("0e", "02 80 01 81 80 00 00", "fc 8b 00 00", "28 42 00 08", "1c 01 63 70"),
        func("02 c0 00 0b"),
    ],
    ids=range(9),
)
def test_every_byte_once(data: bytes) -> None:
    at = 0
    for leaf in _leaves(data):
        assert leaf.offset == at
        assert leaf.size or leaf.value in ("", b"")
        at += leaf.size
    assert at == len(data)


def test_remarks_are_about_bytes_that_are_traced_too() -> None:
    leaves = list(trace_module(func("28 42 00 08"), ALL))
    (remark,) = [leaf for leaf in leaves if isinstance(leaf.value, Remark)]
    within = [leaf for leaf in leaves if remark.offset <= leaf.offset < remark.offset + remark.size]
    assert sum(leaf.size for leaf in within if leaf is not remark) == remark.size


def test_what_the_bytes_mean() -> None:
    data = module(section(1, "01 60 01 7f 01 63 70"))
    path = "module.sections[0]"
    assert _leaves(data) == [
        Leaf(0, 4, "module", b"\0asm"),
        Leaf(4, 4, "module", b"\1\0\0\0"),
        Leaf(8, 1, path, 1),
        Leaf(9, 1, f"{path}.size", 7),
        Leaf(10, 1, f"{path}.types.count", 1),
        Leaf(11, 1, f"{path}.types[0]", 0x60),
        Leaf(12, 1, f"{path}.types[0].params.count", 1),
        Leaf(13, 1, f"{path}.types[0].params[0]", I32),
        Leaf(14, 1, f"{path}.types[0].results.count", 1),
        Leaf(15, 1, f"{path}.types[0].results[0]", 0x63),
        Leaf(16, 1, f"{path}.types[0].results[0].heap", FUNCREF.heap),
    ]


def test_instructions_are_traced_as_their_rows() -> None:
    body = "module.sections[2].codes[0]"
    leaves = _leaves(func("42 7f fc 0b 00", locals_="01 02 7e"))[-9:]
    assert leaves == [
        Leaf(21, 1, f"{body}.size", 9),
        Leaf(22, 1, f"{body}.locals.count", 1),
        Leaf(23, 1, f"{body}.locals[0].count", 2),
        Leaf(24, 1, f"{body}.locals[0].type", I64),
        Leaf(25, 1, f"{body}.body[0]", BY_MNEMONIC["i64.const"][0]),
        Leaf(26, 1, f"{body}.body[0].i64.const.0", -1),
        Leaf(27, 2, f"{body}.body[1]", BY_MNEMONIC["memory.fill"][0]),
        Leaf(29, 1, f"{body}.body[1].memory.fill.0", 0),
        Leaf(30, 1, f"{body}.body[2]", BY_MNEMONIC["end"][0]),
    ]


def test_the_content_of_custom_sections() -> None:
    leaves = _leaves(module(custom("name", "00 02 01 61"), custom("other", "ff")))
    assert [(leaf.path.removeprefix("module.sections"), leaf.value) for leaf in leaves if leaf.size == 1][3:] == [
        ("[0].content.subsections[0]", 0),
        ("[0].content.subsections[0].size", 2),
        ("[0].content.subsections[0].name.length", 1),
        ("[0].content.subsections[0].name", "a"),
        ("[1]", 0),
        ("[1].size", 7),
        ("[1].name.length", 5),
        ("[1].data", b"\xff"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\0asn",
        b"\0asm\2\0\0\0",
        module(section(5, "01 10")),
        module(section(1, "00"), section(5, "01 10")),
        module(section(1, "01 60 01 7f 01 7f"), section(14)),
        module(section(1, "01 60 01 7f 01 7f 00")),
        module(section(3, "03 00 01")),
        func("41 00 1a ff"),
        func("02 40 41 00 1a"),
        module(*ONE_FUNC, section(10, "01 04 01 01 7f ff")),
        module(section(10, "02 02 00 0b 05")),
    ],
)
def test_a_trace_shows_what_came_before_the_bad_byte(data: bytes) -> None:
    seen: list[Leaf] = []

    def follow() -> None:
        for leaf in trace_module(data, ALL):
            seen.append(leaf)  # noqa: PERF402 (what was seen before the error counts)

    with pytest.raises(MalformedError) as caught:
        follow()
    at = 0
    for leaf in seen:
        if not isinstance(leaf.value, Remark) and leaf.offset < caught.value.offset:
            assert leaf.offset == at
            at += leaf.size
    assert at >= caught.value.offset
