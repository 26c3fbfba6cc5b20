"""The schema of the `name` section.

Spec: §7.7.1 (binary-namesec)
Source: the extended-name-section proposal, the further subsections
"""

from __future__ import annotations

from typing import Any

from wasm_construct.binary.combinators import Record, Sized, UntilEnd, Vec
from wasm_construct.binary.indices import INDEX
from wasm_construct.binary.leaves import Constant, byte, name, rest
from wasm_construct.binary.unions import Tagged
from wasm_construct.syntax.indices import WITHIN, IndexSpace
from wasm_construct.syntax.names import (
    SUBSECTIONS,
    IndirectNameAssoc,
    IndirectNameMap,
    ModuleName,
    NameAssoc,
    NameMap,
    Names,
    UnknownNames,
)


def namemap(space: IndexSpace) -> Vec:
    """Names for the indices of a space. Spec: §7.7.1 (binary-namemap)"""
    return Vec(Record(NameAssoc, "index" / INDEX[space], "name" / name))


def indirectnamemap(space: IndexSpace) -> Vec:
    """Names for a space that each function, or each type, has one of. Spec: §7.7.1 (binary-indirectnamemap)"""
    return Vec(Record(IndirectNameAssoc, "index" / INDEX[WITHIN[space]], "names" / namemap(space)))


_KNOWN: dict[int, Any] = {ModuleName.id: Record(ModuleName, "name" / name)}
for _space, _id in SUBSECTIONS.items():
    _KNOWN[_id] = (
        Record(IndirectNameMap, "space" / Constant(_space), "names" / indirectnamemap(_space))
        if _space in WITHIN
        else Record(NameMap, "space" / Constant(_space), "names" / namemap(_space))
    )

_subsection = Tagged(
    byte,
    {
        code: Sized(_KNOWN.get(code) or Record(UnknownNames, "id" / Constant(code), "data" / rest))
        for code in range(0x100)
    },
    "malformed name subsection",
)
names = Record(Names, "subsections" / UntilEnd(_subsection))
