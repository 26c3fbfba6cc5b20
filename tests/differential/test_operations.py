"""Every numeric operation gives here what it gives in wasmtime, for operands that are known and for those that are not.

WASM_DIFFERENTIAL=5000 tries so many operands for each operation.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

import pytest

from interpreter.engines.python import PythonEngine
from tests.differential.here import Here
from tests.differential.machines import difference, history
from tests.differential.peer import Peer
from tests.differential.subject import Call, Subject, program, samples
from wasm_construct import Feature, Module
from wasm_construct.opcodes import ROWS, Row
from wasm_construct.syntax import Code, CodeSec, Expr, FuncSec, FuncType, Instr, NumType, TypeSec, VecType, instr
from wasm_construct.syntax.types import ValType

TYPES: dict[str, ValType] = {str(type_): type_ for type_ in (*NumType, *VecType)}
COUNT = int(os.environ.get("WASM_DIFFERENTIAL", "0"))
NUMBERS = range(COUNT) if COUNT else (2, 6)
"""Which samples are the operands."""


@pytest.fixture(scope="module")
def wasmtime() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def operations() -> list[Row]:
    """The rows of the operations on numbers and vectors."""
    found = []
    for row in ROWS:
        pure = row.closed and row.operands and {*row.operands, *row.results} <= TYPES.keys()
        if pure and row.results and {*row.immediates} <= {"laneidx", "lanes"} and row.feature != Feature.RELAXED_SIMD:
            found.append(row)
    return found


def immediates(row: Row, number: int) -> list[object]:
    lanes = re.match(r"\w+?x(\d+)", row.mnemonic)
    count = int(lanes[1]) if lanes else 1
    choices = {"laneidx": number % count, "lanes": bytes((number * 7 + place * 11) % 32 for place in range(16))}
    return [choices[kind] for kind in row.immediates]


def subject(row: Row, numbers: Sequence[int]) -> Subject:
    """Functions that apply an operation to their parameters, and functions that apply it to constants."""
    operands, results = ([TYPES[name] for name in names] for names in (row.operands, row.results))
    module = Module([TypeSec([FuncType(tuple(operands), tuple(results)), FuncType((), tuple(results))])])
    types, codes, calls = module.ensure(FuncSec).types, module.ensure(CodeSec).codes, []

    def add(type_: int, code: list[Instr]) -> int:
        types.append(type_)
        codes.append(Code([], Expr([*code, instr("end")])))
        return len(types) - 1

    for number in numbers:
        applied = instr(row.mnemonic, *immediates(row, number))
        index = add(0, [*(instr("local.get", place) for place in range(len(operands))), applied])
        (call,) = samples(module, [index], number)
        folded: Call = add(1, [*call[1], applied]), []
        calls += [call, folded]
    return program(module, calls, 10)


@pytest.mark.parametrize("row", operations(), ids=lambda row: row.mnemonic)
def test_an_operation(row: Row, wasmtime: Peer) -> None:
    for first in range(0, len(NUMBERS), 50):
        made = subject(row, NUMBERS[first : first + 50])
        assert difference(history(Here(PythonEngine()), made), wasmtime.history(made)) is None


def test_there_are_many() -> None:
    assert len(operations()) > 300
