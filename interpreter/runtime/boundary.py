"""The boundary between host and code: arguments and results change their form, and errors change their class.

The invariant: on the side of the code, arguments and results have the form of the engines (integers without a sign, as
many values as the function type says); on the side of the host they are values of Python, and an error is one of this
library or what a host function raised. So engines check nothing at calls, and hosts see nothing of engines.

The boundary writes two Python functions per shape of function type, as source. For [i32] -> [i32], `entry` is

    def call(a0=missing, *more):
     if a0 is missing or more: raise wrong_count((a0, *more,))
     a0 = a0 & 0xffffffff if a0.__class__ is int and -2**31 <= a0 < 2**32 else convert(a0, 0)
     try:
      with lock:                          # the instance runs one thread at a time
       if func.leaf: r = func.code(a0)    # it calls nothing, so it cannot go deep
       else: ...                          # the same, inside of the recursion guard
     except BaseException as error: ...   # raises `translated(error)`
     return (r ^ 2**31) - 2**31           # the sign

and the way back, `host_code`, is

    def call(a0):
     r = function((a0 ^ 2**31) - 2**31)
     r = r & 0xffffffff if r.__class__ is int and -2**31 <= r < 2**32 else convert(r, 0)
     return r

Why this works. The common cases are written out, so a call costs little more than what it checks; `convert` does all
others, and raises SignatureError. A shape has nothing but the kinds of the values ("i", "l", "d", "x"), so functions of
all modules share the source, and nothing that a module says gets into it. The file names of the two, CALL_FILE and
HOST_FILE, are how `failures` and `caller` recognize the boundary on Python's stack. An interruption may come at any
call (see `interruption`): the lock and the guard are taken by calls of C functions, after which it still finds the
`finally`.

Spec: §4.7.3 (exec-invocation)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import get_ident
from types import CodeType
from typing import Any

from interpreter.errors import SignatureError
from interpreter.runtime.failures import translated
from interpreter.runtime.frames import CALL_FILE, HOST_FILE
from interpreter.runtime.protocols import FuncLike
from interpreter.runtime.recursion_guard import GUARD
from interpreter.runtime.show import show_type
from interpreter.runtime.values import Unfit, from_host, shown
from wasm_construct.syntax.types import NumType
from wasm_construct.validation.types import ValType

_BITS = {"i": 32, "l": 64}
_MISSING = object()
_KINDS: dict[ValType, str] = {NumType.I32: "i", NumType.I64: "l", NumType.F64: "d"}


def _shape(types: Sequence[ValType]) -> str:
    return "".join([_KINDS.get(type_, "x") for type_ in types])


def _to_code(name: str, kind: str, number: int) -> str:
    """Source that turns a value of the host, in a variable, into one of the code."""
    slow = f"{name} = convert({name}, {number})"
    if kind == "d":
        return f"if {name}.__class__ is not float: {slow}"
    if kind == "x":
        return slow
    bits = _BITS[kind]
    low, high, mask = -(1 << bits - 1), (1 << bits) - 1, (1 << bits) - 1
    fits = f"{name}.__class__ is int and {low} <= {name} <= {high}"
    return f"{name} = {name} & {mask} if {fits} else convert({name}, {number})"


def _to_host(name: str, kind: str) -> str:
    """Source of an expression: the value of the host for a value of the code."""
    if kind not in _BITS:
        return name
    sign = 1 << _BITS[kind] - 1
    return f"({name} ^ {sign}) - {sign}"


def _block(lines: Sequence[str], indent: int) -> str:
    return "".join([f"{' ' * indent}{line}\n" for line in lines])


@lru_cache(1024)
def _compiled(template: Callable[[str, str], str], params: str, results: str, file: str) -> CodeType:
    return compile(template(params, results), file, "exec")


def _make(template: Callable[[str, str], str], func: FuncLike, file: str, scope: dict[str, Any]) -> Callable[..., Any]:
    type_ = func.signature
    exec(_compiled(template, _shape(type_.params), _shape(type_.results), file), scope)
    made: Callable[..., Any] = scope["call"]
    return made


# ---- from the host into the code


def _entry(params: str, results: str) -> str:
    names = [f"a{number}" for number in range(len(params))]
    given = ", ".join(names)
    back = {0: "None", 1: _to_host("r", results)}.get(len(results))
    if back is None:
        back = f"({', '.join(_to_host(f'r[{number}]', kind) for number, kind in enumerate(results))})"
    missing = f"{names[-1]} is missing or " if names else ""
    return (
        f"def call({''.join([f'{name}=missing, ' for name in names])}*more):\n"
        f" if {missing}more: raise wrong_count(({''.join([f'{name}, ' for name in names])}*more,))\n"
        + _block(
            [_to_code(name, kind, number) for number, (name, kind) in enumerate(zip(names, params, strict=True))], 1
        )
        + " try:\n"
        "  with lock:\n"
        f"   if func.leaf: r = func.code({given})\n"
        "   else:\n"
        "    thread = get_ident()\n"
        "    try:\n"
        "     inside(thread)\n"  # a C function, like `outside`: an interruption comes before or after, never within
        "     enter(thread)\n"
        f"     r = func.code({given})\n"
        "    finally:\n"
        "     outside(thread)\n"
        "     leave()\n"
        " except BaseException as error:\n"
        "  other = translated(error)\n"
        "  try:\n"
        "   if other is error: raise\n"
        "   raise other.with_traceback(error.__traceback__)\n"
        "  finally: del other\n"  # else the error would refer to itself through its traceback
        f" return {back}\n"
    )


def argument(func: FuncLike, number: int, value: Any) -> Any:
    """The form in the code of an argument of the host; `number` counts from 0. Raises SignatureError."""
    param = func.signature.params[number]
    try:
        return from_host(value, param)
    except Unfit:
        what = f"argument {number + 1} of {func.title}"
        raise SignatureError(
            f"function signature mismatch: {what} must be {show_type(param)}, not {shown(value)}"
        ) from None


def wrong_count(func: FuncLike, given: int) -> SignatureError:
    """The error for a call with so many arguments of a function that takes another number."""
    count = len(func.signature.params)
    wanted = f"{count} argument{'' if count == 1 else 's'}"
    return SignatureError(f"function signature mismatch: {func.title} takes {wanted}, {given} given")


def entry(func: FuncLike, lock: Any) -> Callable[..., Any]:
    """A function that calls `func` from the host: takes and gives values of the host, raises this library's errors.

    It holds `lock` during the call.
    """
    scope = {
        "func": func,
        "lock": lock,
        "missing": _MISSING,
        "get_ident": get_ident,
        "inside": GUARD.inside.append,
        "outside": GUARD.inside.remove,
        "enter": GUARD.enter,
        "leave": GUARD.leave,
        "convert": lambda value, number: argument(func, number, value),
        "wrong_count": lambda args: wrong_count(func, sum(value is not _MISSING for value in args)),
        "translated": translated,
    }
    return _make(_entry, func, CALL_FILE, scope)


# ---- from the code to the host


def _host(params: str, results: str, *before: str) -> str:
    names = [f"a{number}" for number in range(len(params))]
    given = ", ".join([*before, *map(_to_host, names, params)])
    lines = [f"r = function({given})"]
    if len(results) == 1:
        lines += [_to_code("r", results, 0), "return r"]
    elif results:
        several = [f"r{number}" for number in range(len(results))]
        lines += [f"{', '.join(several)} = several(r)"]
        lines += [
            _to_code(name, kind, number) for number, (name, kind) in enumerate(zip(several, results, strict=True))
        ]
        lines += [f"return {', '.join(several)}"]
    return f"def call({', '.join(names)}):\n{_block(lines, 1)}"


def _host_with_caller(params: str, results: str) -> str:
    return _host(params, results, "caller()")


def host_code(func: FuncLike, function: Callable[..., Any], caller: Callable[[], Any] | None) -> Callable[..., Any]:
    """The code for a function of the host: takes and gives values of the code. Raises SignatureError for bad results.

    `caller`, if given, makes the first argument of `function`.
    """
    results = func.signature.results

    def refuse(value: Any, wanted: str) -> SignatureError:
        return SignatureError(f"function signature mismatch: {func.title} must return {wanted}, not {shown(value)}")

    def convert(value: Any, number: int) -> Any:
        try:
            return from_host(value, results[number])
        except Unfit:
            raise refuse(value, show_type(results[number])) from None

    def several(values: Any) -> Sequence[Any]:
        if not isinstance(values, (tuple, list)) or len(values) != len(results):
            raise refuse(values, f"{len(results)} values")
        return values

    scope = {"function": function, "caller": caller, "convert": convert, "several": several}
    return _make(_host if caller is None else _host_with_caller, func, HOST_FILE, scope)
