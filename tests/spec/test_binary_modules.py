"""The official suite, as far as the binary format goes: what is well-formed, what is not, and what is said of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.binary.roundtrip import READERS, assert_survives, forbid_slow_path, refusal
from tests.support.data import features_of, suite_params
from tests.support.suite_binaries import text_module_binaries
from tests.support.wast import binary_cases
from wasm_construct import WASM3

_MODULE = re.compile(rb"\(\s*module\b")
_MALFORMED_BINARY = re.compile(rb"\(\s*assert_malformed\s*\(\s*module\s+(?:definition\s+)?(?:\$\S+\s+)?binary\b")


def _files(pattern: re.Pattern[bytes]) -> list[pytest.ParameterSet]:
    """The scripts in which the pattern occurs; a missing suite is left to the test."""
    return [
        param
        for param in suite_params()
        for path in param.values
        if isinstance(path, Path) and not (path.is_file() and not pattern.search(path.read_bytes()))
    ]


@pytest.mark.parametrize("path", _files(_MODULE))
def test_well_formed_modules_survive(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_slow_path(monkeypatch)
    features = WASM3 | features_of(path)
    for case in binary_cases(path):
        if case.kind != "assert_malformed":
            assert_survives(case.data, features)
    for _, binary in text_module_binaries(path):
        assert_survives(binary, features)


@pytest.mark.parametrize("path", _files(_MALFORMED_BINARY))
def test_malformed_modules_are_refused(path: Path) -> None:
    cases = [case for case in binary_cases(path) if case.kind == "assert_malformed"]
    assert cases
    for case in cases:
        said, said_by_schemas = (refusal(read, case.data, WASM3 | features_of(path)) for read in READERS)
        assert said is not None, f"{case} is accepted"
        assert said == said_by_schemas, case
        message, offset, _ = said
        assert case.message
        assert message.startswith(case.message), case  # which is how the reference interpreter compares
        assert 0 <= offset <= len(case.data), case
