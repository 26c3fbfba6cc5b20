"""Threads that wait at an address of a shared memory until another one wakes them.

Source: the threads proposal
"""

from __future__ import annotations

from threading import Lock, RLock
from time import monotonic_ns

from interpreter.runtime.memory import Memory

LOCK = RLock()  # reentrant, since a finalizer may run code while its thread holds the lock
"""Held during each read-modify-write, and while a thread begins or ends to wait.

One lock for all memories: Python runs one thread at a time anyway, and the lock is held for some hundred nanoseconds.
"""
_SLICE = 0.05
"""How many seconds a thread waits at a time: an interruption reaches it only in between."""

WOKEN, NOT_EQUAL, TIMED_OUT = 0, 1, 2

_WAITING: dict[tuple[Memory, int], list[Lock]] = {}
"""The threads that wait at each address, the one that has waited longest first. Each waits for a lock of its own."""


def wait(memory: Memory, at: int, expected: bytes, timeout: int) -> int:
    """Wait until `notify` wakes this thread, if the bytes at the address are the expected ones.

    `timeout` is in nanoseconds; a negative one means to wait without a limit. Gives WOKEN, NOT_EQUAL or TIMED_OUT.
    """
    bell = Lock()
    bell.acquire()
    key = memory, at
    end = monotonic_ns() + timeout if timeout >= 0 else None
    try:
        with LOCK:  # no thread can store or notify between the comparison and the entry in the list
            if memory.view[at : at + len(expected)] != expected:
                return NOT_EQUAL
            _WAITING.setdefault(key, []).append(bell)
        # a bell that is no longer in the list and did not ring: the thread that was to ring it was interrupted
        while not _rang(bell, end) and bell in _WAITING.get(key, ()):
            if end is not None and monotonic_ns() >= end:
                break
    finally:
        left = _leave(key, bell)
    return TIMED_OUT if left else WOKEN


def _rang(bell: Lock, end: int | None) -> bool:
    """Wait for a slice of time, at most until `end`; whether the bell rang."""
    left = _SLICE if end is None else min(_SLICE, max(0, end - monotonic_ns()) / 1e9)
    return bell.acquire(timeout=left)


def _leave(key: tuple[Memory, int], bell: Lock) -> bool:
    """Take a thread from the list; False if it is no longer there, since `notify` has woken it."""
    with LOCK:
        bells = _WAITING.get(key, [])
        if bell not in bells:
            return False
        bells.remove(bell)
        if not bells:
            del _WAITING[key]
        return True


def notify(memory: Memory, at: int, count: int) -> int:
    """Wake at most `count` threads, those that have waited longest first; gives how many it has woken."""
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
