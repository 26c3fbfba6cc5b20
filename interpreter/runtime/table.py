"""Table instances.

Spec: §4.2.8 (syntax-tableinst)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, overload

from interpreter.errors import BoundsError, Exhaustion
from interpreter.runtime.show import show_count
from interpreter.runtime.types import TableType
from interpreter.runtime.values import checked
from wasm_construct.syntax.types import Limits, NumType
from wasm_construct.validation.types import Ref

MOST_ELEMENTS = 10_000_000
"""The largest table, as in the JavaScript API."""


class Table:
    """A table. `elems` is always the same list, since engines keep it. Spec: §4.2.8 (syntax-tableinst)"""

    __slots__ = ("__weakref__", "elem", "elems", "limits", "mod_name", "most", "name")

    @overload
    def __init__(self, type: TableType, init: Any = None, /) -> None: ...

    @overload
    def __init__(self, type: Ref, limits: Limits, init: Any = None, /, most: int = MOST_ELEMENTS) -> None: ...

    def __init__(
        self,
        type: TableType | Ref,  # noqa: A002
        limits: Any = None,
        init: Any = None,
        /,
        most: int = MOST_ELEMENTS,
    ) -> None:
        """Make a table of its smallest size, filled with `init`; it never grows beyond `most`.

        Hosts give a TableType and a value of the host. Modules give the type of elements, limits, and a value in the
        form that engines use. Raises Exhaustion when it would be too large, ValueTypeError when `init` has another
        type.
        """
        if isinstance(type, TableType):
            elem, limits, init = type.elem, type.limits, checked(limits, type.elem)
        else:
            elem = type
        if limits.min > most:
            raise Exhaustion(f"a table of {show_count(limits.min, 'element')} is more than the {most} that it may have")
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

    # ---- for the host

    def ty(self) -> TableType:
        """Its type, with its size now as the minimum."""
        limits = self.limits
        return TableType(self.elem, len(self.elems), limits.max, table64=limits.addrtype is NumType.I64)

    def size(self) -> int:
        """The number of its elements."""
        return len(self.elems)

    def get(self, index: int) -> Any:
        """The element at an index: a reference, such as a Func, or None; raises BoundsError."""
        return self.elems[self._place(index)]

    def set(self, index: int, value: Any) -> None:
        """Set an element; raises BoundsError, and ValueTypeError for a value that does not fit."""
        self.elems[self._place(index)] = checked(value, self.elem)

    def grow(self, delta: int, init: Any = None) -> int:
        """Add elements, all or none; the number of elements before.

        Raises BoundsError when it cannot grow so far, ValueTypeError when `init` does not fit.
        """
        before = self.grow_by(delta, checked(init, self.elem))
        if before < 0:
            size = show_count(len(self.elems), "element")
            raise BoundsError(f"a table of {size} that may have {self.most} cannot grow by {delta}")
        return before

    def _place(self, at: int) -> int:
        if not hasattr(at, "__index__"):
            raise TypeError(f"the place in a table is an integer, not {at!r}")
        if not 0 <= at < len(self.elems):
            raise BoundsError(f"out of bounds table access: element {at}, the table has {len(self.elems)}")
        return at

    def __getitem__(self, index: int) -> Any:
        return self.get(index)

    def __setitem__(self, index: int, value: Any) -> None:
        self.set(index, value)

    def __len__(self) -> int:
        return len(self.elems)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.elems)

    def __repr__(self) -> str:
        return f"<Table {'' if self.name is None else f'{self.name!r} '}of {show_count(len(self.elems), 'element')}>"
