"""All ways to read and write a module agree, even on what is nearly a module. For many more: see `mutants`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.compare import check
from tests.property.damage import damaged_module
from tests.property.mutants import run
from tests.property.seeds import generated, real
from wasm_construct import ALL, WASM3, Module
from wasm_construct.binary.fast.source import Features
from wasm_construct.strategies import modules


@given(module=modules(ALL), features=st.sampled_from([WASM3, ALL]), data=st.data())
def test_generated_modules(module: Module, features: Features, data: st.DataObject) -> None:
    built = module.build()
    assert check(built, ALL)
    check(damaged_module(built, lambda least, most: data.draw(st.integers(least, most))), features)


@given(st.binary(max_size=100), st.sampled_from([WASM3, ALL]))
def test_noise(noise: bytes, features: Features) -> None:
    check(noise, features)
    check(b"\0asm\1\0\0\0" + noise, features)


@pytest.mark.parametrize("seed", range(4))
def test_mutants(seed: int) -> None:
    verdicts = run([*generated(50), *real(1500)], 100, seed)
    assert verdicts["accepted"] and verdicts["rejected"]
