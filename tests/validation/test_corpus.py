"""Real modules are valid, or not for the reason that their index gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.data import corpus_index, corpus_params, is_component
from wasm_construct import ALL, InvalidError, Module


@pytest.mark.parametrize("path", corpus_params())
def test_the_verdict_is_that_of_wasmtime(path: Path) -> None:
    data = path.read_bytes()
    if is_component(data):
        pytest.skip("a component")
    verdict = corpus_index().get(path.name, {}).get("valid_wasmtime50", "yes")
    # wasmtime does not know the first design of exceptions
    expected = verdict == "yes" or "legacy_exceptions" in verdict
    try:
        Module.parse(data, ALL).validate(ALL)
    except InvalidError:
        assert not expected
    else:
        assert expected
