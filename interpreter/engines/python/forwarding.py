"""Functions that call others: for those that have no code yet, and for those that give tail calls back.

Each has as many parameters as what it calls: for `f(a, b)` Python needs no stack of C, for `f(*args)` it does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

from interpreter.engines.engine import TailCall

_MOST = 8
"""So many arguments of a tail call are passed on one by one."""


@lru_cache(1024)
def first_calls(params: int) -> tuple[CodeType, CodeType]:
    """`code` and `tail` (see `Func`) for a function that has none: global `link()` makes them, for the Func `func`."""
    given = _given(params)
    code, tail = (f"def call({given}):\n link()\n return func.{name}({given})\n" for name in ("code", "tail"))
    return _compiled(code), _compiled(tail)


def going_on(tail: Callable[..., Any], params: int) -> Callable[..., Any]:
    """A function, and all the calls that it gives back."""
    return FunctionType(_going_on(params), {"tail": tail, "TailCall": TailCall, "len": len})


@lru_cache(1024)
def _going_on(params: int) -> CodeType:
    text = f"def call({_given(params)}):\n result = tail({_given(params)})\n while result.__class__ is TailCall:\n"
    text += "  given = result.args\n  count = len(given)\n"
    for count in range(_MOST):
        args = ", ".join([f"given[{number}]" for number in range(count)])
        text += f"  {'el' if count else ''}if count == {count}: result = result.func.tail({args})\n"
    return _compiled(f"{text}  else: result = result.func.tail(*given)\n return result\n")


def _given(params: int) -> str:
    return ", ".join([f"a{number}" for number in range(params)])


def _compiled(text: str) -> CodeType:
    outer = compile(text, "<wasm forward>", "exec", dont_inherit=True, optimize=0)
    return next(const for const in outer.co_consts if isinstance(const, CodeType))
