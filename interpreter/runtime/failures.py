"""Turns the errors that leave the code into those of this library: traps and exhaustion, with the frames of the code.

Code has few checks of its own: it lets Python raise IndexError, ZeroDivisionError and the like. At the boundary to the
host, the traceback of such an error tells the instruction, and the instruction tells the trap.
"""

from __future__ import annotations

from types import FrameType, TracebackType
from typing import TypeAlias

from interpreter.errors import ExecutionError, Exhaustion, Interruption, Trap, WasmFrame, frame_lines
from interpreter.runtime.frames import CALL_FILE, FRAME_READER, HOST_FILE, FrameReader

_Place: TypeAlias = tuple[FrameReader, FrameType, int]
"""A Python frame that runs code, and the line that it is at."""


def translated(error: BaseException) -> BaseException:
    """The error to raise in place of one that leaves the code, with the frames of the code; it may be the same one.

    An error that a host function raised stays as it is, and gets a note with the frames.
    """
    try:
        frames, place, from_host = _walk(error.__traceback__)
    except Exception:  # at the end of the stack even this can fail
        unknown = isinstance(error, Exception) and not isinstance(error, ExecutionError)
        return _instead(Exhaustion("call stack exhausted"), (), error) if unknown else error
    if isinstance(error, ExecutionError | Interruption):
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
    if place is not None and isinstance(error, Exception):  # an interruption is no trap, and may come anywhere
        reader, frame, line = place
        code = reader.trap(error, frame, line)
        if code is not None:
            return _instead(Trap(code), frames)
    return error


def _instead(
    error: ExecutionError, frames: tuple[WasmFrame, ...], cause: BaseException | None = None
) -> ExecutionError:
    error.frames = frames
    error.__cause__ = cause  # None, too, says that what it stands for is not to be shown
    return error


def _walk(trace: TracebackType | None) -> tuple[tuple[WasmFrame, ...], _Place | None, bool]:
    """The frames of the code, the innermost first; where the innermost is; and whether a host function raised it."""
    frames: list[WasmFrame] = []  # the outermost first
    place: _Place | None = None
    from_host = False
    calls = 0
    while trace is not None:
        frame, line = trace.tb_frame, trace.tb_lineno
        file = frame.f_code.co_filename
        calls += file == CALL_FILE
        if calls == 2:  # code that a host function called: its frames have been noted already
            break
        if file == HOST_FILE:
            from_host = True
        else:
            reader: FrameReader | None = frame.f_globals.get(FRAME_READER)
            found = reader.frames(frame, line) if reader is not None else ()
            if reader is not None and found:
                frames += reversed(found)
                place, from_host = (reader, frame, line), False
        trace = trace.tb_next
    return tuple(reversed(frames)), place, from_host
