"""The pictures in the docstrings of the engine, functions and the Python that they become, are true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from textwrap import dedent

import pytest

from interpreter.engines.python import PythonEngine
from interpreter.runtime.module import ValidModule
from wasm_construct import Module

PACKAGE = "interpreter.engines.python"
MODULES = (
    *("control.flow", "control.structured", "control.dispatch", "control.handlers"),
    *("emitter.emitter", "emitter.entries", "source"),
)


def pictures(text: str) -> Iterator[tuple[str, str]]:
    """Each indented block that begins with a parenthesis, if one with a definition in Python follows."""
    blocks = [dedent(block).strip("\n") for block in re.findall(r"(?m)(?:^ {4}.*\n)+", text)]
    for block, following in pairwise(blocks):
        if block.startswith("(") and following.startswith("def "):
            yield block, following + "\n"


@pytest.mark.parametrize("name", MODULES)
def test_the_pictures_are_true(name: str) -> None:
    engine = PythonEngine(structured=name != "control.dispatch")
    found = list(pictures(import_module(f"{PACKAGE}.{name}").__doc__ or ""))
    assert found
    for fields, source in found:
        module = ValidModule(Module.from_wat(f"(module {fields})").build())
        assert engine.source(module, module.first_func) == source
