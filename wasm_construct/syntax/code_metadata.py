"""The contents of the `metadata.code.*` sections: remarks on places in the code.

Source: the tool conventions, CodeMetadata.md; the branch-hinting proposal
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

_T = TypeVar("_T")


@dataclass(slots=True)
class BranchHint:
    """Whether the `if` or `br_if` at this offset is likely to be taken.

    Offsets count from the start of the function's locals. `size` is that of the hint in bytes, which is always 1.
    """

    offset: int
    likely: bool
    size: int = field(default=1, compare=False, repr=False)


@dataclass(slots=True)
class CodeRemark:
    """A remark of a type that this library does not know, on the instruction (or function) at this offset."""

    offset: int
    data: bytes


@dataclass(slots=True)
class FuncMetadata(Generic[_T]):
    """The remarks on one function."""

    func: int
    items: list[_T] = field(default_factory=list)


@dataclass(slots=True)
class CodeMetadata(Generic[_T]):
    """All functions of a code metadata section, in the order of the file."""

    funcs: list[FuncMetadata[_T]] = field(default_factory=list)

    def of(self, func: int) -> list[_T]:
        """The remarks on the function with this index."""
        return [item for entry in self.funcs if entry.func == func for item in entry.items]
