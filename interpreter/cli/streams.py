"""The standard streams of the command, as the program that it runs gets them."""

from __future__ import annotations

from typing import Any


class NobodyReads(Exception):
    """The process at the other end of a pipe has closed it.

    It is no OSError: WASI would report that to the program as a number, and a program that ignores the numbers would
    run on. This ends the program, as SIGPIPE ends native ones.
    """


class Piped:
    """A file object for bytes that raises NobodyReads."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, data: bytes) -> int:
        """Write and flush; raises NobodyReads."""
        try:
            written: int = self._stream.write(data)
            self._stream.flush()
        except BrokenPipeError as error:
            raise NobodyReads from error
        return written


def piped(stream: Any) -> Piped | None:
    """The stream for bytes below a text stream such as sys.stdout, as a Piped; None if there is none."""
    buffer = getattr(stream, "buffer", None)
    return None if buffer is None else Piped(buffer)
