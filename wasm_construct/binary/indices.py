"""The schemas of indices: numbers that say which index space they are of.

Spec: §5.5.1 (binary-index)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wasm_construct.binary.leaves import Constant
from wasm_construct.binary.leb128 import Leb
from wasm_construct.syntax.indices import IndexSpace


class Index(Leb):
    """The index of an item of `space`.

    A u32, but where an index shares its place with the negative codes of types: then it is the natural half of a
    signed number of `bits` bits.
    """

    def __init__(self, space: IndexSpace, bits: int = 32, signed: bool = False, message: str = "") -> None:
        super().__init__(bits, signed, natural=signed, message=message)
        self.space = space


class IndexOf(Leb):
    """A field of a Record: an index whose space depends on another field, the `sibling`.

    `spaces` gives the space for each value of the sibling; for a value that it does not have, the number is no index.
    """

    def __init__(self, sibling: str, spaces: Mapping[Any, IndexSpace]) -> None:
        super().__init__(32)
        self.sibling = sibling
        self.spaces = dict(spaces)


class Implied(Constant):
    """The index 0 of `space` where a short form leaves it out."""

    def __init__(self, space: IndexSpace) -> None:
        super().__init__(0)
        self.space = space


INDEX = {space: Index(space) for space in IndexSpace}
"""The schema of a plain index, by its space."""

typeidx = INDEX[IndexSpace.TYPE]
funcidx = INDEX[IndexSpace.FUNC]
tableidx = INDEX[IndexSpace.TABLE]
memidx = INDEX[IndexSpace.MEMORY]
globalidx = INDEX[IndexSpace.GLOBAL]
tagidx = INDEX[IndexSpace.TAG]
elemidx = INDEX[IndexSpace.ELEM]
dataidx = INDEX[IndexSpace.DATA]
localidx = INDEX[IndexSpace.LOCAL]
labelidx = INDEX[IndexSpace.LABEL]
fieldidx = INDEX[IndexSpace.FIELD]
