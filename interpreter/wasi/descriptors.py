"""What the numbers of open files stand for.

Source: WASI preview 1, fdstat, filetype, rights, whence
"""

from __future__ import annotations

from enum import IntEnum, IntFlag

from interpreter.wasi.errno import Errno, Failure


class FileType(IntEnum):
    """What kind of thing a descriptor stands for."""

    UNKNOWN = 0
    BLOCK_DEVICE = 1
    CHARACTER_DEVICE = 2
    DIRECTORY = 3
    REGULAR_FILE = 4
    SOCKET_DGRAM = 5
    SOCKET_STREAM = 6
    SYMBOLIC_LINK = 7


class Rights(IntFlag):
    """What may be done with a descriptor, as far as it is used here."""

    FD_READ = 1 << 1
    FD_SEEK = 1 << 2
    FD_TELL = 1 << 5
    FD_WRITE = 1 << 6


class Descriptor:
    """What a descriptor stands for. What a kind of it cannot do fails with the error that is usual for that.

    `flags` are as in fdstat. `preopen` is the name that a directory has been given to the program under.
    """

    flags = 0
    preopen: bytes | None = None

    def filetype(self) -> FileType:
        """What kind of thing it is."""
        return FileType.UNKNOWN

    def rights(self) -> Rights:
        """What may be done with it."""
        return Rights(0)

    def read(self, size: int) -> bytes:
        """At most this many bytes, at least one; none at the end. Waits for the first one only."""
        raise Failure(Errno.EBADF)

    def write(self, data: bytes) -> int:
        """Write as much as can be written now; gives how many bytes that was."""
        raise Failure(Errno.EBADF)

    def seek(self, offset: int, whence: int) -> int:
        """Go to another place; gives its distance from the beginning. `whence` is as in `os`."""
        raise Failure(Errno.ESPIPE)

    def close(self) -> None:
        """The program needs it no more."""

    def fileno(self) -> int:
        """The descriptor of the host that it stands for; fails, or raises OSError, when there is none."""
        raise Failure(Errno.EBADF)
