"""The engine that writes functions as Python source, each on its first call.

`emitter` and `control` write the lines of a function, `source` makes a code object of them. `namespace` and `code` have
the globals of that code, and the functions of an instance. `traps` reads errors of Python as traps. `artifact` keeps
compiled functions in a custom section.
"""

from __future__ import annotations

from interpreter.engines.meter import Meter
from interpreter.engines.python.engine import PythonEngine

__all__ = ["Meter", "PythonEngine"]
