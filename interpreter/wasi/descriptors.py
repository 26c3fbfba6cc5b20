"""Descriptors: open files as a program sees them, by number.

Source: WASI preview 1, fdstat, filetype, rights, whence
"""

from __future__ import annotations

from enum import IntEnum, IntFlag

from interpreter.wasi.errno import Errno, Failure


class FileType(IntEnum):
    """The kinds of files."""

    UNKNOWN = 0
    BLOCK_DEVICE = 1
    CHARACTER_DEVICE = 2
    DIRECTORY = 3
    REGULAR_FILE = 4
    SOCKET_DGRAM = 5
    SOCKET_STREAM = 6
    SYMBOLIC_LINK = 7


class Rights(IntFlag):
    """What a program may do with a descriptor: the rights of WASI that are used here."""

    FD_READ = 1 << 1
    FD_SEEK = 1 << 2
    FD_TELL = 1 << 5
    FD_WRITE = 1 << 6


class Descriptor:
    """An open file. Subclasses override what they can do; all else fails with the usual errno.

    `flags` are those of fdstat. `preopen`: for a directory that the host has given to the program, its name there.
    """

    flags = 0
    preopen: bytes | None = None

    def filetype(self) -> FileType:
        """The kind of file."""
        return FileType.UNKNOWN

    def rights(self) -> Rights:
        """What a program may do with it."""
        return Rights(0)

    def read(self, size: int) -> bytes:
        """Read 1 to `size` bytes, or none at the end of the file. Waits only if there are none yet."""
        raise Failure(Errno.EBADF)

    def write(self, data: bytes) -> int:
        """Write as many of these bytes as can be written now; gives how many."""
        raise Failure(Errno.EBADF)

    def seek(self, offset: int, whence: int) -> int:
        """Set the position; gives it, counted from the beginning. `whence` is one of `os.SEEK_SET` and so on."""
        raise Failure(Errno.ESPIPE)

    def close(self) -> None:
        """Close it, when the program closes the descriptor."""

    def fileno(self) -> int:
        """The host's descriptor of the same file; fails, or raises OSError, if there is none."""
        raise Failure(Errno.EBADF)
