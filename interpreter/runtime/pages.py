"""The bytes of a memory: an address range that stays where it is while more of it comes into use.

    base                      base + size     the next page of the system            base + reserved
    | in use: `view`                | not in use, zero |  nobody can read or write this        |

The range is reserved at once, as large as the memory may become. What is not in use is protected, and growing takes the
protection away, so a byte beyond the memory can neither be read, nor be written and show up later. Where the system
does not reserve, the bytes move when they grow; where it does not protect, the range is open from the beginning.

Spec: §4.2.9 (syntax-meminst)
"""

from __future__ import annotations

import ctypes
import gc
import mmap
import sys
from collections.abc import Callable
from functools import cache
from threading import RLock

_NORESERVE = getattr(mmap, "MAP_NORESERVE", 0x4000 if sys.platform == "linux" else 0)
_UNCOLLECTED = 1 << 28
"""How many bytes of memories may become garbage before it is collected: Python's collector does not see their size."""


class Pages:
    """Bytes, zero at first. `view` is the part in use; views that were handed out stay valid when it grows.

    `reserved`: the bytes stay where they are; else growing moves them, and older views show an older state. `guarded`:
    no bytes beyond the system's page in which the memory ends can be read or written.
    """

    __slots__ = ("_whole", "guarded", "reserved", "view")

    def __init__(self, size: int, most: int) -> None:
        """Begin with `size` bytes, and room for `most`; raises MemoryError when the system has not even `size`."""
        _USED.before(size)
        whole = _reserve(max(size, most, 1))
        self.reserved = whole is not None
        self._whole = _moving(size) if whole is None else whole
        self.guarded = self.reserved and self._protect(_pages_up(size), len(self._whole), _NOBODY)
        self.view = self._whole[:size]
        _USED.add(size, 1)

    @property
    def base(self) -> int | None:
        """The address of the first byte, which stays the same; None where addresses are not reserved."""
        return ctypes.addressof(ctypes.c_char.from_buffer(self._whole)) if self.reserved else None

    def _protect(self, start: int, end: int, who: int) -> bool:
        """Set who may use these whole pages of the system; False when the system refuses."""
        if end <= start:
            return True
        protect, base = _mprotect(), self.base
        return protect is not None and base is not None and protect(base + start, end - start, who) == 0

    def __del__(self) -> None:
        if hasattr(self, "view"):  # else it never came to be
            _USED.add(-len(self.view), -1)

    def grow(self, size: int) -> bool:
        """Have `size` bytes from now on; False, and nothing has changed, when the system has not so many."""
        if size > len(self._whole):
            if self.reserved:
                return False
            try:
                moved = _moving(size)
            except MemoryError:
                return False
            moved[: len(self.view)] = self.view
            self._whole = moved
        if self.guarded:
            used, usable = len(self.view), min(_pages_up(len(self.view)), size)
            if not self._protect(_pages_up(used), min(_pages_up(size), len(self._whole)), _EVERYBODY):
                return False
            if usable > used:  # the rest of a page of the system, which machine code could have written to
                self._whole[used:usable] = bytes(usable - used)
        _USED.add(size - len(self.view))
        self.view = self._whole[:size]
        return True


_NOBODY, _EVERYBODY = 0, mmap.PROT_READ | mmap.PROT_WRITE if sys.platform != "win32" else 0


def _pages_up(size: int) -> int:
    """A size, rounded up to whole pages of the system."""
    return -(-size // mmap.PAGESIZE) * mmap.PAGESIZE


@cache
def _mprotect() -> Callable[[int, int, int], int] | None:
    """The system's function of this name, from an address, a size and flags to 0 or -1; None where there is none."""
    try:
        protect = ctypes.CDLL(None).mprotect
    except (AttributeError, OSError, TypeError):
        return None
    protect.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    found: Callable[[int, int, int], int] = protect
    return found


def _reserve(room: int) -> memoryview | None:
    """Address space; None when there is not so much. To take what there is would leave none for anything else."""
    if sys.platform == "win32":  # there an anonymous mapping counts as used from the beginning
        return None
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _NORESERVE
    for _ in range(2):
        try:
            return memoryview(mmap.mmap(-1, room, flags=flags))
        except (OSError, OverflowError, ValueError, MemoryError):
            if not _USED.worth_collecting():
                break
    return None


def _moving(size: int) -> memoryview:
    try:
        return memoryview(bytearray(size))
    except (MemoryError, OverflowError):
        raise MemoryError(f"the system has no room for a memory of {size} bytes") from None


class _Used:
    """How many bytes all memories have; has garbage collected when they have become twice as many."""

    def __init__(self) -> None:
        self._lock = RLock()  # a collection may end memories
        self._bytes = self._count = self._left = 0
        self._enough = _UNCOLLECTED

    def add(self, size: int, memories: int = 0) -> None:
        """Count bytes, and memories, that begin or end."""
        with self._lock:
            self._bytes += size
            self._count += memories
            self._enough = min(self._enough, 2 * self._bytes + _UNCOLLECTED) if size < 0 else self._enough

    def before(self, size: int) -> None:
        """Collect garbage, if it is time for it, before there are so many more bytes."""
        if self._bytes + size > self._enough:
            gc.collect()
            self._enough = 2 * (self._bytes + size) + _UNCOLLECTED

    def worth_collecting(self) -> bool:
        """Collect garbage, unless memories are as many as after the last time: whether there are fewer then."""
        before = self._count
        if before > self._left:
            gc.collect()
            self._left = 2 * self._count + 32
        return self._count < before


_USED = _Used()
