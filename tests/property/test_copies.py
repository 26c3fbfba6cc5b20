"""Copies are equal, give the same bytes, and have a life of their own."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.compare import expressions, look
from tests.property.trees import places
from wasm_construct import ALL, Module
from wasm_construct.binary.instructions import expr
from wasm_construct.binary.modules import section
from wasm_construct.strategies import expressions as any_expressions
from wasm_construct.strategies import instructions, modules
from wasm_construct.syntax import CustomSec, Expr, Instr, instr


def _pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


COPIES = pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, _pickled])
DEEP = pytest.mark.parametrize("copied", [copy.deepcopy, _pickled])
Copy = Callable[[Any], Any]


@COPIES
@given(module=modules(ALL), looked_at=st.booleans())
def test_modules(copied: Copy, module: Module, looked_at: bool) -> None:
    data = module.build()
    for original in (module, Module.parse(data, ALL)):
        if looked_at:
            look(original.sections)
        again = copied(original)
        assert type(again) is Module
        assert again == original == module
        assert again.build() == original.build() == data
        assert repr(again) == repr(original)


@COPIES
@given(instruction=instructions(ALL))
def test_instructions(copied: Copy, instruction: Instr) -> None:
    again = copied(instruction)
    assert again == instruction
    assert hash(again) == hash(instruction)
    assert again.raw == instruction.raw
    assert again.row is instruction.row
    assert str(again) == str(instruction)


@COPIES
@given(expression=any_expressions(ALL))
def test_expressions(copied: Copy, expression: Expr) -> None:
    data = expr.build(expression)
    for original in (expression, expr.parse(data, features=ALL)):
        again = copied(original)
        assert again == original
        assert expr.build(again) == data


@DEEP
@given(module=modules(ALL), parsed=st.booleans(), data=st.data())
def test_what_happens_to_a_copy_leaves_the_original_alone(
    copied: Copy, module: Module, parsed: bool, data: st.DataObject
) -> None:
    built = module.build()
    original = Module.parse(built, ALL) if parsed else module
    again = copied(original)
    for expression in expressions(again.sections):
        expression.instrs.insert(0, instr("nop"))
    for custom in again.customs():
        custom.name += "!"
    parts = places(again.sections)
    _, put = parts[data.draw(st.integers(0, len(parts) - 1))]
    put(None)
    again.sections.append(CustomSec("more"))
    assert original == module
    assert original.build() == built


def test_a_shallow_copy_of_a_module_shares_its_sections() -> None:
    module = Module([CustomSec("x")])
    again = copy.copy(module)
    again.sections[0] = CustomSec("y")
    assert module.customs("y")


def test_every_section_can_be_pickled_as_it_was_read() -> None:
    read = section.parse(b"\0\7\4name\1\0")
    again = _pickled(read)
    assert again.error is not None
    assert str(again.error) == str(read.error)
    assert section.build(again) == section.build(read) == b"\0\7\4name\1\0"
