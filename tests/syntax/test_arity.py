"""Numbers of operands and results: of each row, and of what depends on types and labels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wasm_construct import ALL, Module
from wasm_construct.opcodes import BY_MNEMONIC, ROWS
from wasm_construct.syntax import Instr, instr
from wasm_construct.syntax.arity import Arity, Types, arity
from wasm_construct.syntax.nesting import CLOSERS, DIVIDERS
from wasm_construct.syntax.types import NumType


@pytest.fixture(scope="module")
def types() -> Types:
    module = Module.from_wat(
        """(module
        (type $pair (func (param i32 i64) (result f32 f64 i32)))
        (type $point (struct (field i32) (field i64) (field f32)))
        (import "" "f" (func (type $pair)))
        (func)
        (tag (param i32 i32)))""",
        ALL,
    )
    return module.validate(ALL).context


DEPENDENT = [
    (instr("block", 0), (2, 3)),
    (instr("loop", NumType.I32), (0, 1)),
    (instr("if", None), (1, 0)),
    (instr("try_table", 0, ()), (2, 3)),
    (instr("call", 0), (2, 3)),
    (instr("call", 1), (0, 0)),
    (instr("call_indirect", 0, 0), (3, 3)),
    (instr("call_ref", 0), (3, 3)),
    (instr("return_call", 0), (2, 0)),
    (instr("return_call_indirect", 0, 0), (3, 0)),
    (instr("return_call_ref", 0), (3, 0)),
    (instr("throw", 0), (2, 0)),
    (instr("throw_ref"), (1, 0)),
    (instr("unreachable"), (0, 0)),
    (instr("struct.new", 1), (3, 1)),
    (instr("struct.new_desc", 1), (4, 1)),
    (instr("array.new_fixed", 1, 7), (7, 1)),
    (instr("br", 0), (2, 0)),
    (instr("br", 1), (1, 0)),
    (instr("br_if", 0), (3, 2)),
    (instr("br_table", (0, 0), 1), (2, 0)),
    (instr("return"), (5, 0)),
    (instr("br_on_null", 0), (3, 3)),
    (instr("br_on_non_null", 0), (2, 1)),
    (instr("br_on_cast", 3, 0, 1, 1), (2, 2)),
    (instr("br_on_cast_desc_eq", 3, 0, 1, 1), (3, 2)),
]


@pytest.mark.parametrize(("instruction", "expected"), DEPENDENT, ids=str)
def test_what_depends_on_types_and_labels(types: Types, instruction: Instr, expected: tuple[int, int]) -> None:
    assert arity(instruction, types, labels=[5, 1, 2]) == expected


def test_every_row_has_an_arity_or_divides_or_closes_a_block(types: Types) -> None:
    """Without an entry there is an error, not a guess."""
    for row in ROWS:
        args = [{"labelidx": 0, "u32": 0, "blocktype": None, "tagidx": 0}.get(kind, 0) for kind in row.immediates]
        if row.mnemonic.startswith("struct.new"):
            args[0] = 1
        instruction = Instr(row, tuple(args))
        if row.mnemonic in {*DIVIDERS, *CLOSERS}:
            with pytest.raises(TypeError, match=f"{row.mnemonic} has no stack type"):
                arity(instruction, types, labels=[1])
        else:
            assert isinstance(arity(instruction, types, labels=[1]), Arity)


@pytest.mark.parametrize("type_", [None, "feilds* -> rt", "t^m -> rt"])
def test_an_unknown_type_raises(types: Types, type_: str | None) -> None:
    row = replace(BY_MNEMONIC["struct.new"][0], type=type_)
    with pytest.raises((TypeError, KeyError)):
        arity(Instr(row, (1,)), types)


@pytest.mark.parametrize("instruction", [instr("br", 0), instr("br_if", 3), instr("return")], ids=str)
def test_a_label_that_is_not_there_raises(types: Types, instruction: Instr) -> None:
    with pytest.raises(IndexError):
        arity(instruction, types)
