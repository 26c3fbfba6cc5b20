"""Functions as Python source, made on their first call."""

from __future__ import annotations

from interpreter.engines.python.engine import PythonEngine
from interpreter.engines.python.meter import Meter

__all__ = ["Meter", "PythonEngine"]
