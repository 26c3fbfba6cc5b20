"""Values that remember an encoding longer than it had to be.

A number, or the length or count in front of a sequence, is a LEB128 and may be padded with zero bits. Such a value is
an ordinary `int`, `str`, `bytes`, `list` or `tuple` that also knows the `width` in bytes of its LEB128, so that
building gives the same bytes again. They are made for padded encodings only; equality ignores the width.
"""

from __future__ import annotations

from typing import Any, TypeVar

_T = TypeVar("_T")


class PaddedInt(int):
    """An integer read from a LEB128 of `width` bytes where fewer would do."""

    width: int

    def __new__(cls, value: int, width: int) -> PaddedInt:
        self = super().__new__(cls, value)
        self.width = width
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return PaddedInt, (int(self), self.width)


class PaddedStr(str):
    """A name whose length was written in `width` bytes where fewer would do."""

    width: int

    def __new__(cls, value: str, width: int) -> PaddedStr:
        self = super().__new__(cls, value)
        self.width = width
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return PaddedStr, (str(self), self.width)


class PaddedBytes(bytes):
    """A byte string whose length was written in `width` bytes where fewer would do."""

    width: int

    def __new__(cls, value: bytes, width: int) -> PaddedBytes:
        self = super().__new__(cls, value)
        self.width = width
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return PaddedBytes, (bytes(self), self.width)


class PaddedList(list[_T]):
    """A list whose count was written in `width` bytes where fewer would do."""

    width: int

    def __init__(self, items: Any = (), width: int = 0) -> None:
        super().__init__(items)
        self.width = width

    def __reduce__(self) -> tuple[Any, ...]:
        return PaddedList, (list(self), self.width)


class PaddedTuple(tuple[_T, ...]):
    """A tuple whose count was written in `width` bytes where fewer would do."""

    width: int

    def __new__(cls, items: Any, width: int) -> PaddedTuple[_T]:
        self = super().__new__(cls, items)
        self.width = width
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return PaddedTuple, (tuple(self), self.width)


_KINDS: dict[type, Any] = {
    int: PaddedInt,
    str: PaddedStr,
    bytes: PaddedBytes,
    list: PaddedList,
    tuple: PaddedTuple,
}


def padded(value: Any, width: int) -> Any:
    """The same value, carrying the width of its LEB128 (or of the one in front of it)."""
    return _KINDS[type(value)](value, width)


def width_of(value: object) -> int:
    """How many bytes the LEB128 of this value (or in front of it) takes at least; 0 for as few as it needs."""
    return getattr(value, "width", 0)
