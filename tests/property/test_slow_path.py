"""What is well-formed is never read or written the slow way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given

from tests.property.compare import look
from tests.property.seeds import TALLY
from tests.support.data import corpus_params, is_component
from wasm_construct import ALL, Module
from wasm_construct.strategies import modules

_LARGEST = 30_000 if os.environ.get("HYPOTHESIS_PROFILE") != "long" else 100_000_000


@pytest.fixture(autouse=True, scope="module")
def _fast_only() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wasm_construct.binary.reader.explain", _slow)
        patch.setattr("wasm_construct.binary.writer.write_reference", _slow)
        yield


def _slow(*arguments: object) -> NoReturn:
    raise AssertionError("this takes the slow way")


def _use(data: bytes) -> None:
    module = Module.parse(data, ALL)
    assert module.build() == data
    look(module.sections)
    assert module.build() == data


def test_the_example() -> None:
    _use(TALLY.read_bytes())


@pytest.mark.parametrize("path", corpus_params())
def test_real_modules(path: Path) -> None:
    data = path.read_bytes()
    if is_component(data):
        pytest.skip("a component")
    if len(data) > _LARGEST:
        pytest.skip("only with HYPOTHESIS_PROFILE=long")
    _use(data)


@given(modules(ALL))
def test_generated_modules(module: Module) -> None:
    _use(module.build())


def test_the_slow_way_is_noticed() -> None:
    with pytest.raises(AssertionError, match="slow way"):
        Module.parse(b"\0asm\1\0\0\0\1")
    with pytest.raises(AssertionError, match="slow way"):
        Module([None]).build()  # type: ignore[list-item]
