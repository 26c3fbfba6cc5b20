"""Which engine runs the code."""

from __future__ import annotations

from interpreter.engines.engine import Engine


def engine(name: str) -> Engine:
    """The engine of this name (see `interpreter.api.config.ENGINES`)."""
    from interpreter.engines.python import PythonEngine

    return PythonEngine()
