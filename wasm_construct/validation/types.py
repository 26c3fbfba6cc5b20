"""Closed types: every type index replaced by the defined type it stands for.

The types of one rolled-up recursive group are made once in a process and shared by all modules, and so are the
references to them. So two closed types are equal if and only if they are the same object.

Spec: §3.1.1 (type-closed), §3.1.2 (syntax-deftype)
"""

from __future__ import annotations

from enum import Enum
from itertools import count
from typing import Any, NamedTuple, TypeAlias

from wasm_construct.syntax.types import AbsHeapType, NumType, PackType, VecType


class Bottom(Enum):
    """The type of a value that does not exist, after an unconditional branch. Spec: §3.1.1 (syntax-valtype-ext)"""

    BOT = "bot"

    def __str__(self) -> str:
        return "bot"

    __hash__ = object.__hash__


BOT = Bottom.BOT


class Ref:
    """A closed reference type; `ref` gives the one object for each. Spec: §2.3.5 (syntax-reftype)

    `exact`: to exactly the type `heap` (feature custom_descriptors).
    """

    __slots__ = ("exact", "heap", "null")

    def __init__(self, null: bool, heap: Heap, exact: bool) -> None:
        self.null = null
        self.heap = heap
        self.exact = exact

    def __copy__(self) -> Ref:
        return self

    def __deepcopy__(self, memo: object) -> Ref:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return ref, (self.null, self.heap, self.exact)

    def __repr__(self) -> str:
        heap = f"(exact {self.heap!r})" if self.exact else repr(self.heap)
        return f"Ref({self.null}, {heap})"


class Field(NamedTuple):
    """A field of a structure, or the element of an array. Spec: §2.3.9 (syntax-fieldtype)"""

    storage: StorageType
    mutable: bool

    @property
    def packed(self) -> bool:
        """Whether the field is narrower than the values that are put into it."""
        return isinstance(self.storage, PackType)

    @property
    def unpacked(self) -> ValType:
        """The type of the values that are put into it. Spec: §2.3.9 (aux-unpack)"""
        return NumType.I32 if isinstance(self.storage, PackType) else self.storage


class Func(NamedTuple):
    """A closed function type. Spec: §2.3.9 (syntax-functype)"""

    params: tuple[ValType, ...]
    results: tuple[ValType, ...]


class Struct(NamedTuple):
    """A closed structure type. Spec: §2.3.9 (syntax-structtype)"""

    fields: tuple[Field, ...]


class Array(NamedTuple):
    """A closed array type. Spec: §2.3.9 (syntax-arraytype)"""

    field: Field


_NUMBERS = count()


class DefType:
    """A type of the type section, in the group that it was defined in. Spec: §3.1.2 (syntax-deftype)

    `depth` counts the supertypes above it. `described` and `descriptor` belong to the feature custom_descriptors.
    `number` is that of this type in this process, and no other type gets it, not even later: machine code compares it
    where Python code asks whether types are the same object. Equal types are one object, so they have one number; that
    of a subtype is another.
    """

    __slots__ = (
        "__weakref__",
        "_refs",
        "comp",
        "depth",
        "described",
        "descriptor",
        "final",
        "group",
        "index",
        "jump",
        "number",
        "parent",
    )

    def __init__(self, group: Group, index: int) -> None:
        self.group = group
        self.index = index
        self.comp: Comp = Func((), ())
        self.final = True
        self.parent: DefType | None = None
        self.depth = 0
        self.jump: DefType = self
        self.described: DefType | None = None
        self.descriptor: DefType | None = None
        self._refs: dict[int, Ref] = {}
        self.number = next(_NUMBERS)

    def derive(self, parent: DefType) -> None:
        """Make this a subtype of `parent`, whose own supertypes are known already."""
        self.parent = parent
        self.depth = parent.depth + 1
        far = parent.jump
        # jumps double their length on the way up, so that any supertype is found in logarithmic time
        self.jump = far.jump if parent.depth - far.depth == far.depth - far.jump.depth else parent

    def ancestor(self, depth: int) -> DefType | None:
        """The type itself or the supertype at this depth; None when it is not that deep."""
        if depth > self.depth:
            return None
        at = self
        while at.depth > depth:
            at = at.jump if at.jump.depth >= depth or at.parent is None else at.parent
        return at

    def ref(self, null: bool, exact: bool = False) -> Ref:
        """The reference type to this type."""
        key = 2 * exact + null
        # setdefault is atomic: other threads get the same object
        return self._refs.get(key) or self._refs.setdefault(key, Ref(null, self, exact))

    def __copy__(self) -> DefType:
        return self

    def __deepcopy__(self, memo: object) -> DefType:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _member, (self.group, self.index)

    def __repr__(self) -> str:
        return f"<{type(self.comp).__name__.lower()} type {self.index} of {len(self.group.members)}>"


class Group:
    """The types of a recursive group. It is pickled as what was rolled up. Spec: §2.3.10 (syntax-rectype)"""

    __slots__ = ("__weakref__", "members")

    def __init__(self, size: int) -> None:
        self.members = tuple(DefType(self, index) for index in range(size))


def _member(group: Group, index: int) -> DefType:
    return group.members[index]


Comp: TypeAlias = Func | Struct | Array
"""Spec: §2.3.9 (syntax-comptype)"""
Heap: TypeAlias = AbsHeapType | DefType | Bottom
"""Spec: §2.3.4 (syntax-heaptype), §3.1.1 (syntax-heaptype-ext)"""
ValType: TypeAlias = NumType | VecType | Ref | Bottom
"""Spec: §2.3.6 (syntax-valtype), §3.1.1 (syntax-valtype-ext)"""
StorageType: TypeAlias = ValType | PackType
"""Spec: §2.3.9 (syntax-storagetype)"""

_ABSTRACT: dict[tuple[bool, Heap], Ref] = {
    (null, heap): Ref(null, heap, False) for null in (False, True) for heap in (*AbsHeapType, BOT)
}


def ref(null: bool, heap: Heap, exact: bool = False) -> Ref:
    """The reference type with these parts, always the same object."""
    return heap.ref(null, exact) if isinstance(heap, DefType) else _ABSTRACT[null, heap]


def is_defaultable(type_: ValType) -> bool:
    """Whether a local or a field of this type has a value without being set. Spec: §3.5.7 (valid-local)"""
    return not isinstance(type_, Ref) or type_.null
