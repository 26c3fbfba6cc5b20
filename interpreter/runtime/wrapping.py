"""Which type a function of the host has, as its annotations say."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from interpreter.runtime.caller import Caller, calling
from interpreter.runtime.func import Func
from interpreter.runtime.types import EXTERNREF, F64, FUNCREF, I32, V128, FuncType, val_type
from wasm_construct.validation.types import ValType

_PLAIN: dict[object, ValType] = {
    int: I32,
    bool: I32,
    float: F64,
    bytes: V128,
    Func: FUNCREF,
    Any: EXTERNREF,
    object: EXTERNREF,
}
"""What annotations of Python mean. Code counts and points in i32, and computes in f64."""


def read(
    function: Callable[..., Any], ty: FuncType | None, caller: bool | None
) -> tuple[FuncType, Callable[[], Caller] | None]:
    """The type of a function, and what makes its first argument, if that is the caller; raises TypeError.

    `ty` and `caller` say what the annotations need not say then.
    """
    if not callable(function):
        raise TypeError(f"{function!r} cannot be called")
    hints = _hints(function, needed=ty is None)
    names = _parameters(function, needed=ty is None)
    if caller is None:
        caller = bool(names) and hints.get(names[0]) is Caller
    if ty is None:
        ty = _from_hints(function, names[caller:], hints)
    return ty, calling if caller else None


def _hints(function: Callable[..., Any], needed: bool) -> dict[str, Any]:
    if isinstance(function, partial):
        return _hints(function.func, needed)
    target = function if hasattr(function, "__annotations__") else getattr(type(function), "__call__", function)  # noqa: B004
    try:
        return get_type_hints(target, include_extras=True)
    except (TypeError, NameError) as error:
        if not needed:
            return {}
        raise TypeError(f"the annotations of {_name(function)} cannot be read: {error}") from None


def _parameters(function: Callable[..., Any], needed: bool) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError) as error:
        if not needed:
            return []
        raise TypeError(f"the parameters of {_name(function)} cannot be read: {error}; give it a FuncType") from None
    for parameter in parameters:
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and parameter.default is inspect.Parameter.empty:
            raise TypeError(f"{_name(function)} needs {parameter.name} by its name, and code cannot give it so")
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if needed:
        for parameter in parameters:
            if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
                raise TypeError(f"{_name(function)} takes any number of arguments: give it a FuncType")
    return [parameter.name for parameter in parameters if parameter.kind in positional]


def _from_hints(function: Callable[..., Any], names: list[str], hints: dict[str, Any]) -> FuncType:
    missing = [name for name in names if name not in hints]
    if missing:
        raise TypeError(
            f"{_name(function)} does not say which type {', '.join(missing)} has: annotate it, or give it a FuncType"
        )
    params = [_value(function, hints[name]) for name in names]
    result = hints.get("return", NoneType)
    if result is NoneType:
        return FuncType(params)
    if get_origin(result) is tuple:
        return FuncType(params, [_value(function, part) for part in get_args(result) if part != ()])
    return FuncType(params, [_value(function, result)])


def _value(function: Callable[..., Any], hint: Any) -> ValType:
    if get_origin(hint) in {Union, UnionType}:  # Func | None
        parts = [part for part in get_args(hint) if part is not NoneType]
        hint = parts[0] if len(parts) == 1 else hint
    try:
        return _PLAIN.get(hint) or val_type(hint)
    except (TypeError, ValueError):
        raise TypeError(f"{_name(function)}: {hint!r} does not say which type of WebAssembly it is") from None


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__qualname__", repr(function))
