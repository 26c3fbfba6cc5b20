"""The schema of the `reloc.*` sections.

Source: the tool conventions, Linking.md
"""

from __future__ import annotations

from typing import Any

from wasm_construct.binary.combinators import Checked, Record, Vec
from wasm_construct.binary.indices import typeidx
from wasm_construct.binary.leaves import Constant, byte
from wasm_construct.binary.leb128 import s32, s64, u32
from wasm_construct.binary.unions import Tagged
from wasm_construct.syntax.relocations import Relocation, Relocations, RelocationType

_ADDENDS: dict[int, Any] = {
    0: Checked(Constant(None), lambda addend: addend is None, "this type of relocation has no addend"),
    32: s32,
    64: s64,
}


def _relocation(kind: RelocationType) -> Record:
    return Record(
        Relocation,
        "type" / Constant(kind),
        "offset" / u32,
        "index" / (typeidx if kind is RelocationType.TYPE_INDEX_LEB else u32),  # else that of a symbol
        "addend" / _ADDENDS[kind.addend_bits],
    )


_entry = Tagged(
    byte,
    {kind.value: _relocation(kind) for kind in RelocationType},
    "malformed relocation type",
)
relocations = Record(Relocations, "section" / u32, "entries" / Vec(_entry))
