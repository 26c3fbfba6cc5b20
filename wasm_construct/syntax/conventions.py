"""What the contents of several custom sections have in common: kinds, flags and subsections."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

_T = TypeVar("_T")


class Kind(Enum):
    """A small number that says what something is; `repr` is its name in Python."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


def flag(bit: int, doc: str) -> property:
    """One bit of the attribute `flags`, as a bool that can be set."""

    def get(self: Any) -> bool:
        return bool(self.flags & bit)

    def put(self: Any, on: bool) -> None:
        self.flags = self.flags | bit if on else self.flags & ~bit

    return property(get, put, doc=doc)


@dataclass(slots=True)
class UnknownSubsection:
    """A subsection with an id that no document gives a meaning."""

    id: int
    data: bytes
    size_width: int = field(default=0, init=False, compare=False, repr=False)


class Subsections:
    """A content that is made of subsections, in the order of the file."""

    __slots__ = ()
    subsections: list[Any]

    def find(self, cls: type[_T]) -> _T | None:
        """The first subsection of this class."""
        return next((sub for sub in self.subsections if isinstance(sub, cls)), None)
