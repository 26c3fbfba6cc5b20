"""Memory instances.

Spec: §4.2.9 (syntax-meminst)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from operator import index
from threading import RLock
from typing import Any, Protocol, TypeAlias, overload
from weakref import WeakSet

from interpreter.errors import BoundsError, Exhaustion
from interpreter.runtime.pages import Pages
from interpreter.runtime.show import show_count
from interpreter.runtime.types import MemoryType
from wasm_construct.syntax.types import Limits, NumType

_GROWTH = RLock()  # finalizers may grow memories, too
_PAGE_SIZE_LOG2 = 16
_ROOM_64 = 1 << 36
"""How many bytes are kept free for a 64-bit memory to grow into, unless its own maximum is less."""

Buffer: TypeAlias = Any
"""Bytes: an object with the buffer protocol, or an iterable of integers."""


class Watcher(Protocol):
    """Keeps the view of a memory, and has to hear of each new one."""

    def memory_grew(self, memory: Memory) -> None:
        """Take the new `view` of the memory."""


class Memory:
    """A memory. `view` is all of its bytes, shared with the code that runs. Spec: §4.2.9 (syntax-meminst)

    `limits` are those that it was made with, `most` is the number of pages it can have at most here.
    """

    __slots__ = ("__weakref__", "_pages", "_watchers", "limits", "mod_name", "most", "name", "page_size_log2", "view")

    def __init__(self, type: MemoryType | Limits, most: int | None = None) -> None:  # noqa: A002
        """Make a memory of zeros; `most` limits further how many pages it may grow to. Raises Exhaustion."""
        limits = type.limits if isinstance(type, MemoryType) else type
        self.limits = limits
        self.page_size_log2 = _PAGE_SIZE_LOG2 if limits.page_size_log2 is None else limits.page_size_log2
        bits = 32 if limits.addrtype is NumType.I32 else 64
        largest = 1 << (bits - self.page_size_log2)
        if self.page_size_log2 == 0:
            largest -= 1  # the number of pages, too, is an address
        self.most = min(bound for bound in (limits.max, most, largest) if bound is not None)
        size = limits.min << self.page_size_log2
        if limits.min > self.most:
            raise Exhaustion(
                f"a memory of {show_count(limits.min, 'page')} is more than the {self.most} that it may have"
            )
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

    @property
    def base(self) -> int | None:
        """The address of its first byte, for engines whose code is not Python's: the same as long as the memory lives.

        None where the system reserves no addresses, so that the bytes move when the memory grows. Only the bytes of
        `view` are the memory's: code checks bounds by itself.
        """
        return self._pages.base

    @property
    def guarded(self) -> bool:
        """Whether bytes beyond the memory, but for those of the system's page in which it ends, cannot be used."""
        return self._pages.guarded

    def watch(self, watcher: Watcher) -> None:
        """Call `watcher.memory_grew` after each growth; holds a weak reference."""
        self._watchers.add(watcher)

    def grow_by(self, delta: int) -> int:
        """Add pages of zeros; the number of pages before, or -1 when it cannot grow. Spec: §4.7.1 (grow-mem)"""
        with _GROWTH:  # two threads may grow a shared memory
            before = self.pages
            if delta == 0:
                return before
            if not 0 <= delta <= self.most - before or not self._pages.grow(before + delta << self.page_size_log2):
                return -1
            try:
                self._publish_view()
            except BaseException:  # an interruption came in the middle
                self._publish_view()
                raise
        return before

    def _publish_view(self) -> None:
        """Make `view` cover all bytes of the memory, and give it to all watchers."""
        self.view = self._pages.view
        for watcher in list(self._watchers):
            watcher.memory_grew(self)

    def ty(self) -> MemoryType:
        """Its type, with its size now as the minimum."""
        return MemoryType.of(replace(self.limits, min=self.pages))

    def size(self) -> int:
        """Its size, in pages."""
        return len(self.view) >> self.page_size_log2

    def data_size(self) -> int:
        """Its size, in bytes."""
        return len(self.view)

    def grow(self, count: int) -> int:
        """Add pages of zeros, all or none; the number of pages before. Raises BoundsError when it cannot."""
        before = self.grow_by(count)
        if before < 0:
            raise BoundsError(
                f"a memory of {show_count(self.pages, 'page')} that may have {self.most} cannot grow by {count}"
            )
        return before

    # ---- bytes

    def read(self, offset: int, length: int) -> bytes:
        """A copy of `length` bytes from `offset`; raises BoundsError when not all of them are there."""
        view = self.view
        end = offset + length
        if 0 <= offset <= end <= len(view):
            return view[offset:end].tobytes()
        raise self._outside(offset, length)

    def write(self, data: Buffer, offset: int) -> None:
        """Copy bytes to `offset`; raises BoundsError, and writes nothing, when there is no room for all of them."""
        if data.__class__ is not bytes:
            data = _as_bytes(data)
        view = self.view
        end = offset + len(data)
        if not 0 <= offset <= end <= len(view):
            raise self._outside(offset, len(data))
        view[offset:end] = data

    def data_pointer(self, offset: int, length: int) -> memoryview:
        """A view of these bytes that cannot be written to, without copying; raises BoundsError."""
        return self.data_pointer_mut(offset, length).toreadonly()

    def data_pointer_mut(self, offset: int, length: int) -> memoryview:
        """A view of these bytes, without copying: what is written to it is in the memory; raises BoundsError."""
        end = offset + length
        if 0 <= offset <= end <= len(self.view):
            return self.view[offset:end]
        raise self._outside(offset, length)

    def typed(self, kind: str, offset: int = 0, count: int | None = None) -> memoryview[Any]:
        """A view of numbers, as many as there are or `count`, without copying; raises BoundsError.

        `kind` is one of i8, u8, i16, u16, i32, u32, i64, u64, f32, f64. The numbers are in the order of bytes of the
        machine, which is that of WebAssembly but for very few machines.
        """
        if kind not in _FORMATS:
            raise ValueError(f"{kind!r} is none of {', '.join(_FORMATS)}")
        format_, size = _FORMATS[kind]
        if count is None:
            count = max(len(self.view) - offset, 0) // size
        view: memoryview[Any] = self.data_pointer_mut(offset, count * size).cast(format_)
        return view

    # ---- text

    def read_string(self, offset: int, length: int | None = None, encoding: str = "utf-8") -> str:
        """The text in `length` bytes, or up to the next zero byte; raises UnicodeDecodeError.

        Raises BoundsError when not all of it is there, or no zero byte follows up to the end of the memory.
        """
        if length is None:
            length = self._length(offset)
        return self.read(offset, length).decode(encoding)

    def _length(self, offset: int) -> int:
        view = self.view
        if not 0 <= offset <= len(view):
            raise self._outside(offset, 1)
        for start in range(offset, len(view), _CHUNK):
            found = view[start : start + _CHUNK].tobytes().find(0)
            if found >= 0:
                return start + found - offset
        raise BoundsError(f"no zero byte follows offset 0x{offset:x}")

    def write_string(self, text: str, offset: int, *, zero: bool = False, encoding: str = "utf-8") -> int:
        """Write a text, and with `zero` a zero byte after it; the number of bytes written. Raises BoundsError."""
        data = text.encode(encoding) + b"\0" * zero
        self.write(data, offset)
        return len(data)

    # ---- as a sequence of bytes

    def __len__(self) -> int:
        return len(self.view)

    def __bytes__(self) -> bytes:
        return self.view.tobytes()

    def __buffer__(self, flags: int) -> memoryview:
        return self.view

    def __iter__(self) -> Iterator[int]:
        return iter(self.view)

    @overload
    def __getitem__(self, at: int) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> bytes: ...

    def __getitem__(self, at: int | slice) -> int | bytes:
        view = self.view
        if isinstance(at, slice):
            start, stop = self._span(at)
            return view[start:stop].tobytes()
        try:
            if 0 <= at < len(view):
                number: int = view[at]
                return number
        except TypeError:
            raise _no_index(at) from None
        raise self._outside(at, 1)

    def __setitem__(self, at: int | slice, value: Any) -> None:
        view = self.view
        if isinstance(at, slice):
            start, stop = self._span(at)
            data = value if value.__class__ is bytes else _as_bytes(value)
            if len(data) != stop - start:
                raise ValueError(f"{show_count(stop - start, 'byte')} cannot be set to {show_count(len(data), 'byte')}")
            view[start:stop] = data
            return
        try:
            if 0 <= at < len(view):
                view[at] = value
                return
        except TypeError:
            if not hasattr(at, "__index__"):
                raise _no_index(at) from None
            raise
        raise self._outside(at, 1)

    def _span(self, part: slice) -> tuple[int, int]:
        """Start and end of a slice; unlike in a list it must be there as a whole."""
        start, stop = part.start, part.stop
        start = 0 if start is None else index(start)
        stop = len(self.view) if stop is None else index(stop)
        if part.step is not None and part.step != 1:
            raise ValueError("a slice of a memory has no step")
        if 0 <= start <= stop <= len(self.view):
            return start, stop
        raise self._outside(start, stop - start)

    def _outside(self, offset: int, length: int) -> BoundsError:
        if length < 0:
            return BoundsError(f"a length of {length} bytes")
        hint = ": addresses have no sign, add 2**32" if offset < 0 else ""
        what = f"{show_count(length, 'byte')} at {offset}, the memory has {len(self.view)}"
        return BoundsError(f"out of bounds memory access: {what}{hint}")

    # ---- copies

    def __getstate__(self) -> dict[str, Any]:
        kept = {name: getattr(self, name) for name in ("limits", "most", "name", "mod_name")}
        return {**kept, "pages": self.pages, "data": self._used().tobytes()}

    def _used(self) -> memoryview:
        """All bytes but the zeros at the end, which may be billions."""
        view, end = self.view, len(self.view)
        while end:
            start = max(0, end - _LARGE_CHUNK)
            rest = view[start:end].tobytes().rstrip(b"\0")
            if rest:
                return view[: start + len(rest)]
            end = start
        return view[:0]

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(replace(state["limits"], min=state["pages"]), state["most"])  # type: ignore[misc]
        self.limits = state["limits"]
        self.name, self.mod_name = state["name"], state["mod_name"]
        self.view[: len(state["data"])] = state["data"]

    def __repr__(self) -> str:
        return f"<Memory {'' if self.name is None else f'{self.name!r} '}of {show_count(self.pages, 'page')}>"


_CHUNK = 4096
_LARGE_CHUNK = 1 << 20
_FORMATS: dict[str, tuple[Any, int]] = {
    "i8": ("b", 1),
    "u8": ("B", 1),
    "i16": ("h", 2),
    "u16": ("H", 2),
    "i32": ("i", 4),
    "u32": ("I", 4),
    "i64": ("q", 8),
    "u64": ("Q", 8),
    "f32": ("f", 4),
    "f64": ("d", 8),
}
"""How Python's memoryview calls the kinds of numbers, and how many bytes each takes."""


def _no_index(at: object) -> TypeError:
    return TypeError(f"the place in a memory is an integer or a slice, not {at!r}")


def _as_bytes(data: Buffer) -> bytes | memoryview:
    """The bytes of a Buffer; raises TypeError for any other object."""
    try:
        return memoryview(data).cast("B")
    except TypeError:
        if isinstance(data, str):
            raise TypeError("a memory holds bytes: encode the text, or use write_string") from None
        if isinstance(data, int):
            raise TypeError("bytes are wanted, not a number") from None
        return bytes(data)
