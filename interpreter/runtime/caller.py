"""The Caller of a host function: the instance whose code calls it."""

from __future__ import annotations

import sys
from typing import Any

from interpreter.runtime.frames import CALL_FILE, FRAME_READER, FrameReader
from interpreter.runtime.memory import Memory
from interpreter.runtime.protocols import InstanceLike


class Caller:
    """The instance whose code calls a host function; `instance` None: the host itself calls."""

    __slots__ = ("instance",)

    def __init__(self, instance: InstanceLike | None) -> None:
        self.instance = instance

    @property
    def executor(self) -> Any:
        """The Executor that made the instance."""
        return self.instance.executor if self.instance is not None else None

    def memory(self, index: int = 0) -> Memory | None:
        """The memory with this index, exported or not; None when there is no such memory."""
        mems = self.instance.mems if self.instance is not None else []
        return mems[index] if 0 <= index < len(mems) else None

    def __repr__(self) -> str:
        return f"<Caller {self.instance!r}>"


CallingFrame = Caller


def calling() -> Caller:
    """The Caller for the host function that is about to be called, found on Python's stack; `Func.of_host` takes it."""
    frame = sys._getframe(1).f_back  # the frame in between is that of the function which asks
    while frame is not None and frame.f_code.co_filename != CALL_FILE:
        reader: FrameReader | None = frame.f_globals.get(FRAME_READER)
        if reader is not None:
            instance = reader.instance(frame)
            if instance is not None:
                return Caller(instance)
        frame = frame.f_back
    return Caller(None)
