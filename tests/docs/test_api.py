"""The page about the API leaves nothing out."""

from __future__ import annotations

import inspect
import pickle

import pytest

import interpreter
import wasm_construct
import wasm_construct.syntax
from tests.docs.runner import ROOT
from wasm_construct import WASM3, Module, wat2wasm

PAGE = (ROOT / "docs" / "api.md").read_text()
METHODS = [name for name in dir(Module) if not name.startswith("_")]


@pytest.mark.parametrize("name", [*interpreter.__all__, *wasm_construct.__all__, *wasm_construct.syntax.__all__])
def test_the_api_page_has_every_public_name(name: str) -> None:
    assert f"`{name}" in PAGE


@pytest.mark.parametrize("name", METHODS)
def test_the_api_page_has_everything_of_a_module(name: str) -> None:
    assert f"m.{name}" in PAGE or f"Module.{name}" in PAGE


def test_signatures_name_sets_of_features() -> None:
    assert "= WASM3," in str(inspect.signature(wat2wasm))
    assert repr(pickle.loads(pickle.dumps(WASM3))) == "WASM3"
    assert repr(WASM3 - {"gc"}).startswith("frozenset({")
