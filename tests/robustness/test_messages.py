"""What is said of malformed modules: one for each message, with the exact place."""

from __future__ import annotations

import pytest

from tests.binary.assemble import ONE_FUNC, func, module, section
from tests.binary.roundtrip import READERS, Read, refusal
from wasm_construct import ALL, WASM3, MalformedError, Module
from wasm_construct.binary.leb128 import encode_u

END = "unexpected end of section or function"
TYPE = ".sections[0].types[0]"
LIMITS = ".sections[0].mems[0].limits"
BODY = ".sections[2].codes[0].body"

# a name, the bytes, message, offset, and path after `module`
_CASES: list[tuple[str, bytes, str, int, str]] = [
    ("nothing", b"", END, 0, ""),
    ("half a magic", b"\0as", END, 3, ""),
    ("other magic", b"\0ASM\1\0\0\0", "magic header not detected", 0, ""),
    ("half a version", b"\0asm\1\0", END, 6, ""),
    ("other version", b"\0asm\2\0\0\0", "unknown binary version", 4, ""),
    ("component", b"\0asm\x0d\0\1\0", "unknown binary version: this is a component, not a core module", 4, ""),
    ("section id", module("0e 00"), "malformed section id", 8, ".sections[0]"),
    ("no size", module("01"), END, 9, ".sections[0].size"),
    ("large size", module("01 03 00"), "length out of bounds", 9, ".sections[0]"),
    ("large count", module(section(3, "02 01")), END, 12, ".sections[0].types[1]"),
    ("larger count", module(section(3, "03 01")), "length out of bounds", 10, ".sections[0].types"),
    ("size mismatch", module("01 02 00 00"), "section size mismatch", 11, ".sections[0]"),
    (
        "body size mismatch",
        module(*ONE_FUNC, section(10, "01 03 00 0b 0b")),
        "section size mismatch",
        24,
        ".sections[2].codes[0]",
    ),
    ("order", module("03 01 00 01 01 00"), "unexpected content after last section", 11, ".sections[1]"),
    ("twice", module("01 01 00 01 01 00"), "unexpected content after last section", 11, ".sections[1]"),
    ("function without code", module(*ONE_FUNC), "function and code section have inconsistent lengths", 18, ""),
    (
        "code without function",
        module(section(10, "01 02 00 0b")),
        "function and code section have inconsistent lengths",
        14,
        "",
    ),
    ("data count", module("0c 01 01"), "data count and data section have inconsistent lengths", 11, ""),
    ("no data count", func("fc 09 00"), "data count section required", 27, ""),
    (
        "long number",
        module(section(8, "80 80 80 80 80 00")),
        "integer representation too long",
        14,
        ".sections[0].func",
    ),
    ("large number", module(section(8, "80 80 80 80 10")), "integer too large", 14, ".sections[0].func"),
    ("large signed number", func("41 80 80 80 80 08"), "integer too large", 28, BODY + "[0].i32.const.0"),
    ("UTF-8", module(section(0, "01 ff")), "malformed UTF-8 encoding", 10, ".sections[0].name"),
    ("long name", module(section(0, "03 61")), "length out of bounds", 10, ".sections[0].name"),
    ("definition", module(section(1, "01 5d")), "malformed definition type", 11, TYPE),
    ("type code", module(section(1, "01 ff")), "integer representation too long", 11, TYPE),
    ("value type", module(section(1, "01 60 01 40")), "malformed reference type", 13, TYPE + ".params[0]"),
    ("heap type", module(section(1, "01 60 01 63 40")), "malformed heap type", 14, TYPE + ".params[0].heap"),
    ("exact type", module(section(1, "01 60 01 63 62 7f")), "malformed type index", 15, TYPE + ".params[0].heap.type"),
    ("storage type", module(section(1, "01 5f 01 76 00")), "malformed storage type", 13, TYPE + ".fields[0].storage"),
    (
        "mutability",
        module(section(6, "01 7f 02 41 00 0b")),
        "malformed mutability",
        12,
        ".sections[0].globals[0].type.mutable",
    ),
    ("import kind", module(section(2, "01 00 00 05")), "malformed import kind", 13, ".sections[0].imports[0].type"),
    ("export kind", module(section(7, "01 00 05 00")), "malformed export kind", 12, ".sections[0].exports[0].kind"),
    ("limits flags", module(section(5, "01 10 01")), "malformed limits flags", 11, LIMITS),
    ("page size", module(section(5, "01 08 01 40")), "invalid custom page size", 13, LIMITS + ".page_size_log2"),
    ("tag", module(section(13, "01 01 00")), "zero byte expected", 11, ".sections[0].tags[0]"),
    ("table", module(section(4, "01 40 01")), "malformed reference type", 12, ".sections[0].tables[0]"),
    ("elem form", module(section(9, "01 08")), "malformed elements segment kind", 11, ".sections[0].elems[0]"),
    ("elem kind", module(section(9, "01 01 01")), "malformed element kind", 12, ".sections[0].elems[0]"),
    ("elem type", module(section(9, "01 05 7f 00")), "malformed reference type", 12, ".sections[0].elems[0].type"),
    ("data form", module(section(11, "01 03")), "malformed data segment kind", 11, ".sections[0].datas[0]"),
    ("locals", func(locals_="02 ffffffff0f 7f 01 7f"), "too many locals", 22, ".sections[2].codes[0].locals"),
    ("opcode", func("ff"), "illegal opcode ff", 23, BODY + "[0]"),
    ("prefixed opcode", func("01 fc 80 01"), "illegal opcode fc 80", 24, BODY + "[1]"),
    ("memarg", func("28 80 01 00"), "malformed memop flags", 24, BODY + "[0].i32.load.0"),
    ("catch clause", func("1f 40 01 04 00 0b"), "malformed catch clause", 26, BODY + "[0].try_table.1[0]"),
    ("cast flags", func("fb 18 04 00 6e 6f"), "malformed cast flags", 25, BODY + "[0].br_on_cast.0"),
    ("fence", func("fe 03 01"), "zero byte expected", 25, BODY + "[0].atomic.fence.0"),
    ("block type", func("02 41 0b"), "malformed reference type", 24, BODY + "[0].block.0"),
    ("else", func("05"), "END opcode expected", 23, BODY + "[0]"),
    ("else in a block", func("02 40 05 0b"), "END opcode expected", 25, BODY + "[1]"),
    ("no end", module(*ONE_FUNC, section(10, "01 02 00 01")), END, 24, BODY),
    ("no end of a block", func("02 40"), END, 26, BODY),
    ("no immediate", module(*ONE_FUNC, section(10, "01 02 00 41")), END, 24, BODY + "[0].i32.const.0"),
    ("no bytes of a number", module(*ONE_FUNC, section(10, "01 04 00 43 00 00")), END, 26, BODY + "[0].f32.const.0"),
    ("no end of an offset", module(section(11, "01 00 41 00")), END, 14, ".sections[0].datas[0].mode.offset"),
]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(("data", "said"), [pytest.param(case[1], case[2:], id=case[0]) for case in _CASES])
def test_message_offset_and_path(data: bytes, said: tuple[str, int, str], read: Read) -> None:
    message, offset, path = said
    assert refusal(read, data, ALL) == (message, offset, f"module{path}")


