"""The engine that runs everywhere: functions become Python source when they are first called.

Spec: §4.6 (exec-instr)
"""

from __future__ import annotations

from interpreter.engines.python.artifact import load
from interpreter.engines.python.meter import Meter
from interpreter.engines.python.owner import Library, Owner
from interpreter.engines.python.source import write
from interpreter.runtime.instance import Instance
from interpreter.runtime.module import ValidModule


class PythonEngine:
    """Runs functions as Python code."""

    name = "python"

    def __init__(self, meter: Meter | None = None, *, structured: bool = True) -> None:
        """Make an engine; `meter` is told of all instructions before they run, which makes them slow.

        `structured` False: write all control flow as a loop over pieces of code.
        """
        self.meter = meter
        self.structured = structured

    def attach(self, instance: Instance) -> None:
        """Make the functions of an instance callable."""
        key = f"{self.name}{'' if self.structured else ', dispatched'}{'' if self.meter is None else ', metered'}"
        library = instance.module.compiled.get(key)
        if library is None:
            usable = instance.module.trusted and self.structured and self.meter is None
            library = Library(self.structured, self.meter is not None, load(instance.module) if usable else {})
            library = instance.module.compiled.setdefault(key, library)
        instance.engine = Owner(instance, library, self.meter)

    def source(self, module: ValidModule | Instance, index: int) -> str:
        """The Python source of a function of a module; raises IndexError when it has no code of its own."""
        valid = module.module if isinstance(module, Instance) else module
        return write(valid, index, self.structured, self.meter is not None).text
