"""The standard streams of the command, for the program that it runs."""

from __future__ import annotations

from typing import Any


class NobodyReads(Exception):
    """The other end of a pipe is closed. It is no OSError, so that it ends the program as SIGPIPE ends others.

    Many programs do not look whether they could print, and would go on forever.
    """


class Piped:
    """A file object for bytes that raises NobodyReads."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, data: bytes) -> int:
        """Write at once."""
        try:
            written: int = self._stream.write(data)
            self._stream.flush()
        except BrokenPipeError as error:
            raise NobodyReads from error
        return written


def piped(stream: Any) -> Piped | None:
    """What a text stream such as sys.stdout writes to; None if it is of another kind."""
    buffer = getattr(stream, "buffer", None)
    return None if buffer is None else Piped(buffer)
