"""The schema of the `name` section.

Spec: §7.7.1 (binary-namesec)
Source: the extended-name-section proposal, the further subsections
"""

from __future__ import annotations

from typing import Any

from construct import Computed

from wasm_construct.binary.combinators import Record, Sized, Tagged, UntilEnd, Vec
from wasm_construct.binary.leaves import byte, name, rest
from wasm_construct.binary.leb128 import u32
from wasm_construct.syntax.names import (
    INDIRECT,
    IndirectNameAssoc,
    IndirectNameMap,
    ModuleName,
    NameAssoc,
    NameMap,
    Names,
    NameSpace,
    UnknownNames,
    subsection_id,
)

nameassoc = Record(NameAssoc, "index" / u32, "name" / name)
namemap = Vec(nameassoc)
"""Spec: §7.7.1 (binary-namemap)"""
indirectnamemap = Vec(Record(IndirectNameAssoc, "index" / u32, "names" / namemap))
"""Spec: §7.7.1 (binary-indirectnamemap)"""

_KNOWN: dict[int, Any] = {0: Record(ModuleName, "name" / name)}
for _space in NameSpace:
    _KNOWN[_space.value] = (
        Record(IndirectNameMap, "space" / Computed(_space), "names" / indirectnamemap)
        if _space in INDIRECT
        else Record(NameMap, "space" / Computed(_space), "names" / namemap)
    )

_subsection = Tagged(
    byte,
    {
        code: Sized(_KNOWN.get(code) or Record(UnknownNames, "id" / Computed(code), "data" / rest))
        for code in range(0x100)
    },
    subsection_id,
    "malformed name subsection",
)
names = Record(Names, "subsections" / UntilEnd(_subsection))
