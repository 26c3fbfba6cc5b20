"""What runs the code of functions: `engine` is the protocol between them and the runtime, `table` names them all."""

from __future__ import annotations

from interpreter.engines.chain import Chain
from interpreter.engines.engine import Engine, FuncCode, TailCall

__all__ = ["Chain", "Engine", "FuncCode", "TailCall"]
