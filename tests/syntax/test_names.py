"""Debug names: looked up and set."""

from __future__ import annotations

import pytest

from wasm_construct import Module
from wasm_construct.syntax import (
    CustomSec,
    IndirectNameAssoc,
    IndirectNameMap,
    ModuleName,
    NameAssoc,
    NameMap,
    Names,
    NameSpace,
    UnknownNames,
)


def test_the_first_name_counts() -> None:
    names = Names(
        [
            NameMap(NameSpace.FUNC, [NameAssoc(1, "one"), NameAssoc(1, "again")]),
            NameMap(NameSpace.FUNC, [NameAssoc(1, "later"), NameAssoc(2, "two")]),
        ]
    )
    assert names.map(NameSpace.FUNC) == {1: "one", 2: "two"}
    assert names.map(NameSpace.DATA) == {}
    assert names.module is None
    assert Names([ModuleName("m")]).module == "m"


def test_names_within_something() -> None:
    names = Names([IndirectNameMap(NameSpace.LOCAL, [IndirectNameAssoc(3, [NameAssoc(0, "x"), NameAssoc(1, "y")])])])
    assert names.indirect_map(NameSpace.LOCAL) == {3: {0: "x", 1: "y"}}
    assert names.indirect_map(NameSpace.LABEL) == {}


def test_names_are_set_in_order() -> None:
    names = Names([ModuleName("m"), UnknownNames(12, b""), NameMap(NameSpace.DATA, [])])
    names.set(NameSpace.FUNC, 5, "five")
    names.set(NameSpace.FUNC, 1, "one")
    names.set(NameSpace.FUNC, 7, "seven")
    names.set(NameSpace.FUNC, 5, "FIVE")
    assert names.subsections[1] == NameMap(
        NameSpace.FUNC, [NameAssoc(1, "one"), NameAssoc(5, "FIVE"), NameAssoc(7, "seven")]
    )
    assert len(names.subsections) == 4


@pytest.mark.parametrize("sections", [[], [CustomSec("name", b"\xff")]], ids=["none", "a malformed one"])
def test_renaming_where_there_are_no_names(sections: list[CustomSec]) -> None:
    made = Module.parse(Module(list(sections)).build())
    made.rename_func(3, "three")
    assert made.names is not None
    assert made.names.map(NameSpace.FUNC) == {3: "three"}
    assert Module.parse(made.build()).names == made.names
