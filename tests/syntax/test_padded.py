"""Values that remember a longer encoding, and are otherwise what they look like."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from wasm_construct.syntax import PaddedBytes, PaddedInt, PaddedList, PaddedStr, PaddedTuple
from wasm_construct.syntax.padded import padded, width_of

_CASES = [(5, PaddedInt), ("name", PaddedStr), (b"data", PaddedBytes), ([1, 2], PaddedList), ((1, 2), PaddedTuple)]


@pytest.mark.parametrize(("value", "kind"), _CASES)
def test_it_is_the_same_value(value: Any, kind: type) -> None:
    wide = padded(value, 3)
    assert type(wide) is kind
    assert isinstance(wide, type(value))
    assert wide == value
    assert value == wide
    assert wide.width == width_of(wide) == 3
    assert width_of(value) == 0
    if kind is not PaddedList:
        assert hash(wide) == hash(value)


@pytest.mark.parametrize(("value", "kind"), _CASES)
def test_copies_keep_the_width(value: Any, kind: type) -> None:
    wide = padded(value, 3)
    for copied in (copy.copy(wide), copy.deepcopy(wide), pickle.loads(pickle.dumps(wide))):
        assert (type(copied), copied, copied.width) == (kind, value, 3)


def test_what_is_computed_from_it_is_ordinary() -> None:
    assert type(PaddedInt(5, 3) + 0) is int
    assert type(PaddedStr("a", 3) + "") is str
    assert type(PaddedTuple((1,), 3)[:]) is tuple
    assert f"{PaddedInt(5, 3)}" == "5"


def test_lists_can_be_changed() -> None:
    wide: PaddedList[int] = PaddedList([1], 2)
    wide.append(2)
    assert (wide, wide.width) == ([1, 2], 2)
