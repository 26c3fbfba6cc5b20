"""The strategies yield everything there is, nothing that the features exclude, and shrink to little."""

from __future__ import annotations

import pytest
from construct import Int8ub
from hypothesis import HealthCheck, find, settings

from tests.property.seeds import examples
from wasm_construct import ALL, WASM1, WASM2, WASM3, Feature, Module
from wasm_construct.binary import modules as schemas
from wasm_construct.binary.custom import customsec
from wasm_construct.binary.custom.contents import CONTENTS, PREFIXES
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.instructions import IMMEDIATES, expr, instruction
from wasm_construct.binary.types import limits, memtype, valtype
from wasm_construct.opcodes import KINDS
from wasm_construct.strategies import const_expressions, expressions, instructions, modules, values
from wasm_construct.strategies.instructions import CONSTANT
from wasm_construct.syntax import (
    SECTION_ORDER,
    CustomSec,
    DataCountSec,
    Expr,
    Instr,
    Limits,
    PaddedInt,
    RefType,
    TypeSec,
    instr,
)
from wasm_construct.syntax.nesting import DELIMITERS, OPENERS

QUICK = settings(max_examples=3000, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


def test_all_kinds_of_instructions() -> None:
    found = examples(instructions(ALL), 3000)
    assert {kind for item in found for kind in item.row.immediates} == KINDS
    assert {item.row.feature for item in found} == ALL - {
        Feature.MUTABLE_GLOBALS,
        Feature.MULTI_VALUE,
        Feature.EXTENDED_CONST,
        Feature.MULTI_MEMORY,
        Feature.MEMORY64,
        Feature.CUSTOM_PAGE_SIZES,
    }
    assert DELIMITERS <= {item.name for item in found}
    assert any(isinstance(arg, PaddedInt) for item in found for arg in item.args)
    assert any(item.raw for item in found), "padded opcode numbers"


@pytest.mark.parametrize("features", [WASM1, WASM2, WASM3])
def test_features_are_respected(features: Features) -> None:
    assert all(item.row.feature in features for item in examples(instructions(features), 200))
    assert all(item.row.feature in features for body in examples(expressions(features), 50) for item in body)
    for module in examples(modules(features), 40):
        assert Module.parse(module.build(), features) == module
    assert not any(found.limits.shared for found in examples(values(memtype, features), 100))


def test_all_delimiters_and_some_depth() -> None:
    bodies = examples(expressions(ALL), 600)
    assert {item.name for body in bodies for item in body} >= DELIMITERS
    assert any(sum(item.name in OPENERS for item in body) > 2 for body in bodies)
    assert all(len(body) <= 41 for body in bodies)


def test_constant_expressions() -> None:
    bodies = examples(const_expressions(ALL), 500)
    assert {item.name for body in bodies for item in body} == CONSTANT | {"end"}
    assert all(2 <= len(body) <= 4 for body in bodies)


def test_all_sections() -> None:
    found = examples(modules(ALL), 120)
    sections = [section for module in found for section in module.sections]
    assert {type(section) for section in sections} == {CustomSec, *SECTION_ORDER}
    assert any(isinstance(module.sections[0], CustomSec) for module in found)
    assert any(module.section(DataCountSec) for module in found)
    assert any(section.size_width for section in sections)
    assert all(any(type(section) is not CustomSec for section in module.sections) for module in found)
    assert not any(module.customs() for module in examples(modules(max_customs=0), 50))


def test_all_custom_sections() -> None:
    found = examples(values(customsec), 500)
    names = {section.name for section in found if section.content is not None}
    assert set(CONTENTS) <= names
    assert all(any(name.startswith(prefix) for name in names - set(CONTENTS)) for prefix in PREFIXES)
    assert any(section.content is None for section in found)


def test_sizes() -> None:
    assert max(len(module.types) for module in examples(modules(max_size=0), 50)) == 0
    assert max(len(section.types) for section in examples(values(schemas.section.cases[1], max_size=9), 100)) == 9


def test_all_cases_of_a_choice() -> None:
    found = examples(values(valtype), 1000)
    assert {type(value) for value in found} == {type(case) for case in found}
    kinds = {(value.null, value.long, type(value.heap)) for value in found if isinstance(value, RefType)}
    assert len(kinds) == 7, "three flags, and indices or abstract heap types; Exact is off"
    assert {(found.max is None, found.addrtype) for found in examples(values(limits), 100)} == {
        (bounded, value.addrtype) for bounded in (False, True) for value in examples(values(limits), 100)
    }


def test_the_least() -> None:
    assert find(modules(), lambda module: True, settings=QUICK) == Module([TypeSec()])
    assert len(find(expressions(), lambda body: len(body) > 2, settings=QUICK)) == 3
    assert find(instructions(), lambda item: item.name == "br_table", settings=QUICK) == instr("br_table", (), 0)
    assert find(values(limits), lambda found: found.max is not None, settings=QUICK) == Limits(0, 0)


def test_the_schemas_that_are_made_of_instructions() -> None:
    assert all(isinstance(item, Instr) for item in examples(values(instruction), 20))
    assert all(isinstance(item, Expr) for item in examples(values(expr), 20))
    assert all(isinstance(item, list) for item in examples(values(schemas.module), 20))


def test_lists_can_be_padded() -> None:
    found = examples(values(IMMEDIATES["labels"]), 500)
    assert {getattr(item, "width", 0) for item in found} == {0, 2, 3, 4, 5}
    assert {getattr(item, "width", 0) for item in examples(values(IMMEDIATES["labels"], padded=False), 200)} == {0}


def test_another_construct_is_not_known() -> None:
    with pytest.raises(TypeError, match="FormatField"):
        values(Int8ub)
