"""The seam between the runtime and engines: all that one knows of the other.

The runtime asks an `Engine` for the code of a function when that is called for the first time, and installs it
(`Func.install`). Code calls other functions by their `code`, and in tail position by giving a `TailCall`. The Python
frames in which it runs have a `FrameReader`, which says whose code that is, and which traps its errors mean. Code that
does not consist of Python functions asks the `GUARD` how deep it may go, and calls other code by it; if no exception of
Python reaches it, the engine adds a function to `HOOKS` that ends it.
"""

from __future__ import annotations

from interpreter.runtime.arity import ARITIES, Code, TailCall
from interpreter.runtime.frames import FRAME_READER, FrameReader, on_behalf_of
from interpreter.runtime.func import FuncCode, Subscriber
from interpreter.runtime.instance import Engine
from interpreter.runtime.interruption import HOOKS
from interpreter.runtime.recursion_guard import GUARD

__all__ = [
    "ARITIES",
    "FRAME_READER",
    "GUARD",
    "HOOKS",
    "Code",
    "Engine",
    "FrameReader",
    "FuncCode",
    "Subscriber",
    "TailCall",
    "on_behalf_of",
]
