"""The rows of WebAssembly 3.0 say what the specification says (``spec_index.tsv``)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from wasm_construct.opcodes import BY_OPCODE, ROWS

VERSION = {
    "mvp": "1.0",
    "sign_extension": "2.0",
    "nontrapping_float_to_int": "2.0",
    "bulk_memory": "2.0",
    "reference_types": "2.0",
    "simd": "2.0",
    "tail_call": "3.0",
    "exception_handling": "3.0",
    "function_references": "3.0",
    "gc": "3.0",
    "relaxed_simd": "3.0",
}
"""The release each feature came with."""


class Fact(NamedTuple):
    mnemonic: str
    immediates: tuple[str, ...]
    type: str | None
    rule: str | None
    version: str


def read_facts() -> dict[tuple[int, ...], Fact]:
    facts: dict[tuple[int, ...], Fact] = {}
    for line in Path(__file__).with_name("spec_index.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        opcode, mnemonic, immediates, type_, rule, version = line.split("\t")
        key = tuple(int(part, 16) for part in opcode.split())
        assert key not in facts, f"{opcode} stands twice in the file"
        facts[key] = Fact(
            mnemonic,
            () if immediates == "-" else tuple(immediates.split(" ")),
            None if type_ == "-" else type_,
            None if rule == "-" else rule,
            version,
        )
    return facts


FACTS = read_facts()
WASM3 = {row.opcode: row for row in ROWS if row.feature in VERSION}

# Where the index disagrees with the chapters it indexes, the chapters are right.
ERRATA: dict[str, dict[tuple[int, ...], str | None]] = {
    "mnemonic": {  # §6.5.10 (text-instr-vec): the text format says _zero
        (0xFD, 0x103): "i32x4.relaxed_trunc_f64x2_s_zero",
        (0xFD, 0x104): "i32x4.relaxed_trunc_f64x2_u_zero",
    },
    "type": {
        (0x11,): "t1* at -> t2*",  # §3.4.2 (valid-call_indirect): the address type of the table
        (0x12,): "t3* t1* -> t4*",  # §3.4.2 (valid-return_call): nothing comes back
        (0x13,): "t3* t1* at -> t4*",
        (0x15,): "t3* t1* (ref null x) -> t4*",
        (0xD2,): " -> (ref x)",  # §3.4.6 (valid-ref.func)
        (0xFB, 0x18): "t* rt1 -> t* (rt1\\rt2)",  # §3.4.2 (valid-br_on_cast): the label takes more
        (0xFB, 0x19): "t* rt1 -> t* rt2",
        (0xFB, 0x1A): "(ref null1 extern) -> (ref null2 any)",  # §3.4.9 (valid-any.convert_extern): null if null
        (0xFB, 0x1B): "(ref null1 any) -> (ref null2 extern)",
    },
    "rule": {
        (0x05,): "else",  # a delimiter has no rule
        (0x0B,): "end",
        (0xFB, 0x07): "array.new_default",  # §4.6.9 (exec-array.new_default) is a rule of its own
        (0xFD, 0xD6): "vrelop",  # §5.4.9 (binary-instr-vec): the six comparisons of i64x2 are relational operators
        (0xFD, 0xD7): "vrelop",
        (0xFD, 0xD8): "vrelop",
        (0xFD, 0xD9): "vrelop",
        (0xFD, 0xDA): "vrelop",
        (0xFD, 0xDB): "vrelop",
    },
}


def test_the_facts_are_complete() -> None:
    assert len(FACTS) == 499
    assert {version: sum(fact.version == version for fact in FACTS.values()) for version in ("1.0", "2.0", "3.0")} == {
        "1.0": 172,
        "2.0": 265,
        "3.0": 62,
    }


def test_no_instruction_is_missing_and_none_extra() -> None:
    assert sorted(WASM3) == sorted(FACTS)


def corrected(column: str) -> dict[tuple[int, ...], Any]:
    errata = ERRATA.get(column, {})
    return {opcode: errata.get(opcode, getattr(fact, column)) for opcode, fact in FACTS.items()}


@pytest.mark.parametrize("column", ["mnemonic", "immediates", "rule"])
def test_column(column: str) -> None:
    assert {opcode: getattr(row, column) for opcode, row in WASM3.items()} == corrected(column)


CLOSED = {"i32", "i64", "f32", "f64", "v128", "at", "exnref", "eqref", "i31ref", "arrayref", "(ref i31)"}


def shape(type_: str | None) -> str | None:
    """A stack type without the names of its variables: `?` for one type, `*` for any number of them."""
    if type_ is None:
        return None

    def anonymous(name: re.Match[str]) -> str:
        return name[0] if name[0] in {*CLOSED, "->"} else "*" if name[0][-1] == "*" or "^" in name[0] else "?"

    return re.sub(r"\(.*?\)|\S+", anonymous, type_)


def test_types() -> None:
    """The index has other names for what depends on the immediates, but as many, and in the same places."""
    types = corrected("type")
    assert {opcode: shape(row.type) for opcode, row in WASM3.items()} == {o: shape(type_) for o, type_ in types.items()}
    closed = {opcode: row.type for opcode, row in WASM3.items() if row.closed}
    assert closed == {
        opcode: type_ for opcode, type_ in types.items() if type_ and not set(shape(type_) or "") & {*"?*"}
    }


@pytest.mark.parametrize("column", ERRATA)
def test_an_erratum_differs_from_the_index(column: str) -> None:
    for opcode, value in ERRATA[column].items():
        assert getattr(FACTS[opcode], column) != value


def test_the_feature_fits_the_release() -> None:
    assert {o: VERSION[row.feature] for o, row in WASM3.items()} == {o: fact.version for o, fact in FACTS.items()}


def test_features() -> None:
    """The index gives releases only; the proposals within one are told apart here."""
    features: dict[str, set[str]] = {}
    for row in WASM3.values():
        features.setdefault(row.feature, set()).add(row.mnemonic)
    assert features["sign_extension"] == {
        "i32.extend8_s", "i32.extend16_s", "i64.extend8_s", "i64.extend16_s", "i64.extend32_s",
    }  # fmt: skip
    assert features["nontrapping_float_to_int"] == {
        f"{i}.trunc_sat_{f}_{sx}" for i in ("i32", "i64") for f in ("f32", "f64") for sx in "su"
    }
    assert features["bulk_memory"] == {
        "memory.init", "memory.copy", "memory.fill", "data.drop", "table.init", "table.copy", "elem.drop",
    }  # fmt: skip
    assert features["reference_types"] == {
        "ref.null", "ref.is_null", "ref.func", "select",
        "table.get", "table.set", "table.grow", "table.size", "table.fill",
    }  # fmt: skip
    assert features["tail_call"] == {"return_call", "return_call_indirect"}
    assert features["exception_handling"] == {"throw", "throw_ref", "try_table"}
    assert features["function_references"] == {
        "call_ref", "return_call_ref", "ref.as_non_null", "br_on_null", "br_on_non_null",
    }  # fmt: skip
    assert {row.opcode for row in WASM3.values() if row.feature == "gc"} == {(0xD3,)} | {(0xFB, n) for n in range(0x1F)}
    vectors = {row.opcode: row.feature for row in WASM3.values() if row.opcode[0] == 0xFD}
    assert vectors == {opcode: "relaxed_simd" if opcode[1] >= 0x100 else "simd" for opcode in vectors}
    assert (BY_OPCODE[0x1B,].feature, BY_OPCODE[0x1C,].feature) == ("mvp", "reference_types")
