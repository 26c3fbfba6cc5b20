"""Branch hints: each must be on a branch. Validation proper does not care."""

from __future__ import annotations

import pytest

from wasm_construct import InvalidError, Module
from wasm_construct.syntax import BranchHint, CodeMetadata, CustomSec, FuncMetadata

TEXT = """(module (import "m" "f" (func)) (func $f (param i32) (local i64)
    local.get 0
    (@metadata.code.branch_hint "\\01") if end
    local.get 0
    (@metadata.code.branch_hint "\\00") br_if 0))"""
# from the count of the locals: one run (3 bytes), local.get (2), if (2), end (1), local.get (2), br_if (2), end
IF, END, BR_IF = 5, 7, 10


def problem(*hints: int, func: int = 1) -> InvalidError | None:
    module = Module.from_wat(TEXT)
    (section,) = module.customs("metadata.code.branch_hint")
    section.content = CodeMetadata([FuncMetadata(func, [BranchHint(offset, True) for offset in hints])])
    again = Module.parse(module.build())
    again.validate()
    found = []
    for one in (module, again):
        try:
            one.validate_customs()
        except InvalidError as error:
            found.append(error)
    assert [str(error) for error in found[1:]] == [str(error) for error in found[:1]]
    return found[0] if found else None


def message(*hints: int, func: int = 1) -> str:
    error = problem(*hints, func=func)
    return error.message.rpartition(": ")[2] if error else "valid"


def test_hints_that_are_read_are_right() -> None:
    module = Module.from_wat(TEXT)
    module.validate_customs()
    (section,) = module.customs("metadata.code.branch_hint")
    assert section.content.of(1) == [BranchHint(IF, True), BranchHint(BR_IF, False)]


def test_wrong_places() -> None:
    assert message(IF, BR_IF) == "valid"
    assert message(END) == "invalid target"
    assert message(BR_IF, IF) == message(IF, IF) == "invalid order"
    assert message(IF + 1) == message(99) == "invalid offset"
    assert message(IF, func=0) == "function 0 has no code"
    assert message(IF, func=2) == "function 2 has no code"


def test_errors_say_where() -> None:
    error = problem(END)
    assert error is not None
    assert error.message == "@metadata.code.branch_hint annotation: invalid target"
    assert (error.func, error.name, error.instr) == (1, "f", 2)
    assert error.path == "module.funcs[1].body[2]"
    assert error.offset is not None


def test_hints_that_cannot_be_read_are_left_alone() -> None:
    section = CustomSec("metadata.code.branch_hint", b"\xff")
    module = Module.parse(Module([section]).build())
    module.validate_customs()
    assert module.customs("metadata.code.branch_hint")[0].error is not None


def test_the_offset_is_that_in_the_built_module() -> None:
    module = Module.from_wat(TEXT.replace("if end", "nop").replace('"\\00"', '"\\01"'))
    with pytest.raises(InvalidError) as caught:
        module.validate_customs()
    assert caught.value.offset is not None
    assert module.build()[caught.value.offset] == 0x01  # nop
