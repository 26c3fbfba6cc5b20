"""What runs the code of functions; the rest of the runtime knows an engine by its protocol only."""

from __future__ import annotations

from interpreter.engines.engine import Engine, TailCall

__all__ = ["Engine", "TailCall"]
