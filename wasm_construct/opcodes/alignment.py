"""How wide the accesses to memory are, which their names say.

Spec: §3.4.5 (valid-memarg)
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wasm_construct.opcodes.row import Row

_BITS = {"i32": 32, "i64": 64, "f32": 32, "f64": 64, "v128": 128, "memory": 32}
# the width and, for the loads that extend each lane, the number of lanes
_WIDTH = re.compile(r"(?:load|store|rmw|wait)(\d+)(?:x(\d+))?")


def natural_alignments(rows: Iterable[Row]) -> dict[tuple[int, ...], int]:
    """The exponent of the natural alignment of each access to memory among these rows, by its opcode."""
    return {row.opcode: _exponent(row.mnemonic) for row in rows if "memarg" in row.immediates}


def _exponent(mnemonic: str) -> int:
    match = _WIDTH.search(mnemonic)
    bits = int(match[1]) * int(match[2] or 1) if match else _BITS[mnemonic.partition(".")[0]]
    return (bits // 8).bit_length() - 1
