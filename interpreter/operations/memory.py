"""Memory instructions on a whole memory, or on ranges of it.

Spec: §4.6.8 (exec-instr-memory)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.errors import TrapCode
from interpreter.operations.addresses import address
from interpreter.operations.lists import check
from interpreter.operations.waiting import LOCK
from interpreter.runtime.instance import Instance
from interpreter.runtime.memory import Memory

_BOUNDS = TrapCode.MEMORY_BOUNDS
_CHUNK = 1 << 20


def memory_size(memory: Memory) -> int:
    """Spec: §4.6.8 (exec-memory.size)"""
    return memory.pages


def memory_grow(memory: Memory, delta: int) -> int:
    """Spec: §4.6.8 (exec-memory.grow)"""
    with LOCK:  # another thread may grow the same memory
        return address(memory.limits, memory.grow_by(delta))


def memory_fill(memory: Memory, start: int, value: int, count: int) -> None:
    """Spec: §4.6.8 (exec-memory.fill)"""
    view, end = memory.view, start + count
    check(_BOUNDS, view, start, count)
    chunk = bytes((value & 0xFF,)) * min(count, _CHUNK)  # in chunks, so that filling takes no memory
    while end - start > _CHUNK:
        view[start : start + _CHUNK] = chunk
        start += _CHUNK
    view[start:end] = chunk[: end - start]


def memory_copy(memory: Memory, other: Memory, to: int, start: int, count: int) -> None:
    """Spec: §4.6.8 (exec-memory.copy)"""
    goal, source = memory.view, other.view
    check(_BOUNDS, goal, to, count)
    check(_BOUNDS, source, start, count)
    goal[to : to + count] = source[start : start + count]  # right for ranges that overlap, too


def memory_init(instance: Instance, data: int, memory: Memory, to: int, start: int, count: int) -> None:
    """Spec: §4.6.8 (exec-memory.init)"""
    goal, init = memory.view, memoryview(instance.datas[data])
    check(_BOUNDS, goal, to, count)
    check(_BOUNDS, init, start, count)
    goal[to : to + count] = init[start : start + count]


def data_drop(instance: Instance, data: int) -> None:
    """Spec: §4.6.8 (exec-data.drop)"""
    instance.datas[data] = b""


OPERATIONS: dict[str, Callable[..., Any]] = {
    "memory.size": memory_size,
    "memory.grow": memory_grow,
    "memory.fill": memory_fill,
    "memory.copy": memory_copy,
    "memory.init": memory_init,
    "data.drop": data_drop,
}
