"""Index spaces: what the parts of a module refer to each other by.

Spec: §2.5.1 (syntax-index)
"""

from __future__ import annotations

from enum import Enum


class IndexSpace(Enum):
    """What an index counts; the members stand in the order in which the name section numbers them.

    Spec: §2.5.1 (syntax-index)
    """

    FUNC = "func"
    LOCAL = "local"
    LABEL = "label"
    TYPE = "type"
    TABLE = "table"
    MEMORY = "memory"
    GLOBAL = "global"
    ELEM = "elem"
    DATA = "data"
    FIELD = "field"
    TAG = "tag"

    @property
    def idx(self) -> str:
        """What the grammar calls an index of this space, such as `funcidx`; rows name such an immediate by it."""
        return "memidx" if self is IndexSpace.MEMORY else f"{self.value}idx"

    @classmethod
    def of(cls, space: IndexSpace | Enum | str) -> IndexSpace:
        """The space that a member of this enum, an ExternKind or a string such as `func` means; raises ValueError."""
        if isinstance(space, cls):
            return space
        try:
            return cls(space.value if isinstance(space, Enum) else space)
        except ValueError:
            known = ", ".join(member.value for member in cls)
            raise ValueError(f"{space!r} is no index space: there are {known}") from None

    def __repr__(self) -> str:
        return f"IndexSpace.{self.name}"

    __hash__ = object.__hash__  # the members are singletons; Enum's own hash is written in Python and slow


WITHIN = {
    IndexSpace.LOCAL: IndexSpace.FUNC,
    IndexSpace.LABEL: IndexSpace.FUNC,
    IndexSpace.FIELD: IndexSpace.TYPE,
}
"""The spaces that each function, or each type, has one of; all others are of the module."""
