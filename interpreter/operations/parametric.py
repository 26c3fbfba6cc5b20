"""Parametric instructions, constants, and access to globals.

The argument of a constant is its value, as `interpreter.operations.resolve` makes it of the immediate.

Spec: §4.6.1 (exec-instr-parametric), §4.6.6 (exec-global.get), §4.6.10 (exec-const)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from interpreter.errors import Trap, TrapCode
from interpreter.runtime.globals import Global


def unreachable() -> NoReturn:
    """Spec: §4.6.1 (exec-unreachable)"""
    raise Trap(TrapCode.UNREACHABLE)


def nop() -> None:
    """Spec: §4.6.1 (exec-nop)"""


def drop(value: Any) -> None:
    """Spec: §4.6.1 (exec-drop)"""


def select(one: Any, other: Any, condition: int) -> Any:
    """Spec: §4.6.1 (exec-select)"""
    return one if condition else other


def const(value: Any) -> Any:
    """Spec: §4.6.10 (exec-const)"""
    return value


def global_get(global_: Global) -> Any:
    """Spec: §4.6.6 (exec-global.get)"""
    return global_.cell


def global_set(global_: Global, value: Any) -> None:
    """Spec: §4.6.6 (exec-global.set)"""
    global_.cell = value


OPERATIONS: dict[str, Callable[..., Any]] = {
    "unreachable": unreachable,
    "nop": nop,
    "drop": drop,
    "select": select,
    **{f"{type_}.const": const for type_ in ("i32", "i64", "f32", "f64", "v128")},
    "global.get": global_get,
    "global.set": global_set,
}
