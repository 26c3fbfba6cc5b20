"""Threads that wait at an address of a shared memory until another one wakes them.

Source: the threads proposal
"""

from __future__ import annotations

from threading import Lock, RLock
from time import monotonic_ns

from interpreter.runtime.memory import Memory

LOCK = RLock()  # a finalizer may run code in the middle of all
"""Held while a thread reads, modifies and writes memory in one step, and while one begins or ends to wait.

One lock for all memories: Python runs one thread at a time anyway, and it is held for some hundred nanoseconds.
"""
_SLICE = 0.05
"""For how many seconds a thread waits at a time, so that exceptions from outside can reach it."""

WOKEN, NOT_EQUAL, TIMED_OUT = 0, 1, 2

_WAITING: dict[tuple[Memory, int], list[Lock]] = {}
"""The threads that wait at each address, the first one first: each for a lock of its own to be released."""


def wait(memory: Memory, at: int, expected: bytes, timeout: int) -> int:
    """Wait at an address while these bytes are there; `timeout` in nanoseconds, a negative one never comes."""
    bell = Lock()
    bell.acquire()
    key = memory, at
    end = monotonic_ns() + timeout if timeout >= 0 else None
    try:
        with LOCK:  # what is there cannot change, and nobody be woken, before this thread is on the list
            if memory.view[at : at + len(expected)] != expected:
                return NOT_EQUAL
            _WAITING.setdefault(key, []).append(bell)
        while not _rang(bell, end) and bell in _WAITING.get(key, ()):  # else whoever was to ring has been interrupted
            if end is not None and monotonic_ns() >= end:
                break
    finally:
        left = _leave(key, bell)
    return TIMED_OUT if left else WOKEN


def _rang(bell: Lock, end: int | None) -> bool:
    left = _SLICE if end is None else min(_SLICE, max(0, end - monotonic_ns()) / 1e9)
    return bell.acquire(timeout=left)


def _leave(key: tuple[Memory, int], bell: Lock) -> bool:
    """Take a thread from the list; False when it was woken, and is not there any more."""
    with LOCK:
        bells = _WAITING.get(key, [])
        if bell not in bells:
            return False
        bells.remove(bell)
        if not bells:
            del _WAITING[key]
        return True


def notify(memory: Memory, at: int, count: int) -> int:
    """Wake at most so many threads, those that wait for the longest time first; how many there were."""
    key = memory, at
    with LOCK:
        bells = _WAITING.get(key, [])
        woken = bells[:count]
        del bells[:count]
        if not bells:
            _WAITING.pop(key, None)
        for bell in woken:
            bell.release()
        return len(woken)
