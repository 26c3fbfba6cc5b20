"""Plain functions with a fixed number of parameters, for calls that take no room on the stack of the thread.

CPython runs a plain function that calls a plain function with plain arguments in one loop. For `f(*args)` and for
objects that can be called it recurses in C, which deep recursion of the code would not survive in a small thread.

Spec: §7.3.3 (impl-exec)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from interpreter.engines.engine import Code, TailCall

_SOURCE = """
def pending(link, func):
 def code({given}):
  link(func)
  return func.code({given})
 def tail({given}):
  link(func)
  return func.tail({given})
 return code, tail
def complete(tail):
 def code({given}):
  result = tail({given})
  while result.__class__ is TailCall:
   args = result.args
   result = ARITIES[len(args)].spread(result.func.tail, args)
  return result
 return code
def spread(function, args):
 [{given}] = args
 return function({given})
"""


class Arity(NamedTuple):
    """Functions for code with so many parameters.

    `pending(link, func)`: the `code` and the `tail` of a function that is linked by its first call. `complete(tail)`:
    `code` that goes on with the calls that `tail` gives back. `spread(function, args)`: `function(*args)`.
    """

    pending: Callable[[Callable[[Any], None], Any], tuple[Code, Code]]
    complete: Callable[[Code], Code]
    spread: Callable[[Code, tuple[Any, ...]], Any]


class _Arities(dict[int, Arity]):
    def __missing__(self, count: int) -> Arity:
        scope: dict[str, Any] = {"TailCall": TailCall, "ARITIES": self}
        exec(_SOURCE.format(given=", ".join([f"a{number}" for number in range(count)])), scope)
        made = self[count] = Arity(*[scope[name] for name in Arity._fields])
        return made


ARITIES = _Arities()
"""The functions for code with so many parameters; made when they are asked for."""
