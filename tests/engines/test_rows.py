"""Every instruction is handled."""

from __future__ import annotations

import pytest

from interpreter.engines.python import PythonEngine
from interpreter.engines.python.control import dispatch, structured
from interpreter.engines.python.control.flow import BRANCHES
from interpreter.engines.python.emitter import RULES
from interpreter.runtime.module import ValidModule
from wasm_construct import Module
from wasm_construct.opcodes import ROWS, Row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "_".join(map(hex, row.opcode)))
def test_every_instruction_has_a_rule(row: Row) -> None:
    assert row.mnemonic in {**RULES, **BRANCHES, **dispatch.CONTROL}


def test_what_python_s_own_statements_do_not_do() -> None:
    assert dispatch.CONTROL.keys() - structured.CONTROL.keys() == {"try", "catch", "catch_all", "delegate"}


def test_a_row_that_says_too_little_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing guesses how many operands an instruction has."""
    text = """(module (type $a (array (mut i32)))
        (func (param (ref $a)) (array.fill $a (local.get 0) (i32.const 0) (i32.const 7) (i32.const 2))))"""
    module = ValidModule(Module.from_wat(text).build())
    assert "array_fill(Y0, l0, 0, 7, 2)" in PythonEngine().source(module, 0)
    monkeypatch.setattr(Row, "type", None)
    with pytest.raises(TypeError, match=r"array\.fill has no stack type"):
        PythonEngine().source(module, 0)
