"""How the runtime finds its way in Python's stack: which Python frames run code, and of which instance.

An engine runs code in Python frames. It may make a Python function for each function of a module, or interpret them all
in one loop. Two parts of the runtime look at these frames: `interpreter.runtime.caller` walks from the inside outwards
to find who calls a host function, and `interpreter.runtime.failures` walks along a traceback to find where an error was
raised. Both ask the `FrameReader` that the engine has put into the globals of its frames.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FrameType, FunctionType
from typing import Any, Protocol

from interpreter.errors import TrapCode, WasmFrame
from interpreter.runtime.protocols import InstanceLike

CALL_FILE = "<wasm call>"
"""The file name of the Python functions through which a host calls code."""
HOST_FILE = "<host function>"
"""The file name of the Python functions that stand between code and a host function."""
FRAME_READER = "__wasm__"
"""The global of a Python frame that holds its `FrameReader`."""


class FrameReader(Protocol):
    """Reads Python frames that have it as their global `__wasm__`; not all of these need be running code."""

    def instance(self, frame: FrameType) -> InstanceLike | None:
        """The Instance whose code runs in this frame now; None when none does, and the caller of the frame decides."""

    def frames(self, frame: FrameType, line: int) -> Sequence[WasmFrame]:
        """The functions whose code was running when this line raised an error, the innermost first; often just one."""

    def trap(self, error: BaseException, frame: FrameType, line: int) -> TrapCode | None:
        """The trap that an error of Python means which came out of this line; None when it means none."""


class _OneInstance:
    """Reads frames that belong to an instance, but to none of its functions."""

    def __init__(self, instance: InstanceLike) -> None:
        self._instance = instance

    def instance(self, frame: FrameType) -> InstanceLike:
        return self._instance

    def frames(self, frame: FrameType, line: int) -> Sequence[WasmFrame]:
        return ()

    def trap(self, error: BaseException, frame: FrameType, line: int) -> TrapCode | None:
        return None


def on_behalf_of(instance: InstanceLike, code: Callable[..., Any]) -> Callable[..., Any]:
    """The code of a function, called as this instance: host functions see it as their caller.

    For what calls functions without a Python frame of its own: instantiation, and engines whose code is not Python's.
    """
    return FunctionType(_call.__code__, {FRAME_READER: _OneInstance(instance), "code": code, "__builtins__": {}})


def _call(*args: Any) -> Any:
    return code(*args)  # type: ignore[name-defined]  # noqa: F821  # a global of each copy of this function
