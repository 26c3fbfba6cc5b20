"""The engine that runs everywhere: functions become Python source when they are first called.

Spec: §4.6 (exec-instr)
"""

from __future__ import annotations

from interpreter.engines.engine import FuncCode
from interpreter.engines.meter import Meter
from interpreter.engines.python.artifact import load
from interpreter.engines.python.code import InstanceCode, ModuleCode
from interpreter.engines.python.source import write
from interpreter.runtime.instance import Instance
from interpreter.runtime.module import ValidModule


class PythonEngine:
    """Runs functions as Python code."""

    name = "python"
    raw_globals = False

    def __init__(self, meter: Meter | None = None, *, structured: bool = True) -> None:
        """Make an engine; `meter` is told of all instructions before they run, which makes them slow.

        `structured` False: write all control flow as a loop over pieces of code.
        """
        self.meter = meter
        self.structured = structured

    def code(self, instance: Instance, index: int) -> FuncCode:
        """The code of a function of an instance; raises Exhaustion when it is too large."""
        kept: InstanceCode | None = instance.kept.get(self)
        if kept is None:
            kept = instance.kept.setdefault(self, InstanceCode(instance, self._shared(instance.module), self.meter))
        return kept.func(index)

    def _shared(self, module: ValidModule) -> ModuleCode:
        key = f"{self.name}{'' if self.structured else ', dispatched'}{'' if self.meter is None else ', metered'}"
        shared: ModuleCode | None = module.compiled.get(key)
        if shared is None:
            usable = module.trusted and self.structured and self.meter is None
            made = ModuleCode(self.structured, self.meter is not None, load(module) if usable else {})
            shared = module.compiled.setdefault(key, made)
        return shared

    def source(self, module: ValidModule | Instance, index: int) -> str:
        """The Python source of a function of a module; raises IndexError when it has no code of its own."""
        valid = module.module if isinstance(module, Instance) else module
        return write(valid, index, self.structured, self.meter is not None).text
