"""Lane indices; the types of vector instructions are all in the rows.

Spec: §3.4.11 (valid-instr-vec), §3.4.5 (valid-vload_lane, valid-vstore_lane)
"""

from __future__ import annotations

import re
from functools import cache

from wasm_construct.errors import InvalidError
from wasm_construct.syntax.instructions import Instr
from wasm_construct.validation.context import Context

_INVALID = "invalid lane index"
_SHAPE = re.compile(r"\dx(\d+)\.")
_LANE = re.compile(r"(\d+)_lane")


@cache
def lane_count(mnemonic: str) -> int:
    """The number of lanes of the vector that an instruction takes a lane of."""
    shape = _SHAPE.search(mnemonic)
    if shape:
        return int(shape[1])
    lane = _LANE.search(mnemonic)
    return 128 // int(lane[1]) if lane else 0


def check_laneidx(context: Context, instr: Instr, lane: int) -> None:
    """Raise InvalidError unless the vector has such a lane."""
    if lane >= lane_count(instr.name):
        raise InvalidError(_INVALID)


def check_lanes(context: Context, instr: Instr, lanes: bytes) -> None:
    """Raise InvalidError unless the two vectors together have such lanes."""
    if max(lanes) >= 32:
        raise InvalidError(_INVALID)
