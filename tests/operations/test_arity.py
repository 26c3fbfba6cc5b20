"""The functions that do what the instructions do take as many operands, and give as many results, as the rows say."""

from __future__ import annotations

from inspect import Parameter, signature
from typing import NoReturn, get_args, get_origin, get_type_hints

import pytest

from interpreter.numerics import OPS
from interpreter.operations import OPERATIONS
from tests.operations.instances import memory
from wasm_construct.opcodes import ROWS, Row

FUNCTIONS = {**OPS, **OPERATIONS}
ARGUMENTS = {"memarg": 2, "dataidx": 2, "elemidx": 2, "valtypes": 0, "memorder": 0}
"""How many arguments an immediate becomes where it is not one."""
VALUES = {"at": 0, "i32": 1, "i64": 1, "f32": 1.0, "f64": 1.0, "v128": bytes(16), "laneidx": 0, "lanes": bytes(16)}
"""Operands and immediates that no operation on numbers, vectors and memories refuses."""


@pytest.mark.parametrize("row", [row for row in ROWS if row.mnemonic in FUNCTIONS], ids=lambda row: row.mnemonic)
def test_operands(row: Row) -> None:
    function = FUNCTIONS[row.mnemonic]
    if function is int:
        assert row.type == "i32 -> i64"  # Python does not say what int takes
        return
    parameters = signature(function).parameters.values()
    given = sum(ARGUMENTS.get(kind, 1) for kind in row.immediates)
    if any(parameter.kind is Parameter.VAR_POSITIONAL for parameter in parameters):
        if row.mnemonic not in OPS:
            assert {"fields*", "t^n"} & {*row.operands}
            return
        # a read-modify-write hands its operands on to what computes, with the value read in place of the address
        parameters, given = signature(OPS[row.mnemonic]).parameters.values(), 0
    assert len(parameters) == given + len([name for name in row.operands if name != "t1*"])


@pytest.mark.parametrize("row", [row for row in ROWS if row.mnemonic in FUNCTIONS], ids=lambda row: row.mnemonic)
def test_results(row: Row) -> None:
    assert results_of(row) == len([name for name in row.results if name != "t2*"])


def results_of(row: Row) -> int:
    """How many results the function gives: what its annotation says, or else what it does."""
    function = FUNCTIONS[row.mnemonic]
    given = get_type_hints(function).get("return")
    if row.mnemonic == "ref.null":
        return 1  # which is None
    if given is None:
        args = [value for kind in row.immediates for value in ((memory(), 0) if kind == "memarg" else (VALUES[kind],))]
        result = function(*args, *[VALUES[name] for name in row.operands])
        return 0 if result is None else len(result) if isinstance(result, tuple) else 1
    if given in (NoReturn, type(None)):
        return 0
    return len(get_args(given)) if get_origin(given) is tuple else 1
