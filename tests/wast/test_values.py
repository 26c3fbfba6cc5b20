"""Values against what a script expects, where the runner's own tests cannot get."""

from __future__ import annotations

import pytest

from interpreter.runtime.aggregates import I31
from interpreter.wast.values import HostRef, HostRefs, argument, from_code
from wasm_construct.syntax.types import AbsHeapType, NumType, VecType
from wasm_construct.text.commands import Ref
from wasm_construct.validation import types

EXTERNREF = types.ref(True, AbsHeapType.EXTERN)


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (1.5, NumType.I32),
        (0.1, NumType.F32),  # is no number of 32 bits
        (1, NumType.F64),
        (bytes(15), VecType.V128),
        (I31(1), types.ref(True, AbsHeapType.STRUCT)),
        (None, types.ref(False, AbsHeapType.EXTERN)),
    ],
)
def test_a_result_has_the_type_of_its_function(value: object, type_: types.ValType) -> None:
    with pytest.raises(ValueError, match=" is no "):
        from_code(value, type_)


@pytest.mark.parametrize(
    ("value", "type_", "internal"),
    [
        (-1, NumType.I32, 2**32 - 1),
        (True, NumType.I32, 1),
        (-1, NumType.I64, 2**64 - 1),
        (0.5, NumType.F32, 0.5),
        (None, EXTERNREF, None),
    ],
)
def test_a_result_gets_the_form_of_the_code(value: object, type_: types.ValType, internal: object) -> None:
    assert from_code(value, type_) == internal


def test_the_same_number_is_the_same_reference() -> None:
    refs = HostRefs()
    assert refs[1] is refs[1] is not refs[2]
    assert refs[1] is not HostRefs()[1]
    assert isinstance(refs[1], HostRef)


def test_a_script_can_make_references_to_the_host_only() -> None:
    with pytest.raises(ValueError, match="no value that a script can make"):
        argument(Ref("func", 1), HostRefs())
