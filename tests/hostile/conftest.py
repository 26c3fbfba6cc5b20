"""What attacks begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from interpreter import Executor, Instance, Module


@pytest.fixture
def run() -> Callable[..., Instance]:
    """Makes an instance of the fields of a module, in the text format."""

    def run(text: str, imports: Any = None) -> Instance:
        return Executor().instantiate(Module.from_bytes(f"(module {text})"), imports)

    return run
