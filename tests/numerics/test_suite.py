"""The official suite's assertions about numbers: those on functions that need nothing but numerics."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.numerics.straight_line import assertions, holds
from tests.support.data import script_features, suite_params

NUMBERS = r"[if](32|64)(_bitwise|_cmp)?|conversions|int_exprs|float_(exprs|literals|misc)|wide-arithmetic"
VECTORS = r"simd_(?!address|align|const|linking|load|memory|select|store).*"
RELAXED = r"(?!i32x4_relaxed_trunc).*relaxed.*"  # that one asserts nothing
FILES = suite_params(lambda path: re.fullmatch(f"{NUMBERS}|{VECTORS}|{RELAXED}", path.stem))


@pytest.mark.parametrize("path", FILES)
def test_every_assertion_holds(path: Path) -> None:
    checked = list(assertions(path.read_bytes(), script_features(path)))
    assert checked
    assert [command for command, body in checked if not holds(command, body)] == []
