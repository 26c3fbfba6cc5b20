"""Loads and stores of vectors and of single lanes.

The functions here read and write the bytes; those of `interpreter.numerics` convert between bytes and vectors.

Spec: §4.6.8 (exec-vload-val, exec-vload-pack, exec-vload-splat, exec-vload-zero, exec-vload_lane, exec-vstore_lane)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.errors import TrapCode
from interpreter.numerics import OPS
from interpreter.operations.lists import check
from interpreter.runtime.memory import Memory
from wasm_construct.opcodes import NATURAL_ALIGNMENT, ROWS

_BOUNDS = TrapCode.MEMORY_BOUNDS


def _read(memory: Memory, start: int, size: int) -> bytes:
    check(_BOUNDS, memory.view, start, size)
    return bytes(memory.view[start : start + size])


def _write(memory: Memory, start: int, data: bytes) -> None:
    check(_BOUNDS, memory.view, start, len(data))
    memory.view[start : start + len(data)] = data


def _whole(name: str, size: int) -> Callable[[Memory, int, int], bytes]:
    return lambda memory, offset, address: _read(memory, address + offset, size)


def _load(name: str, size: int) -> Callable[[Memory, int, int], bytes]:
    compute = OPS[name]
    return lambda memory, offset, address: compute(_read(memory, address + offset, size))


def _load_lane(name: str, size: int) -> Callable[[Memory, int, int, int, bytes], bytes]:
    compute = OPS[name]
    return lambda memory, offset, lane, address, vector: compute(lane, _read(memory, address + offset, size), vector)


def _store(name: str, size: int) -> Callable[[Memory, int, int, bytes], None]:
    return lambda memory, offset, address, vector: _write(memory, address + offset, vector)


def _store_lane(name: str, size: int) -> Callable[[Memory, int, int, int, bytes], None]:
    compute = OPS[name]
    return lambda memory, offset, lane, address, vector: _write(memory, address + offset, compute(lane, vector))


_MAKERS: dict[str, Callable[[str, int], Callable[..., Any]]] = {
    "vload-val": _whole,
    "vload-pack": _load,
    "vload-splat": _load,
    "vload-zero": _load,
    "vload_lane": _load_lane,
    "vstore": _store,
    "vstore_lane": _store_lane,
}
"""Makes the function of an instruction of this size, by the rule in the instruction's row."""

OPERATIONS: dict[str, Callable[..., Any]] = {
    row.mnemonic: _MAKERS[row.rule](row.mnemonic, 1 << NATURAL_ALIGNMENT[row.opcode])
    for row in ROWS
    if row.rule in _MAKERS
}
