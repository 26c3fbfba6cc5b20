"""Functions as Python source, made on their first call."""

from __future__ import annotations

from interpreter.engines.meter import Meter
from interpreter.engines.python.engine import PythonEngine

__all__ = ["Meter", "PythonEngine"]
