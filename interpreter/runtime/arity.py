"""Calls between functions of any engines: pending code, and calls in tail position.

These are plain functions with a fixed number of parameters, so that such calls take no room on the stack of the thread:
CPython runs a plain function that calls a plain function with plain arguments in one loop. For `f(*args)` and
for objects that can be called it recurses in C, which deep recursion of the code would not survive in a small thread.

Spec: §7.3.3 (impl-exec)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any, NamedTuple

from interpreter.errors import TrapCode, WasmFrame
from interpreter.runtime.frames import FRAME_READER
from interpreter.runtime.protocols import FuncLike, InstanceLike

Code = Callable[..., Any]
"""A function as code calls it: values in the form of the engines, one result as itself, several as a tuple."""


class TailCall(tuple[FuncLike, tuple[Any, ...], InstanceLike]):
    """A `tail` may give it in place of results: its caller is to call `func` with `args`, on behalf of `instance`.

    The caller of a `tail` goes on until it gets results; `code` never gives a TailCall. One is made from a tuple,
    `TailCall((func, args, instance))`, the fastest way in Python to make an object of a class.
    """

    __slots__ = ()

    @property
    def func(self) -> FuncLike:
        """The function to call."""
        return self[0]

    @property
    def args(self) -> tuple[Any, ...]:
        """The arguments."""
        return self[1]

    @property
    def instance(self) -> InstanceLike:
        """The instance whose code makes the call."""
        return self[2]


_SOURCE = """
def pending(func):
 def code({given}):
  func.link()
  return func.code({given})
 def tail({given}):
  func.link()
  return func.tail({given})
 return code, tail
def complete(tail):
 def code({given}):
  result = tail({given})
  while result.__class__ is TailCall:
   args = result[1]
   result = ARITIES[len(args)].spread(result[0].tail, args)
  return result
 return code
def spread(function, args):
 [{given}] = args
 return function({given})
"""


class Arity(NamedTuple):
    """Functions for code with so many parameters.

    `pending(func)` gives the `code` and the `tail` of a function that gets its code when it is first called;
    `complete(tail)` gives `code` that makes the calls which `tail` gives; `spread(function, args)` is
    `function(*args)`.
    """

    pending: Callable[[FuncLike], tuple[Code, Code]]
    complete: Callable[[Code], Code]
    spread: Callable[[Code, tuple[Any, ...]], Any]


class _TailCalls:
    """Reads the frames of the functions above: the call that goes on is made by the instance that gave it."""

    def instance(self, frame: FrameType) -> InstanceLike | None:
        call = frame.f_locals.get("result")
        return call.instance if isinstance(call, TailCall) else None

    def frames(self, frame: FrameType, line: int) -> Sequence[WasmFrame]:
        return ()

    def trap(self, error: BaseException, frame: FrameType, line: int) -> TrapCode | None:
        return None


class _Arities(dict[int, Arity]):
    def __missing__(self, count: int) -> Arity:
        scope: dict[str, Any] = {"TailCall": TailCall, "ARITIES": self, FRAME_READER: _TailCalls()}
        exec(_SOURCE.format(given=", ".join([f"a{number}" for number in range(count)])), scope)
        made = self[count] = Arity(*[scope[name] for name in Arity._fields])
        return made


ARITIES = _Arities()
"""The functions for code with so many parameters; each Arity is made when it is first used."""
