"""Descriptors. Source: WASI preview 1, fd_*"""

from __future__ import annotations

import os
from struct import Struct

from interpreter.wasi.errno import Errno, Failure
from interpreter.wasi.guest import U32, U64, buffers, span, store
from interpreter.wasi.state import State

MOST = 1 << 20
"""How many bytes several buffers may have together in one call; of more, a part is read or written."""

_PRESTAT = Struct("<BxxxI")
_FDSTAT = Struct("<BxHxxxxQQ")
_DIRECTORY = 0  # the only kind of preopen


def _taken(view: memoryview, address: int, count: int) -> tuple[list[memoryview], int]:
    """The buffers of one call, and their size together: as many as there is room for, one at least."""
    taken, total = [], 0
    for buffer in buffers(view, address, count):
        if total and total + len(buffer) > MOST:
            break
        taken.append(buffer)
        total += len(buffer)
    return taken, total


def fd_write(state: State, view: memoryview, fd: int, iovs: int, count: int, nwritten: int) -> None:
    """Write what stands in several buffers."""
    descriptor = state.descriptor(fd)
    result = span(view, nwritten, 4)
    taken, _ = _taken(view, iovs, count)
    U32.pack_into(result, 0, descriptor.write(b"".join(taken)))


def fd_read(state: State, view: memoryview, fd: int, iovs: int, count: int, nread: int) -> None:
    """Read into several buffers, one after the other."""
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
    """Give a descriptor up."""
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
    """Go to another place in a file, and say how far from its beginning that is."""
    _seek(state, view, fd, offset, _WHENCE.get(whence), result)


def fd_seek_unstable(state: State, view: memoryview, fd: int, offset: int, whence: int, result: int) -> None:
    """The same with the numbers that `wasi_unstable` had for where to count from."""
    _seek(state, view, fd, offset, _WHENCE_UNSTABLE.get(whence), result)


def fd_tell(state: State, view: memoryview, fd: int, result: int) -> None:
    """The place in a file."""
    _seek(state, view, fd, 0, os.SEEK_CUR, result)


def fd_fdstat_get(state: State, view: memoryview, fd: int, result: int) -> None:
    """What kind of thing a descriptor stands for, its flags, and what may be done with it."""
    descriptor = state.descriptor(fd)
    store(view, _FDSTAT, result, descriptor.filetype(), descriptor.flags, descriptor.rights(), 0)


def fd_fdstat_set_flags(state: State, view: memoryview, fd: int, flags: int) -> None:
    """Change the flags of a descriptor: to the ones that it has."""
    if flags != state.descriptor(fd).flags:
        raise Failure(Errno.ENOTSUP)


def fd_prestat_get(state: State, view: memoryview, fd: int, result: int) -> None:
    """How long the name is that a directory was given under; fails for what is no such directory."""
    store(view, _PRESTAT, result, _DIRECTORY, len(_preopen(state, fd)))


def fd_prestat_dir_name(state: State, view: memoryview, fd: int, path: int, length: int) -> None:
    """The name that a directory was given under."""
    name = _preopen(state, fd)
    if len(name) > length:
        raise Failure(Errno.ENAMETOOLONG)
    span(view, path, len(name))[:] = name


def _preopen(state: State, fd: int) -> bytes:
    name = state.descriptor(fd).preopen
    if name is None:
        raise Failure(Errno.EBADF)
    return name
