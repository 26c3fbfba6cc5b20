"""What went wrong in the code, said in this library's errors.

Code that runs has few checks of its own: it lets Python raise IndexError, ZeroDivisionError and the like, and where the
host gets it back, the traceback says which instruction that was, and so which trap it is.
"""

from __future__ import annotations

from types import CodeType, TracebackType
from typing import Any, Protocol

from interpreter.errors import ExecutionError, Exhaustion, Trap, TrapCode, WasmFrame, frame_lines

CALL_FILE = "<wasm call>"
"""The file name of the functions through which a host calls code."""
HOST_FILE = "<host function>"
"""The file name of the functions that stand between code and a host function."""
OWNER = "__wasm__"
"""The global of running code by which its `Owner` is found."""


class Owner(Protocol):
    """What an engine knows about Python code that it has made for `instance`; the global `__wasm__` of that code."""

    instance: Any

    def frame(self, code: CodeType, line: int) -> WasmFrame | None:
        """Where in the module this line is; None when the code is not that of a function of the module."""

    def reason(self, error: BaseException, code: CodeType, line: int) -> TrapCode | None:
        """Which trap an error of Python means, that was raised in this line or below; None: it means none."""


def translated(error: BaseException) -> BaseException:
    """The error to raise for one that came out of the code, with the frames of the code; maybe the same one.

    An error that a host function raised stays what it is, and gets a note with the frames.
    """
    try:
        frames, owner, from_host = _walk(error.__traceback__)
    except Exception:  # at the end of the stack even this can fail
        unknown = isinstance(error, Exception) and not isinstance(error, ExecutionError)
        return _instead(Exhaustion("call stack exhausted"), (), error) if unknown else error
    if isinstance(error, ExecutionError):
        error.frames += frames
        return error
    if isinstance(error, RecursionError):  # a host function may have itself to blame: then the cause shows where
        return _instead(Exhaustion("call stack exhausted"), frames, error if from_host else None)
    if from_host:
        if frames:
            error.add_note("\n".join(["called by WebAssembly code:", *frame_lines(frames)]))
        return error
    if isinstance(error, MemoryError):
        return _instead(Exhaustion("out of memory"), frames)
    if owner is not None and isinstance(error, Exception):  # an interruption is no trap, and may come anywhere
        code = owner[0].reason(error, owner[1], owner[2])
        if code is not None:
            return _instead(Trap(code), frames)
    return error


def _instead(
    error: ExecutionError, frames: tuple[WasmFrame, ...], cause: BaseException | None = None
) -> ExecutionError:
    error.frames = frames
    error.__cause__ = cause  # None, too, says that what it stands for is not to be shown
    return error


def _walk(trace: TracebackType | None) -> tuple[tuple[WasmFrame, ...], tuple[Owner, CodeType, int] | None, bool]:
    """The frames of the code, the innermost first; whose the innermost is; and whether a host function raised it."""
    frames: list[WasmFrame] = []
    owner: tuple[Owner, CodeType, int] | None = None
    from_host = False
    calls = 0
    while trace is not None:
        code = trace.tb_frame.f_code
        calls += code.co_filename == CALL_FILE
        if calls == 2:  # code that a host function called: its frames have been noted already
            break
        if code.co_filename == HOST_FILE:
            from_host = True
        else:
            found: Owner | None = trace.tb_frame.f_globals.get(OWNER)
            frame = found.frame(code, trace.tb_lineno) if found is not None else None
            if found is not None and frame is not None:
                frames.append(frame)
                owner, from_host = (found, code, trace.tb_lineno), False
        trace = trace.tb_next
    return tuple(reversed(frames)), owner, from_host
