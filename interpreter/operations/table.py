"""Table instructions.

Spec: §4.6.7 (exec-instr-table)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.errors import Trap, TrapCode
from interpreter.operations.addresses import address
from interpreter.operations.lists import check, fill
from interpreter.runtime.instance import Instance
from interpreter.runtime.table import Table

_BOUNDS = TrapCode.TABLE_BOUNDS


def table_get(table: Table, index: int) -> Any:
    """Spec: §4.6.7 (exec-table.get)"""
    try:
        return table.elems[index]
    except IndexError:
        raise Trap(_BOUNDS) from None


def table_set(table: Table, index: int, value: Any) -> None:
    """Spec: §4.6.7 (exec-table.set)"""
    try:
        table.elems[index] = value
    except IndexError:
        raise Trap(_BOUNDS) from None


def table_size(table: Table) -> int:
    """Spec: §4.6.7 (exec-table.size)"""
    return len(table.elems)


def table_grow(table: Table, init: Any, delta: int) -> int:
    """Spec: §4.6.7 (exec-table.grow)"""
    return address(table.limits, table.grow_by(delta, init))


def table_fill(table: Table, start: int, value: Any, count: int) -> None:
    """Spec: §4.6.7 (exec-table.fill)"""
    check(_BOUNDS, table.elems, start, count)
    fill(table.elems, start, count, value)


def table_copy(table: Table, other: Table, to: int, start: int, count: int) -> None:
    """Spec: §4.6.7 (exec-table.copy)"""
    check(_BOUNDS, table.elems, to, count)
    check(_BOUNDS, other.elems, start, count)
    table.elems[to : to + count] = other.elems[start : start + count]


def table_init(instance: Instance, elem: int, table: Table, to: int, start: int, count: int) -> None:
    """Spec: §4.6.7 (exec-table.init)"""
    refs = instance.elems[elem]
    check(_BOUNDS, table.elems, to, count)
    check(_BOUNDS, refs, start, count)
    table.elems[to : to + count] = refs[start : start + count]


def elem_drop(instance: Instance, elem: int) -> None:
    """Spec: §4.6.7 (exec-elem.drop)"""
    instance.elems[elem] = []


OPERATIONS: dict[str, Callable[..., Any]] = {
    "table.get": table_get,
    "table.set": table_set,
    "table.size": table_size,
    "table.grow": table_grow,
    "table.fill": table_fill,
    "table.copy": table_copy,
    "table.init": table_init,
    "elem.drop": elem_drop,
}
