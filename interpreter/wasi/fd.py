"""Descriptors. Source: WASI preview 1, fd_*"""

from __future__ import annotations

import os
from struct import Struct

from interpreter.wasi.errno import Errno, Failure
from interpreter.wasi.guest import U32, U64, buffers, span, store
from interpreter.wasi.state import State

MOST = 1 << 20
"""How many bytes one call reads or writes at most, if it is given several buffers."""

_PRESTAT = Struct("<BxxxI")
_FDSTAT = Struct("<BxHxxxxQQ")
_DIRECTORY = 0  # the only kind of preopen


def _taken(view: memoryview, address: int, count: int) -> tuple[list[memoryview], int]:
    """The first buffers of a call, up to MOST bytes but at least one buffer, and their total size."""
    taken, total = [], 0
    for buffer in buffers(view, address, count):
        if total and total + len(buffer) > MOST:
            break
        taken.append(buffer)
        total += len(buffer)
    return taken, total


def fd_write(state: State, view: memoryview, fd: int, iovs: int, count: int, nwritten: int) -> None:
    """Write the bytes in several buffers, and store how many were written."""
    descriptor = state.descriptor(fd)
    result = span(view, nwritten, 4)
    taken, _ = _taken(view, iovs, count)
    U32.pack_into(result, 0, descriptor.write(b"".join(taken)))


def fd_read(state: State, view: memoryview, fd: int, iovs: int, count: int, nread: int) -> None:
    """Read into several buffers, one after the other, and store how many bytes were read."""
    descriptor = state.descriptor(fd)
    result = span(view, nread, 4)
    taken, total = _taken(view, iovs, count)
    data = descriptor.read(total) if total else b""
    U32.pack_into(result, 0, len(data))
    start = 0
    for buffer in taken:
        part = data[start : start + len(buffer)]
        buffer[: len(part)] = part
        start += len(part)


def fd_close(state: State, view: memoryview, fd: int) -> None:
    """Close a descriptor."""
    state.descriptor(fd).close()
    del state.descriptors[fd]


def _seek(state: State, view: memoryview, fd: int, offset: int, whence: int | None, result: int) -> None:
    descriptor = state.descriptor(fd)
    if whence is None:
        raise Failure(Errno.EINVAL)
    place = span(view, result, 8)
    U64.pack_into(place, 0, descriptor.seek((offset ^ 1 << 63) - (1 << 63), whence))


_WHENCE = {0: os.SEEK_SET, 1: os.SEEK_CUR, 2: os.SEEK_END}
_WHENCE_UNSTABLE = {0: os.SEEK_CUR, 1: os.SEEK_END, 2: os.SEEK_SET}


def fd_seek(state: State, view: memoryview, fd: int, offset: int, whence: int, result: int) -> None:
    """Set the position in a file, and store it, counted from the beginning."""
    _seek(state, view, fd, offset, _WHENCE.get(whence), result)


def fd_seek_unstable(state: State, view: memoryview, fd: int, offset: int, whence: int, result: int) -> None:
    """The same as `fd_seek`, with the numbers that `wasi_unstable` had for `whence`."""
    _seek(state, view, fd, offset, _WHENCE_UNSTABLE.get(whence), result)


def fd_tell(state: State, view: memoryview, fd: int, result: int) -> None:
    """Store the position in a file."""
    _seek(state, view, fd, 0, os.SEEK_CUR, result)


def fd_fdstat_get(state: State, view: memoryview, fd: int, result: int) -> None:
    """Store the kind of file, the flags and the rights of a descriptor."""
    descriptor = state.descriptor(fd)
    store(view, _FDSTAT, result, descriptor.filetype(), descriptor.flags, descriptor.rights(), 0)


def fd_fdstat_set_flags(state: State, view: memoryview, fd: int, flags: int) -> None:
    """Set the flags of a descriptor; fails unless they are the ones that it already has."""
    if flags != state.descriptor(fd).flags:
        raise Failure(Errno.ENOTSUP)


def fd_prestat_get(state: State, view: memoryview, fd: int, result: int) -> None:
    """Store the length of the name of a preopened directory; fails for any other descriptor."""
    store(view, _PRESTAT, result, _DIRECTORY, len(_preopen(state, fd)))


def fd_prestat_dir_name(state: State, view: memoryview, fd: int, path: int, length: int) -> None:
    """Store the name of a preopened directory; fails for any other descriptor."""
    name = _preopen(state, fd)
    if len(name) > length:
        raise Failure(Errno.ENAMETOOLONG)
    span(view, path, len(name))[:] = name


def _preopen(state: State, fd: int) -> bytes:
    name = state.descriptor(fd).preopen
    if name is None:
        raise Failure(Errno.EBADF)
    return name
