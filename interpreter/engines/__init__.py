"""The engines, which run the code of functions: `engine` is their protocol with the runtime, `table` lists them."""

from __future__ import annotations

from interpreter.engines.chain import Chain
from interpreter.engines.engine import Engine, FuncCode, TailCall

__all__ = ["Chain", "Engine", "FuncCode", "TailCall"]
