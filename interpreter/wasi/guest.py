"""Checked access to the memory of a program.

Addresses and lengths are unsigned ints. An access that is not within the memory fails with EFAULT, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from struct import Struct, error

from interpreter.wasi.errno import Errno, Failure

NOTHING = memoryview(bytearray())
"""Stands in for the memory of a program that has none."""

U32 = Struct("<I")
U64 = Struct("<Q")
_PAIR = Struct("<II")


def span(view: memoryview, address: int, length: int) -> memoryview:
    """A part of the memory, as a view; fails with EFAULT."""
    if address + length > len(view):
        raise Failure(Errno.EFAULT)
    return view[address : address + length]


def store(view: memoryview, layout: Struct, address: int, *values: int) -> None:
    """Write numbers at an address; fails with EFAULT."""
    try:
        layout.pack_into(view, address, *values)
    except error:
        raise Failure(Errno.EFAULT) from None


def buffers(view: memoryview, address: int, count: int) -> Iterator[memoryview]:
    """The buffers in an array of addresses and lengths; fails with EFAULT. Source: WASI preview 1, iovec and ciovec"""
    for start, length in _PAIR.iter_unpack(span(view, address, 8 * count)):
        yield span(view, start, length)


# ---- lists of strings: arguments, environment


def store_sizes(view: memoryview, strings: Sequence[bytes], count_at: int, size_at: int) -> None:
    """Write the number of strings, and how many bytes they take together, each with a zero byte at its end."""
    count, size = span(view, count_at, 4), span(view, size_at, 4)
    U32.pack_into(count, 0, len(strings))
    U32.pack_into(size, 0, sum(map(len, strings)) + len(strings))


def store_strings(view: memoryview, strings: Sequence[bytes], pointers_at: int, buffer_at: int) -> None:
    """Write the strings, each with a zero byte at its end, and an array of their addresses."""
    data = b"".join([string + b"\0" for string in strings])
    pointers, buffer = span(view, pointers_at, 4 * len(strings)), span(view, buffer_at, len(data))
    buffer[:] = data
    address = buffer_at
    for number, string in enumerate(strings):
        U32.pack_into(pointers, 4 * number, address)
        address += len(string) + 1
