"""The engine that runs everywhere: functions become Python source when they are first called.

Spec: §4.6 (exec-instr)
"""

from __future__ import annotations

from interpreter.engines.python.owner import Library, Owner
from interpreter.engines.python.source import write
from interpreter.runtime.instance import Instance
from interpreter.runtime.module import ValidModule


class PythonEngine:
    """Runs functions as Python code."""

    name = "python"

    def __init__(self, structured: bool = True) -> None:
        """Make an engine; `structured` False: write all control flow as a loop over basic blocks."""
        self.structured = structured

    def attach(self, instance: Instance) -> None:
        """Make the functions of an instance callable."""
        library: Library = instance.module.compiled.setdefault(self.name, Library(instance.module, self.structured))
        instance.engine = Owner(instance, library)

    def source(self, module: ValidModule | Instance, index: int) -> str:
        """The Python source of a function of a module; raises IndexError when it has no code of its own."""
        return write(module.module if isinstance(module, Instance) else module, index, self.structured).text
