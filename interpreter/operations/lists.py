"""Ranges of the elements of tables, arrays and segments.

Spec: §4.6.7 (exec-instr-table), §4.6.9 (exec-array.copy)
"""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

from interpreter.errors import Trap, TrapCode

_CHUNK = 1 << 16


def check(code: TrapCode, whole: Sized, start: int, count: int) -> None:
    """Raise Trap with this code unless `whole` has `count` elements from `start` on."""
    if start + count > len(whole):
        raise Trap(code)


def fill(elems: list[Any], start: int, count: int, value: Any) -> None:
    """Set all elements of a range, which must exist, to one value, in chunks, without a list as long as the range."""
    chunk = [value] * min(count, _CHUNK)
    end = start + count
    while end - start > _CHUNK:
        elems[start : start + _CHUNK] = chunk
        start += _CHUNK
    elems[start:end] = chunk[: end - start]
