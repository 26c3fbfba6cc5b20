"""Loads and stores of numbers.

Spec: §4.6.8 (exec-load-val, exec-load-pack, exec-store-val, exec-store-pack)
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from struct import error as StructError  # noqa: N812
from typing import Any

from interpreter.errors import Trap, TrapCode
from interpreter.numerics import load_f32, store_f32
from interpreter.runtime.memory import Memory

LAYOUTS = {8: Struct("<B"), 16: Struct("<H"), 32: Struct("<I"), 64: Struct("<Q")}
"""The layout of an unsigned integer, by its number of bits."""
_SIGNED = {8: Struct("<b"), 16: Struct("<h"), 32: Struct("<i")}
_F64 = Struct("<d")
_OUTSIDE = (StructError, IndexError, OverflowError)  # OverflowError: the address is too large for an index


def _load(layout: Struct) -> Callable[[Memory, int, int], Any]:
    unpack = layout.unpack_from

    def load(memory: Memory, offset: int, address: int) -> Any:
        try:
            return unpack(memory.view, address + offset)[0]
        except _OUTSIDE:
            raise Trap(TrapCode.MEMORY_BOUNDS) from None

    return load


def _load_signed(layout: Struct, bits: int) -> Callable[[Memory, int, int], int]:
    load, mask = _load(layout), (1 << bits) - 1
    return lambda memory, offset, address: load(memory, offset, address) & mask


def _store(layout: Struct) -> Callable[[Memory, int, int, Any], None]:
    pack = layout.pack_into

    def store(memory: Memory, offset: int, address: int, value: Any) -> None:
        try:
            pack(memory.view, address + offset, value)
        except _OUTSIDE:
            raise Trap(TrapCode.MEMORY_BOUNDS) from None

    return store


def _store_narrow(layout: Struct) -> Callable[[Memory, int, int, int], None]:
    store, mask = _store(layout), (1 << layout.size * 8) - 1
    return lambda memory, offset, address, value: store(memory, offset, address, value & mask)


def _f32_load(memory: Memory, offset: int, address: int) -> float:
    try:
        return load_f32(memory.view, address + offset)
    except _OUTSIDE:
        raise Trap(TrapCode.MEMORY_BOUNDS) from None


def _f32_store(memory: Memory, offset: int, address: int, value: float) -> None:
    try:
        store_f32(memory.view, address + offset, value)
    except _OUTSIDE:
        raise Trap(TrapCode.MEMORY_BOUNDS) from None


_NARROW = [(bits, narrow) for bits in (32, 64) for narrow in (8, 16, 32) if narrow < bits]

OPERATIONS: dict[str, Callable[..., Any]] = {
    **{f"i{bits}.load": _load(LAYOUTS[bits]) for bits in (32, 64)},
    **{f"i{bits}.load{narrow}_u": _load(LAYOUTS[narrow]) for bits, narrow in _NARROW},
    **{f"i{bits}.load{narrow}_s": _load_signed(_SIGNED[narrow], bits) for bits, narrow in _NARROW},
    **{f"i{bits}.store": _store(LAYOUTS[bits]) for bits in (32, 64)},
    **{f"i{bits}.store{narrow}": _store_narrow(LAYOUTS[narrow]) for bits, narrow in _NARROW},
    "f32.load": _f32_load,
    "f32.store": _f32_store,
    "f64.load": _load(_F64),
    "f64.store": _store(_F64),
}
