"""The official suite: what its scripts define is valid, and what they call invalid is refused in their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.data import suite_files, suite_params, testsuite
from tests.validation.scripts import invalid_modules, script_features, valid_modules
from wasm_construct import ALL, InvalidError, Module

# legacy `try` in its folded form, which wasmtime does not read: test_legacy_exceptions has these
NOT_ASSEMBLED = {
    "rethrow.wast": [95],
    "try_catch.wast": [264, 266, 268, 270, 275],
    "try_delegate.wast": [241],
}


@pytest.mark.parametrize("path", suite_params())
def test_modules_are_valid(path: Path) -> None:
    for case in valid_modules(path):
        if case.data is not None:
            Module.parse(case.data, ALL).validate(script_features(path))


@pytest.mark.parametrize("path", suite_params())
def test_invalid_modules_are_refused(path: Path) -> None:
    wrong = []
    for case in invalid_modules(path):
        if case.data is None:
            continue
        try:
            Module.parse(case.data, ALL).validate(script_features(path))
        except InvalidError as error:
            if not error.message.startswith(case.message or ""):
                wrong.append((case.line, error.message, case.message))
        else:
            wrong.append((case.line, "accepted", case.message))
    assert not wrong


def test_nearly_all_invalid_modules_are_covered() -> None:
    testsuite()
    missing: dict[str, list[int]] = {}
    count = 0
    for path in suite_files():
        if b"assert_invalid" not in path.read_bytes():
            continue
        for case in invalid_modules(path):
            count += 1
            if case.data is None:
                missing.setdefault(path.name, []).append(case.line)
    assert count >= 3000
    assert missing == NOT_ASSEMBLED
