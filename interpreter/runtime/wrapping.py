"""Reads the type of a host function from its annotations."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from interpreter.runtime.caller import Caller, calling
from interpreter.runtime.references import Referent
from interpreter.runtime.types import EXTERNREF, F64, I32, V128, FuncType, val_type
from wasm_construct.validation.matching import matches
from wasm_construct.validation.types import ValType, ref

_PLAIN: dict[object, ValType] = {
    int: I32,
    bool: I32,
    float: F64,
    bytes: V128,
    Any: EXTERNREF,
    object: EXTERNREF,
}
"""The types that plain annotations of Python mean: code counts and points in i32, and computes in f64."""
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def read(
    function: Callable[..., Any], ty: FuncType | None, caller: bool | None
) -> tuple[FuncType, Callable[[], Caller] | None]:
    """The type of a function, and the function that makes its first argument, if that is the caller; raises TypeError.

    `ty` and `caller`, if given, take the place of the annotations.
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


def imported(function: Callable[..., Any], wanted: FuncType) -> tuple[FuncType, Callable[[], Caller] | None]:
    """The type of a function that is given for an import of type `wanted`, and what makes its first argument.

    The type is `wanted`, unless its annotations (those like i32, as int may mean any type) or the number of its
    parameters contradict that. Raises TypeError.
    """
    _, make_caller = read(function, wanted, None)
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return wanted, make_caller
    hints = _hints(function, needed=False)
    fixed = [each for each in parameters if each.kind in _POSITIONAL][make_caller is not None :]
    least = sum(each.default is inspect.Parameter.empty for each in fixed)
    count = max(len(wanted.params), least)
    if not any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters):
        count = min(count, len(fixed))
    said = [hints.get(each.name) for each in fixed[:count]]
    params = _agreed([*said, *[None] * (count - len(said))], wanted.params)
    type_ = FuncType(params, _agreed(_results(hints, wanted), wanted.results))
    return (wanted if type_ == wanted else type_), make_caller


def _results(hints: dict[str, Any], wanted: FuncType) -> list[Any]:
    """The annotations of the results; as many as are wanted if the annotation does not tell the number."""
    result = hints.get("return")
    if result is NoneType:
        return []
    parts = get_args(result)
    if get_origin(result) is tuple and Ellipsis not in parts:
        return list(parts)
    return [result] if _exactly(result) is not None else [None] * len(wanted.results)


def _agreed(said: list[Any], wanted: Sequence[ValType]) -> list[ValType]:
    """The types that are wanted, but for those that annotations contradict."""
    agreed = []
    for number, hint in enumerate(said):
        type_ = _exactly(hint)
        other = wanted[number] if number < len(wanted) else EXTERNREF
        agreed.append(other if type_ is None or matches(type_, other) or matches(other, type_) else type_)
    return agreed


def _exactly(hint: Any) -> ValType | None:
    """The type that an annotation such as i32 names; None for those of Python."""
    try:
        return val_type(_without_none(hint))
    except (TypeError, ValueError):
        return None


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
    if needed:
        for parameter in parameters:
            if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
                raise TypeError(f"{_name(function)} takes any number of arguments: give it a FuncType")
    return [parameter.name for parameter in parameters if parameter.kind in _POSITIONAL]


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
    hint = _without_none(hint)
    if isinstance(hint, type) and issubclass(hint, Referent):
        return ref(True, hint.heap)
    try:
        return _PLAIN.get(hint) or val_type(hint)
    except (TypeError, ValueError):
        raise TypeError(f"{_name(function)}: {hint!r} does not say which type of WebAssembly it is") from None


def _without_none(hint: Any) -> Any:
    """The annotation `Func` for `Func | None`."""
    if get_origin(hint) not in {Union, UnionType}:
        return hint
    parts = [part for part in get_args(hint) if part is not NoneType]
    return parts[0] if len(parts) == 1 else hint


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__qualname__", repr(function))
