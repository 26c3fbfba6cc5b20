"""Several engines as one: each function runs on the first engine that has code for it."""

from __future__ import annotations

from interpreter.engines.engine import Engine, FuncCode
from interpreter.runtime.instance import Instance


class Chain:
    """An engine that asks other engines for the code of a function, in order, until one has it."""

    def __init__(self, *engines: Engine) -> None:
        self.engines = engines
        self.name = ", ".join([engine.name for engine in engines])
        self.raw_globals = any(engine.raw_globals for engine in engines)

    def code(self, instance: Instance, index: int) -> FuncCode | None:
        """The code of a function from the first engine that has it; None if none of them has it."""
        for engine in self.engines:
            made = engine.code(instance, index)
            if made is not None:
                return made
        return None
