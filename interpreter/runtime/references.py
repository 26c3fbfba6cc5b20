"""References: what they refer to, and whether one has a type.

Spec: §4.2.1 (syntax-ref), §4.5.1 (valid-ref)
"""

from __future__ import annotations

from typing import ClassVar

from wasm_construct.syntax.types import AbsHeapType
from wasm_construct.validation.matching import matches_heap
from wasm_construct.validation.types import DefType, Ref


class Referent:
    """The base class of what code can make and refer to; a reference to anything else is an `externref`.

    `heap` is the lowest abstract heap type of the class, `type` the defined type of the object, None when it has none.
    """

    __slots__ = ()

    heap: ClassVar[AbsHeapType]
    type: DefType | None = None


ALL = (AbsHeapType.ANY, AbsHeapType.EXTERN)
"""The types of every reference: what crosses between the two changes its type, not its form."""


def has_type(value: object, type_: Ref) -> bool:
    """Whether a reference has this type. Spec: §4.5.1 (valid-ref)"""
    if value is None:
        return type_.null
    heap = type_.heap
    if heap in ALL:
        return True
    if not isinstance(value, Referent):
        return False
    own = value.type
    if own is None or not isinstance(heap, DefType):
        return matches_heap(value.heap, heap)
    return own is heap or (not type_.exact and matches_heap(own, heap))
