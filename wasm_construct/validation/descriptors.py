"""Types that describe other types.

Source: the custom-descriptors proposal
"""

from __future__ import annotations

from collections.abc import Sequence

from wasm_construct.errors import InvalidError
from wasm_construct.validation.matching import matches_heap
from wasm_construct.validation.parts import Parts
from wasm_construct.validation.types import DefType, Struct


def check_descriptors(pairs: Sequence[tuple[int | None, int | None]], start: int) -> None:
    """Raise InvalidError unless described types and descriptors name each other.

    `pairs` are the indices of the type described and of the descriptor of each type of a group that begins at `start`.
    """
    for number, (described, descriptor) in enumerate(pairs, start=start):
        if described is not None:
            if not start <= described < start + len(pairs):
                raise InvalidError("described type is outside rec group")
            if pairs[described - start][1] != number:
                raise InvalidError("described type is not described by descriptor")
            if described >= number:
                raise InvalidError("forward use of described type")
        if descriptor is not None:
            if not start <= descriptor < start + len(pairs):
                raise InvalidError("descriptor type is outside rec group")
            if pairs[descriptor - start][0] != number:
                raise InvalidError("type is not described by its descriptor")


def check_structs(type_: DefType) -> None:
    """Raise InvalidError when something but a structure has a descriptor or is one."""
    if not isinstance(type_.comp, Struct):
        if type_.descriptor is not None:
            raise InvalidError("descriptor type must be a struct")
        if type_.described is not None:
            raise InvalidError("described type must be a struct")


def mismatch(type_: DefType, parent: DefType, of: Parts, message: str) -> str | None:
    """What is wrong between the descriptors of a type and of its supertype; `message` when there is one too few."""
    if (type_.described is None) != (parent.described is None):
        return message
    if type_.described and parent.described and not matches_heap(type_.described, parent.described):
        return f"described type {of.described} does not match that of the super type"
    if parent.descriptor is not None:
        if type_.descriptor is None:
            return message
        if not matches_heap(type_.descriptor, parent.descriptor):
            return f"descriptor type {of.descriptor} does not match that of the super type"
    return None
