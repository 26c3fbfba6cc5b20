"""Real modules are valid, or not for the reason that their index gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.data import corpus_index, corpus_params, is_component
from wasm_construct import ALL, Feature, InvalidError, Module

WASMTIME = ALL - {Feature.LEGACY_EXCEPTIONS}


@pytest.mark.parametrize("path", corpus_params())
def test_the_verdict_is_that_of_wasmtime(path: Path) -> None:
    data = path.read_bytes()
    if is_component(data):
        pytest.skip("a component")
    module = Module.parse(data, ALL)
    verdict, _, reason = corpus_index().get(path.name, {}).get("valid_wasmtime50", "yes").partition(": ")
    if verdict == "yes":
        module.validate(WASMTIME)
    else:
        feature = reason.partition(" feature required")[0]
        with pytest.raises(InvalidError, match=f"needs the feature {feature}, which is off"):
            module.validate(WASMTIME)
        module.validate(ALL)
    module.validate_customs()
