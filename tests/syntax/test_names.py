"""Debug names: looked up and set."""

from __future__ import annotations

import pytest

from wasm_construct import Module
from wasm_construct.syntax import (
    Code,
    CodeSec,
    CustomSec,
    Expr,
    FuncSec,
    FuncType,
    IndexSpace,
    IndirectNameAssoc,
    IndirectNameMap,
    ModuleName,
    NameAssoc,
    NameMap,
    Names,
    TypeSec,
    UnknownNames,
)


def test_the_first_name_counts() -> None:
    names = Names(
        [
            NameMap(IndexSpace.FUNC, [NameAssoc(1, "one"), NameAssoc(1, "again")]),
            NameMap(IndexSpace.FUNC, [NameAssoc(1, "later"), NameAssoc(2, "two")]),
        ]
    )
    assert names.map(IndexSpace.FUNC) == {1: "one", 2: "two"}
    assert names.map(IndexSpace.DATA) == {}
    assert names.module is None
    assert Names([ModuleName("m")]).module == "m"


def test_names_within_something() -> None:
    names = Names([IndirectNameMap(IndexSpace.LOCAL, [IndirectNameAssoc(3, [NameAssoc(0, "x"), NameAssoc(1, "y")])])])
    assert names.indirect_map(IndexSpace.LOCAL) == {3: {0: "x", 1: "y"}}
    assert names.indirect_map(IndexSpace.LABEL) == {}


def test_names_are_set_in_order() -> None:
    names = Names([ModuleName("m"), UnknownNames(12, b""), NameMap(IndexSpace.DATA, [])])
    names.set(IndexSpace.FUNC, 5, "five")
    names.set(IndexSpace.FUNC, 1, "one")
    names.set(IndexSpace.FUNC, 7, "seven")
    names.set(IndexSpace.FUNC, 5, "FIVE")
    assert names.subsections[1] == NameMap(
        IndexSpace.FUNC, [NameAssoc(1, "one"), NameAssoc(5, "FIVE"), NameAssoc(7, "seven")]
    )
    assert len(names.subsections) == 4


def _one_function(*customs: CustomSec) -> Module:
    return Module([TypeSec([FuncType()]), FuncSec([0]), CodeSec([Code([], Expr.of())]), *customs])


def test_renaming_where_there_are_no_names() -> None:
    made = Module.parse(_one_function().build())
    made.rename_func(0, "zero")
    assert made.names is not None
    assert made.names.map(IndexSpace.FUNC) == {0: "zero"}
    assert Module.parse(made.build()).names == made.names


def test_renaming_what_is_not_there() -> None:
    with pytest.raises(KeyError, match="there is no func 3"):
        _one_function().rename_func(3, "three")


def test_a_malformed_name_section_is_not_edited() -> None:
    made = Module.parse(_one_function(CustomSec("name", b"\xff")).build())
    with pytest.raises(ValueError, match="the name section cannot be edited"):
        made.rename_func(0, "zero")
