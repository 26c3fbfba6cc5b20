"""The bytes of a memory: an address range that stays where it is while more of it comes into use.

Spec: §4.2.9 (syntax-meminst)
"""

from __future__ import annotations

import mmap
import sys

_NORESERVE = getattr(mmap, "MAP_NORESERVE", 0x4000 if sys.platform == "linux" else 0)
_SMALLEST = 1 << 24  # a reservation that is refused is tried again with half the size, down to this


class Pages:
    """Bytes, zero at first. `view` is the part in use; views that were handed out stay valid when it grows.

    Where the system does not reserve addresses, growing moves the bytes: older views then show an older state.
    """

    __slots__ = ("_whole", "reserved", "view")

    def __init__(self, size: int, most: int) -> None:
        """Begin with `size` bytes, at most `most` will be asked for; raises MemoryError when `size` cannot be had."""
        whole = _reserve(size, most)
        self._whole = memoryview(bytearray(size)) if whole is None else whole
        self.reserved = whole is not None
        self.view = self._whole[:size]

    def grow(self, size: int) -> bool:
        """Have `size` bytes; False, and nothing has changed, when that cannot be had."""
        if size > len(self._whole):
            if self.reserved:
                return False
            try:
                moved = bytearray(size)
            except (MemoryError, OverflowError):
                return False
            moved[: len(self.view)] = self.view
            self._whole = memoryview(moved)
        self.view = self._whole[:size]
        return True


def _reserve(size: int, most: int) -> memoryview | None:
    if sys.platform == "win32":  # there an anonymous mapping counts as used from the beginning
        return None
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _NORESERVE
    room = max(size, most, 1)
    while True:
        try:
            return memoryview(mmap.mmap(-1, room, flags=flags))
        except (OSError, OverflowError, ValueError, MemoryError) as error:
            if room <= size:
                raise MemoryError(f"a memory of {size} bytes cannot be had") from error
            room = max(size, room // 2 if room > _SMALLEST else size)
