"""Index spaces: what the parts of a module refer to each other by.

Spec: §2.5.1 (syntax-index)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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

Renumbering = Callable[[int], int] | Mapping[int, int]
"""The new index for an old one; an index that a mapping does not have stays."""
Steps = tuple[str | int, ...]
"""The way from a module to something in it: fields, and numbers of elements."""


def steps_text(steps: Steps) -> str:
    """Steps as errors and traces write them: `sections[3].start`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a module that names an item of an index space.

    `steps` lead there: `("sections", 3, "codes", 5, "body", 17, "call", "0")`. `func` is the index of the function
    whose code this is, None elsewhere. `within` is the function of a local or a label, and the type of a field; None
    for the other spaces, and where code has no function. `implied`: the index is 0 and not written.

    A label in code counts the blocks around its branch, from the inside; a label in the name section counts the blocks
    of the function, in order.
    """

    space: IndexSpace
    index: int
    steps: Steps
    func: int | None = None
    within: int | None = None
    implied: bool = False

    @property
    def path(self) -> str:
        """The steps as errors and traces write them: `module.sections[3].codes[5].body[17].call.0`."""
        return f"module.{steps_text(self.steps)}"

    @property
    def section(self) -> int:
        """The number of the section in the file."""
        return int(self.steps[1])

    @property
    def instr(self) -> int | None:
        """The number of the instruction in the body of its function; None outside of bodies."""
        return int(self.steps[5]) if self.func is not None and self.steps[4] == "body" else None

    def __str__(self) -> str:
        return f"{self.path}: {self.space.value} {int(self.index)}"
