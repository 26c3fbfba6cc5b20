"""Atomic memory instructions.

Source: the threads proposal
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.errors import Trap, TrapCode
from interpreter.numerics import OPS
from interpreter.operations.loads import LAYOUTS
from interpreter.operations.waiting import LOCK, notify, wait
from interpreter.runtime.memory import Memory
from wasm_construct.opcodes import NATURAL_ALIGNMENT, ROWS


def _checked(memory: Memory, at: int, size: int) -> int:
    """The address, if it is aligned and within the memory; raises Trap otherwise."""
    if at & size - 1:
        raise Trap(TrapCode.UNALIGNED_ATOMIC)
    if at + size > len(memory.view):
        raise Trap(TrapCode.MEMORY_BOUNDS)
    return at


def _load(name: str, size: int) -> Callable[[Memory, int, int], int]:
    unpack = LAYOUTS[8 * size].unpack_from

    def load(memory: Memory, offset: int, address: int) -> int:
        number: int = unpack(memory.view, _checked(memory, address + offset, size))[0]  # a call in C: atomic
        return number

    return load


def _store(name: str, size: int) -> Callable[[Memory, int, int, int], None]:
    pack, mask = LAYOUTS[8 * size].pack_into, (1 << 8 * size) - 1

    def store(memory: Memory, offset: int, address: int, value: int) -> None:
        at = _checked(memory, address + offset, size)
        with LOCK:  # so that it does not fall between another thread's read and write
            pack(memory.view, at, value & mask)

    return store


def _modify(name: str, size: int) -> Callable[..., int]:
    layout, compute = LAYOUTS[8 * size], OPS[name]
    unpack, pack = layout.unpack_from, layout.pack_into

    def modify(memory: Memory, offset: int, address: int, *operands: int) -> int:
        at = _checked(memory, address + offset, size)
        with LOCK:
            loaded: int = unpack(memory.view, at)[0]
            pack(memory.view, at, compute(loaded, *operands))
        return loaded

    return modify


def _wait(name: str, size: int) -> Callable[[Memory, int, int, int, int], int]:
    pack = LAYOUTS[8 * size].pack

    def wait_at(memory: Memory, offset: int, address: int, expected: int, timeout: int) -> int:
        at = _checked(memory, address + offset, size)
        if not memory.limits.shared:
            raise Trap(TrapCode.NOT_SHARED)
        return wait(memory, at, pack(expected), (timeout ^ 1 << 63) - (1 << 63))

    return wait_at


def _notify(name: str, size: int) -> Callable[[Memory, int, int, int], int]:
    return lambda memory, offset, address, count: notify(memory, _checked(memory, address + offset, size), count)


def _fence() -> None:
    """Do nothing: threads of Python see each other's writes in order."""


_MAKERS: dict[str, Callable[[str, int], Callable[..., Any]]] = {
    "atomic.load": _load,
    "atomic.loadn": _load,
    "atomic.store": _store,
    "atomic.storen": _store,
    "atomic.rmw": _modify,
    "atomic.rmwn": _modify,
    "atomic.rmw.cmpxchg": _modify,
    "atomic.rmwn.cmpxchg": _modify,
    "memory.atomic.waitn": _wait,
    "memory.atomic.notify": _notify,
}
"""Makes the function of an instruction of this size, by the rule in the instruction's row."""

OPERATIONS: dict[str, Callable[..., Any]] = {
    "atomic.fence": _fence,
    **{
        row.mnemonic: _MAKERS[row.rule](row.mnemonic, 1 << NATURAL_ALIGNMENT[row.opcode])
        for row in ROWS
        if row.rule in _MAKERS
    },
}
