"""Standard streams: any file object of Python as a descriptor.

A file object may take bytes (a file, io.BytesIO, a pipe) or text (sys.stdout, io.StringIO, the output of a notebook).
It belongs to the host: `Output` flushes it, and nothing here closes it.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from typing import Any, TypeAlias

from interpreter.wasi.descriptors import Descriptor, FileType, Rights
from interpreter.wasi.errno import Errno, Failure

Find: TypeAlias = Callable[[], Any]
"""Gives the file object. It is called for each use, so that a redirection of sys.stdout takes effect."""


def _is_text(stream: Any) -> bool:
    return hasattr(stream, "encoding")  # as the text streams of io and codecs have, and wrappers around them


def _bytes_below(stream: Any) -> Any:
    """The file object for bytes: this one, or the one below it; None if it takes only text."""
    return getattr(stream, "buffer", None) if _is_text(stream) else stream


class _Stream(Descriptor):
    """A file object as a descriptor."""

    def __init__(self, find: Find) -> None:
        self._find = find

    def _open(self) -> Any:
        stream = self._find()
        if stream is None or getattr(stream, "closed", False):
            raise Failure(Errno.EBADF)
        return stream

    def fileno(self) -> int:
        """The descriptor of the file object; fails if it has none."""
        fileno = getattr(self._open(), "fileno", None)
        return super().fileno() if fileno is None else int(fileno())

    def _seekable(self) -> Any:
        """The file object for bytes if it is seekable, else None."""
        binary = _bytes_below(self._open())
        seekable = getattr(binary, "seekable", None)
        return binary if seekable is not None and seekable() else None

    def filetype(self) -> FileType:
        """CHARACTER_DEVICE for a terminal, REGULAR_FILE if it is seekable, else UNKNOWN."""
        isatty = getattr(self._open(), "isatty", None)
        if isatty is not None and isatty():
            return FileType.CHARACTER_DEVICE
        return FileType.UNKNOWN if self._seekable() is None else FileType.REGULAR_FILE

    def rights(self) -> Rights:
        """The rights to seek and tell, for a regular file; the subclasses add reading and writing."""
        # not for a terminal: the C library takes a file that has these rights for no terminal
        seeks = self.filetype() is FileType.REGULAR_FILE
        return Rights.FD_SEEK | Rights.FD_TELL if seeks else Rights(0)

    def seek(self, offset: int, whence: int) -> int:
        """Set the position; fails with ESPIPE if the file object is not seekable."""
        binary = self._seekable()
        if binary is None:
            raise Failure(Errno.ESPIPE)
        try:
            place = binary.seek(offset, whence)
        except (ValueError, OverflowError):
            raise Failure(Errno.EINVAL) from None
        return int(place)


class Output(_Stream):
    """A file object to write to."""

    def __init__(self, find: Find) -> None:
        super().__init__(find)
        # incremental, since a write may end within a character; invalid UTF-8 is shown as U+FFFD
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def rights(self) -> Rights:
        """The rights of the stream, and to write."""
        return super().rights() | Rights.FD_WRITE

    def write(self, data: bytes) -> int:
        """Write and flush; the program does its own buffering."""
        stream = self._open()
        binary = _bytes_below(stream)
        if binary is None:
            stream.write(self._decoder.decode(data))
            _flush(stream)
            return len(data)
        if binary is not stream:
            stream.flush()  # so that earlier output of the host comes first
        try:
            written = binary.write(data)
            _flush(binary)
        except BlockingIOError as error:
            written = getattr(error, "characters_written", 0)
            if not written:
                raise
        return len(data) if written is None and not isinstance(binary, io.RawIOBase) else _count(written)

    def close(self) -> None:
        """Flush the file object, and leave it open."""
        stream = self._find()
        if stream is not None and not getattr(stream, "closed", False):
            _flush(stream)


def _flush(stream: Any) -> None:
    flush = getattr(stream, "flush", None)
    if flush is not None:
        flush()


def _count(written: int | None) -> int:
    if written is None:  # a raw, non-blocking file that is not ready
        raise Failure(Errno.EAGAIN)
    return written


class Input(_Stream):
    """A file object to read from."""

    def __init__(self, find: Find) -> None:
        super().__init__(find)
        self._rest = b""  # the rest of a line of text of which the program has read only a part

    def rights(self) -> Rights:
        """The rights of the stream, and to read."""
        return super().rights() | Rights.FD_READ

    def read(self, size: int) -> bytes:
        """Read the bytes that are there; from a text stream, at most a line."""
        data = self._rest or self._more(size)
        self._rest = data[size:]
        return data[:size]

    def _more(self, size: int) -> bytes:
        stream = self._open()
        binary = _bytes_below(stream)
        if binary is None:
            line: str = stream.readline()
            return line.encode("utf-8", "surrogateescape")
        data = getattr(binary, "read1", binary.read)(size)
        if data is None:  # a raw, non-blocking file that is not ready
            raise Failure(Errno.EAGAIN)
        return bytes(data)

    def seek(self, offset: int, whence: int) -> int:
        """Set the position, and drop what is left of a line; fails with ESPIPE if the file object is not seekable."""
        place = super().seek(offset, whence)
        self._rest = b""
        return place
