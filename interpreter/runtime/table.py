"""Table instances.

Spec: §4.2.8 (syntax-tableinst)
"""

from __future__ import annotations

from typing import Any

from interpreter.errors import Exhaustion
from wasm_construct.syntax.types import Limits, NumType
from wasm_construct.validation.types import Ref

MOST_ELEMENTS = 10_000_000
"""The largest table, as in the JavaScript API."""


class Table:
    """A table. `elems` stays the same list as long as the table lives. Spec: §4.2.8 (syntax-tableinst)"""

    __slots__ = ("__weakref__", "elem", "elems", "limits", "mod_name", "most", "name")

    def __init__(self, elem: Ref, limits: Limits, init: Any = None, most: int = MOST_ELEMENTS) -> None:
        """Make a table of `limits.min` times `init`; raises Exhaustion when that is more than `most`."""
        if limits.min > most:
            raise Exhaustion(f"a table of {limits.min} elements is more than the {most} that it may have")
        self.elem = elem
        self.limits = limits
        largest = (1 << (32 if limits.addrtype is NumType.I32 else 64)) - 1
        self.most = min(most, largest if limits.max is None else limits.max)
        self.elems: list[Any] = [init] * limits.min
        self.name: str | None = None
        self.mod_name: str | None = None

    def grow_by(self, delta: int, init: Any) -> int:
        """Add elements; the number of elements before, or -1 when it cannot grow. Spec: §4.7.1 (grow-table)"""
        before = len(self.elems)
        if not 0 <= delta <= self.most - before:
            return -1
        try:
            self.elems.extend([init] * delta)
        except MemoryError:
            return -1
        return before

    def __repr__(self) -> str:
        return f"<Table {'' if self.name is None else f'{self.name!r} '}of {len(self.elems)} elements>"