def test_an_error_shows_where_it_is() -> None:
    with pytest.raises(MalformedError) as caught:
        Module.parse(module(section(5, "01 10 01")))
    assert str(caught.value) == "malformed limits flags (at offset 0xb, in module.sections[0].mems[0].limits)"
    assert str(MalformedError("malformed", 16)) == "malformed (at offset 0x10)"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (func("fe 03 00"), "illegal opcode fe 03 (atomic.fence; it needs the feature threads)"),
        (func("06 40 0b"), "illegal opcode 06 (try; it needs the feature legacy_exceptions)"),
        (module(section(5, "01 03 01 02")), "malformed limits flags (it needs the feature threads)"),
        (
            module(section(5, "01 0b 01 02 00")),
            "malformed limits flags (it needs the feature threads and custom_page_sizes)",
        ),
    ],
)
def test_an_error_names_the_feature_that_is_off(data: bytes, message: str) -> None:
    for read in READERS:
        said = refusal(read, data, WASM3)
        assert said is not None
        assert said[0] == message
        assert refusal(read, data, ALL) is None


def test_an_error_of_a_function_far_down_is_found() -> None:
    count = 100
    types, funcs = section(1, "01 60 00 00"), section(3, encode_u(count + 1), bytes(count + 1))
    data = module(types, funcs, section(10, encode_u(count + 1), "03 00 01 0b" * count, "03 00 ff 0b"))
    for read in READERS:
        assert refusal(read, data, ALL) == (
            "illegal opcode ff",
            len(data) - 2,
            f"module.sections[2].codes[{count}].body[0]",
        )
