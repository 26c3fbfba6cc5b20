"""What the features switch on and off, and what is said of what is off."""

from __future__ import annotations

import pytest

from tests.binary.assemble import func, module, section
from tests.binary.roundtrip import READERS, assert_survives, refusal
from wasm_construct import ALL, WASM1, WASM2, WASM3, Feature, Module
from wasm_construct.binary.leb128 import encode_u
from wasm_construct.features import feature_set
from wasm_construct.opcodes import ROWS, Row

_SAMPLES = {
    **dict.fromkeys(["typeidx", "funcidx", "tableidx", "memidx", "tagidx", "globalidx", "localidx", "dataidx"], "00"),
    **dict.fromkeys(["elemidx", "fieldidx", "labelidx", "u32", "i32", "i64", "laneidx", "memorder", "castop"], "00"),
    "labels": "00",
    "f32": "00" * 4,
    "f64": "00" * 8,
    "v128": "00" * 16,
    "lanes": "00" * 16,
    "memarg": "00 00",
    "blocktype": "40",
    "heaptype": "70",
    "valtypes": "01 7f",
    "catches": "00",
}
_BEFORE = {"else": "04 40", "catch": "06 40", "catch_all": "06 40", "delegate": "06 40"}
_AFTER = {
    **dict.fromkeys(["block", "loop", "if", "else", "try", "try_table", "catch", "catch_all"], "0b"),
}


def _use(row: Row) -> bytes:
    """A function that uses an instruction."""
    opcode = bytes(row.opcode[:1]) + b"".join(map(encode_u, row.opcode[1:]))
    immediates = "".join(_SAMPLES[kind] for kind in row.immediates)
    code = func(_BEFORE.get(row.mnemonic, ""), opcode, immediates, _AFTER.get(row.mnemonic, ""))
    if "dataidx" not in row.immediates:
        return code
    at = code.index(b"\x0a", 18)
    return code[:at] + section(12, "01") + code[at:] + section(11, "01 01 00")


@pytest.mark.parametrize("feature", sorted({row.feature for row in ROWS} - {"mvp"}))
def test_instructions_need_their_feature(feature: str) -> None:
    rows = [row for row in ROWS if row.feature == feature]
    assert rows
    for row in rows:
        data = _use(row)
        assert_survives(data, ALL)
        if row.mnemonic not in _BEFORE:  # what opens the block belongs to the same feature
            said = refusal(READERS[0], data, ALL - {feature})
            assert said == refusal(READERS[1], data, ALL - {feature})
            assert said is not None
            assert said[0].startswith("illegal opcode")
            assert said[0].endswith(f" ({row.mnemonic}; it needs the feature {feature})")


def test_instructions_of_the_first_version_are_always_there() -> None:
    for row in ROWS:
        if row.feature == "mvp" and row.mnemonic != "end":
            assert_survives(_use(row), {Feature.MVP})


def _needs(data: bytes, *features: Feature) -> str | None:
    """What is said of a module that survives with all features, when these are off."""
    assert_survives(data, ALL)
    said = [refusal(read, data, ALL - set(features)) for read in READERS]
    assert said[0] == said[1]
    return said[0] and said[0][0]


@pytest.mark.parametrize("flags", range(16))
def test_flags_of_memories(flags: int) -> None:
    maximum, page_size = ("02" if flags & 1 else ""), ("00" if flags & 8 else "")
    data = module(section(5, "01", bytes((flags,)), "01", maximum, page_size))
    for feature, bit in ((Feature.THREADS, 2), (Feature.CUSTOM_PAGE_SIZES, 8)):
        hint = f"malformed limits flags (it needs the feature {feature})"
        assert _needs(data, feature) == (hint if flags & bit else None)


def test_flags_of_memories_that_need_two_features() -> None:
    data = module(section(5, "01 0b 01 02 00"))
    message = "malformed limits flags (it needs the feature threads and custom_page_sizes)"
    assert _needs(data, Feature.THREADS, Feature.CUSTOM_PAGE_SIZES) == message


@pytest.mark.parametrize("flags", [2, 3, 6, 7, 8, 15])
def test_tables_are_never_shared_and_have_no_pages(flags: int) -> None:
    data = module(section(4, "01 70", bytes((flags,)), "01 02 00"))
    for read in READERS:
        assert refusal(read, data, ALL) == ("malformed limits flags", 12, "module.sections[0].tables[0].type.limits")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (module(section(1, "02 5f 00 60 01 63 62 00 00")), "malformed heap type"),
        (module(section(1, "01 60 00 00"), section(2, "01 00 00 20 00")), "malformed import kind"),
        (module(section(1, "01 4e 02 4d 01 5f 00 4c 00 5f 00")), "malformed definition type"),
        (func("d0 62 00 1a"), "malformed heap type"),
    ],
    ids=["exact type", "exact import", "descriptor", "exact type of an instruction"],
)
def test_encodings_of_custom_descriptors(data: bytes, message: str) -> None:
    hint = f"{message} (it needs the feature custom_descriptors)"
    assert _needs(data, Feature.CUSTOM_DESCRIPTORS) == hint


def test_the_releases_contain_each_other() -> None:
    assert WASM1 < WASM2 < WASM3 < ALL == set(Feature)
    assert Feature.SIMD in WASM2 - WASM1
    assert Feature.GC in WASM3 - WASM2
    assert {Feature.THREADS, Feature.LEGACY_EXCEPTIONS} <= ALL - WASM3


def test_names_do_as_features() -> None:
    assert feature_set(["mvp", "gc"]) == {Feature.MVP, Feature.GC}
    with pytest.raises(ValueError, match=r"'gcc' is not a valid Feature; the features are mvp, mutable_globals, "):
        feature_set(["mvp", "gcc"])


@pytest.mark.parametrize("names", [[], ["simd"], ["gc"]])
def test_the_mvp_is_always_on(names: list[str]) -> None:
    assert Module.parse(b"\0asm\1\0\0\0", names).build() == b"\0asm\1\0\0\0"
