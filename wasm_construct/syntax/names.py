"""The content of the `name` section.

Spec: §7.7.1 (binary-namesec)
Source: the extended-name-section proposal, the further subsections
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from wasm_construct.syntax.indices import WITHIN, IndexSpace

SUBSECTIONS = {space: number for number, space in enumerate(IndexSpace, start=1)}
"""The ids of the subsections with a map of names."""
INDIRECT = frozenset(WITHIN)
"""The spaces in which a name belongs to an index within a function or a type."""


@dataclass(slots=True)
class NameAssoc:
    """An index and its name. Spec: §7.7.1 (binary-namemap)"""

    index: int
    name: str


@dataclass(slots=True)
class IndirectNameAssoc:
    """An index, and names for what lies within it. Spec: §7.7.1 (binary-indirectnamemap)"""

    index: int
    names: list[NameAssoc]


@dataclass(slots=True)
class ModuleName:
    """The name of the module. Spec: §7.7.1 (binary-modulenamesec)"""

    id: ClassVar[int] = 0
    name: str
    size_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class NameMap:
    """Names for an index space. Spec: §7.7.1 (binary-funcnamesec)"""

    space: IndexSpace
    names: list[NameAssoc]
    size_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class IndirectNameMap:
    """Names for what lies within each index of a space. Spec: §7.7.1 (binary-localnamesec)"""

    space: IndexSpace
    names: list[IndirectNameAssoc]
    size_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class UnknownNames:
    """A subsection with an id that no specification gives a meaning."""

    id: int
    data: bytes
    size_width: int = field(default=0, init=False, compare=False, repr=False)


NameSubsection: TypeAlias = ModuleName | NameMap | IndirectNameMap | UnknownNames


@dataclass(slots=True)
class Names:
    """All subsections of a name section, in the order of the file."""

    subsections: list[NameSubsection] = field(default_factory=list)

    @property
    def module(self) -> str | None:
        """The name of the module."""
        return next((sub.name for sub in self.subsections if isinstance(sub, ModuleName)), None)

    def map(self, space: IndexSpace) -> dict[int, str]:
        """The names of an index space, by index; the first one counts where there are several."""
        found: dict[int, str] = {}
        for sub in self.subsections:
            if isinstance(sub, NameMap) and sub.space is space:
                for assoc in sub.names:
                    found.setdefault(assoc.index, assoc.name)
        return found

    def indirect_map(self, space: IndexSpace) -> dict[int, dict[int, str]]:
        """The names of locals, labels or fields, by the index they belong to and their own."""
        found: dict[int, dict[int, str]] = {}
        for sub in self.subsections:
            if isinstance(sub, IndirectNameMap) and sub.space is space:
                for outer in sub.names:
                    inner = found.setdefault(outer.index, {})
                    for assoc in outer.names:
                        inner.setdefault(assoc.index, assoc.name)
        return found

    def set(self, space: IndexSpace, index: int, name: str) -> None:
        """Give an index its name: in place where it has one, else in the order of the indices."""
        sub = next((sub for sub in self.subsections if isinstance(sub, NameMap) and sub.space is space), None)
        if sub is None:
            sub = NameMap(space, [])
            after = (place for place, other in enumerate(self.subsections) if subsection_id(other) > SUBSECTIONS[space])
            self.subsections.insert(next(after, len(self.subsections)), sub)
        for assoc in sub.names:
            if assoc.index == index:
                assoc.name = name
                return
        place = next((place for place, assoc in enumerate(sub.names) if assoc.index > index), len(sub.names))
        sub.names.insert(place, NameAssoc(index, name))


def subsection_id(sub: NameSubsection) -> int:
    """The number that stands in front of a subsection."""
    return sub.id if isinstance(sub, ModuleName | UnknownNames) else SUBSECTIONS[sub.space]
