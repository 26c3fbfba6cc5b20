"""Several engines as one: the first that has code for a function runs it."""

from __future__ import annotations

from interpreter.engines.engine import Engine, FuncCode
from interpreter.runtime.instance import Instance


class Chain:
    """Asks several engines for the code of a function, in this order, until one has it."""

    def __init__(self, *engines: Engine) -> None:
        self.engines = engines
        self.name = ", ".join([engine.name for engine in engines])

    def code(self, instance: Instance, index: int) -> FuncCode | None:
        """The code of a function by the first engine that has it; None when none of them has."""
        for engine in self.engines:
            made = engine.code(instance, index)
            if made is not None:
                return made
        return None
