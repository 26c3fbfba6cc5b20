"""Control flow as a loop over basic blocks, for functions that are too deep for Python's own statements."""

from __future__ import annotations

from interpreter.engines.python.control.flow import Flow


class Dispatch(Flow):
    """Writes a function as a loop that looks up the next basic block."""

    def write(self) -> None:
        """Write the whole body."""
        raise NotImplementedError

    def prologue(self) -> list[str]:
        """What has to stand before the body, beside the locals."""
        return []
