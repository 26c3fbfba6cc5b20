"""Memory instances.

Spec: §4.2.9 (syntax-meminst)
"""

from __future__ import annotations

from threading import Lock
from typing import Protocol
from weakref import WeakSet

from interpreter.errors import Exhaustion
from interpreter.runtime.pages import Pages
from wasm_construct.syntax.types import Limits, NumType

_GROWTH = Lock()
_PAGE_SIZE_LOG2 = 16
_ROOM_64 = 1 << 36
"""How many bytes are kept free for a 64-bit memory to grow into, unless its own maximum is less."""


class Watcher(Protocol):
    """Somebody who keeps the view of a memory, and wants to hear of a new one."""

    def memory_grew(self, memory: Memory) -> None:
        """The memory has another `view` now."""
        raise NotImplementedError


class Memory:
    """A memory. `view` is all of its bytes, shared with the code that runs. Spec: §4.2.9 (syntax-meminst)

    `limits` are those that it was made with, `most` is the number of pages it can have at most here.
    """

    __slots__ = ("__weakref__", "_pages", "_watchers", "limits", "mod_name", "most", "name", "page_size_log2", "view")

    def __init__(self, limits: Limits, most: int | None = None) -> None:
        """Make a memory of `limits.min` pages; `most` limits further what it may grow to. Raises Exhaustion."""
        self.limits = limits
        self.page_size_log2 = _PAGE_SIZE_LOG2 if limits.page_size_log2 is None else limits.page_size_log2
        bits = 32 if limits.addrtype is NumType.I32 else 64
        largest = 1 << (bits - self.page_size_log2)
        if self.page_size_log2 == 0:
            largest -= 1  # the number of pages, too, is an address
        self.most = min(bound for bound in (limits.max, most, largest) if bound is not None)
        size = limits.min << self.page_size_log2
        if limits.min > self.most:
            raise Exhaustion(f"a memory of {limits.min} pages is more than the {self.most} that it may have")
        try:
            self._pages = Pages(size, min(self.most << self.page_size_log2, max(size, _ROOM_64)))
        except MemoryError as error:
            raise Exhaustion(f"out of memory: {error}") from None
        self.view = self._pages.view
        self.name: str | None = None
        self.mod_name: str | None = None
        self._watchers: WeakSet[Watcher] = WeakSet()

    @property
    def pages(self) -> int:
        """Its size, in pages."""
        return len(self.view) >> self.page_size_log2

    def watch(self, watcher: Watcher) -> None:
        """Tell this one, as long as it lives, whenever the memory has grown."""
        self._watchers.add(watcher)

    def grow_by(self, delta: int) -> int:
        """Add pages of zeros; the number of pages before, or -1 when it cannot grow. Spec: §4.7.1 (grow-mem)"""
        with _GROWTH:  # two threads may grow a shared memory
            before = self.pages
            if delta == 0:
                return before
            if not 0 <= delta <= self.most - before or not self._pages.grow(before + delta << self.page_size_log2):
                return -1
            self.view = self._pages.view
        for watcher in list(self._watchers):
            watcher.memory_grew(self)
        return before

    def __repr__(self) -> str:
        return f"<Memory {'' if self.name is None else f'{self.name!r} '}of {self.pages} pages>"
