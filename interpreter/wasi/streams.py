"""Standard streams: any file object of Python as a descriptor.

A file object may take bytes (a file, io.BytesIO, a pipe) or text (sys.stdout, io.StringIO, the output of a notebook).
It belongs to the host: it is flushed, but never closed.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from typing import Any, TypeAlias

from interpreter.wasi.descriptors import Descriptor, FileType, Rights
from interpreter.wasi.errno import Errno, Failure

Find: TypeAlias = Callable[[], Any]
"""Gives the file object; called for each use, so that a redirected sys.stdout is followed."""


def _is_text(stream: Any) -> bool:
    return hasattr(stream, "encoding")  # whether it is one of io, of codecs or a wrapper around them


def _bytes_below(stream: Any) -> Any:
    """The file object for bytes that this one is, or has below it; None when it only takes text."""
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
        """That of the file object, if it has one."""
        fileno = getattr(self._open(), "fileno", None)
        return super().fileno() if fileno is None else int(fileno())

    def _seekable(self) -> Any:
        """The file object for bytes, if one can seek in it."""
        binary = _bytes_below(self._open())
        seekable = getattr(binary, "seekable", None)
        return binary if seekable is not None and seekable() else None

    def filetype(self) -> FileType:
        """A terminal, a file or something else."""
        isatty = getattr(self._open(), "isatty", None)
        if isatty is not None and isatty():
            return FileType.CHARACTER_DEVICE
        return FileType.UNKNOWN if self._seekable() is None else FileType.REGULAR_FILE

    def rights(self) -> Rights:
        """Whether it can seek; to read and to write is up to the classes below."""
        # a terminal that could be sought in would not be one to C programs
        seeks = self.filetype() is FileType.REGULAR_FILE
        return Rights.FD_SEEK | Rights.FD_TELL if seeks else Rights(0)

    def seek(self, offset: int, whence: int) -> int:
        """Go to another place, in a file of bytes."""
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
        # a letter may come in two pieces; what is no UTF-8 is shown as such
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def rights(self) -> Rights:
        """To write."""
        return super().rights() | Rights.FD_WRITE

    def write(self, data: bytes) -> int:
        """Write, and flush: the program sees to it that its pieces are not too small."""
        stream = self._open()
        binary = _bytes_below(stream)
        if binary is None:
            stream.write(self._decoder.decode(data))
            _flush(stream)
            return len(data)
        if binary is not stream:
            stream.flush()  # what the host has printed comes first
        try:
            written = binary.write(data)
            _flush(binary)
        except BlockingIOError as error:
            written = getattr(error, "characters_written", 0)
            if not written:
                raise
        return len(data) if written is None and not isinstance(binary, io.RawIOBase) else _count(written)

    def close(self) -> None:
        """Leave the file object open."""
        stream = self._find()
        if stream is not None and not getattr(stream, "closed", False):
            _flush(stream)


def _flush(stream: Any) -> None:
    flush = getattr(stream, "flush", None)
    if flush is not None:
        flush()


def _count(written: int | None) -> int:
    if written is None:  # a raw file that is not ready
        raise Failure(Errno.EAGAIN)
    return written


class Input(_Stream):
    """A file object to read from."""

    def __init__(self, find: Find) -> None:
        super().__init__(find)
        self._rest = b""  # of a line of text that was longer than the program wanted

    def rights(self) -> Rights:
        """To read."""
        return super().rights() | Rights.FD_READ

    def read(self, size: int) -> bytes:
        """Read what is there; a line of text at a time."""
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
        if data is None:  # a raw file that is not ready
            raise Failure(Errno.EAGAIN)
        return bytes(data)

    def seek(self, offset: int, whence: int) -> int:
        """Go to another place, in a file of bytes."""
        place = super().seek(offset, whence)
        self._rest = b""
        return place
