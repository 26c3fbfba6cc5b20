"""An engine to run scripts with; the runner is the same for all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from interpreter.engines.python import PythonEngine
from interpreter.wast import Report, run_script

Play = Callable[..., Report]


@pytest.fixture
def play() -> Play:
    """Run a script."""
    engine = PythonEngine()

    def play(script: str | bytes, **options: object) -> Report:
        return run_script(script, engine, **options)  # type: ignore[arg-type]

    return play
