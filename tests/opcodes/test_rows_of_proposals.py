"""The rows of the proposals that are off by default."""

from __future__ import annotations

import pytest

from wasm_construct.opcodes import ROWS

CAST = ("castop", "labelidx", "heaptype", "heaptype")
WIDTHS = (("i32", ""), ("i64", ""), ("i32", "8"), ("i32", "16"), ("i64", "8"), ("i64", "16"), ("i64", "32"))
"""The order in which the threads proposal numbers each group of seven."""
RMW = ("add", "sub", "and", "or", "xor", "xchg", "cmpxchg")

Expected = dict[tuple[int, ...], tuple[str, tuple[str, ...], str | None, str]]


def threads() -> Expected:
    memarg = ("memarg",)
    rows: Expected = {
        (0xFE, 0x00): ("memory.atomic.notify", memarg, "at i32 -> i32", "memory.atomic.notify"),
        (0xFE, 0x01): ("memory.atomic.wait32", memarg, "at i32 i64 -> i32", "memory.atomic.waitn"),
        (0xFE, 0x02): ("memory.atomic.wait64", memarg, "at i64 i64 -> i32", "memory.atomic.waitn"),
        (0xFE, 0x03): ("atomic.fence", ("memorder",), " -> ", "atomic.fence"),
    }
    for i, (t, width) in enumerate(WIDTHS):
        n, u = ("n", "_u") if width else ("", "")
        rows[0xFE, 0x10 + i] = (f"{t}.atomic.load{width}{u}", memarg, f"at -> {t}", f"atomic.load{n}")
        rows[0xFE, 0x17 + i] = (f"{t}.atomic.store{width}", memarg, f"at {t} -> ", f"atomic.store{n}")
        for j, op in enumerate(RMW):
            type_ = f"at {t} {t} -> {t}" if op == "cmpxchg" else f"at {t} -> {t}"
            rule = f"atomic.rmw{n}.cmpxchg" if op == "cmpxchg" else f"atomic.rmw{n}"
            rows[0xFE, 0x1E + 7 * j + i] = (f"{t}.atomic.rmw{width}.{op}{u}", memarg, type_, rule)
    return rows


EXPECTED: dict[str, Expected] = {
    "threads": threads(),
    "legacy_exceptions": {
        (0x06,): ("try", ("blocktype",), "params* -> results*", "try"),
        (0x07,): ("catch", ("tagidx",), None, "catch"),
        (0x09,): ("rethrow", ("labelidx",), "t1* -> t2*", "rethrow"),
        (0x18,): ("delegate", ("labelidx",), None, "delegate"),
        (0x19,): ("catch_all", (), None, "catch_all"),
    },
    "wide_arithmetic": {
        (0xFC, 0x13): ("i64.add128", (), "i64 i64 i64 i64 -> i64 i64", "binop128"),
        (0xFC, 0x14): ("i64.sub128", (), "i64 i64 i64 i64 -> i64 i64", "binop128"),
        (0xFC, 0x15): ("i64.mul_wide_s", (), "i64 i64 -> i64 i64", "mul_wide"),
        (0xFC, 0x16): ("i64.mul_wide_u", (), "i64 i64 -> i64 i64", "mul_wide"),
    },
    "custom_descriptors": {
        (0xFB, 0x20): ("struct.new_desc", ("typeidx",), "fields* rt -> rt", "struct.new_desc"),
        (0xFB, 0x21): ("struct.new_default_desc", ("typeidx",), "rt -> rt", "struct.new_default_desc"),
        (0xFB, 0x22): ("ref.get_desc", ("typeidx",), "rt -> rt", "ref.get_desc"),
        (0xFB, 0x23): ("ref.cast_desc_eq", ("heaptype",), "rt rt -> rt", "ref.cast_desc_eq"),
        (0xFB, 0x24): ("ref.cast_desc_eq", ("heaptype",), "rt rt -> rt", "ref.cast_desc_eq"),
        (0xFB, 0x25): ("br_on_cast_desc_eq", CAST, "below* rt rt -> below* rt", "br_on_cast_desc_eq"),
        (0xFB, 0x26): ("br_on_cast_desc_eq_fail", CAST, "below* rt rt -> below* rt", "br_on_cast_desc_eq_fail"),
    },
}


@pytest.mark.parametrize("feature", EXPECTED)
def test_rows(feature: str) -> None:
    rows = {r.opcode: (r.mnemonic, r.immediates, r.type, r.rule) for r in ROWS if r.feature == feature}
    assert rows == EXPECTED[feature]


def test_the_atomics_fill_their_range() -> None:
    assert sorted(EXPECTED["threads"]) == [(0xFE, n) for n in (*range(0x04), *range(0x10, 0x4F))]


def test_there_is_no_other_proposal() -> None:
    standard = {
        "mvp", "sign_extension", "nontrapping_float_to_int", "bulk_memory", "reference_types", "simd",
        "tail_call", "exception_handling", "function_references", "gc", "relaxed_simd",
    }  # fmt: skip
    assert {row.feature for row in ROWS} == standard | set(EXPECTED)
