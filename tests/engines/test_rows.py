"""Every instruction is handled."""

from __future__ import annotations

import pytest

from interpreter.engines.python.control import dispatch, structured
from interpreter.engines.python.control.flow import BRANCHES
from interpreter.engines.python.emitter import RULES
from wasm_construct.opcodes import ROWS, Row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "_".join(map(hex, row.opcode)))
def test_every_instruction_has_a_rule(row: Row) -> None:
    assert row.mnemonic in {**RULES, **BRANCHES, **dispatch.CONTROL}


def test_what_python_s_own_statements_do_not_do() -> None:
    assert dispatch.CONTROL.keys() - structured.CONTROL.keys() == {"try", "catch", "catch_all", "delegate"}
