"""A second engine, for tests of the seam: it runs functions that only call others, in one loop of its own.

A function is a list of constants and direct calls; for any other the engine has no code. Its frames have a reader that
is the same for all instances, and finds in the variables of the loop what it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import FrameType
from typing import Any

from interpreter.engines.engine import FuncCode, TailCall
from interpreter.errors import TrapCode, WasmFrame
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Instance
from wasm_construct.syntax.instructions import Instr

_KNOWN = frozenset({"i32.const", "call", "return_call", "unreachable", "end"})


class Toy:
    """Has code for functions of those instructions; `asked` are the functions that it was asked for."""

    name = "toy"
    raw_globals = False

    def __init__(self) -> None:
        self.asked: list[int] = []

    def code(self, instance: Instance, index: int) -> FuncCode | None:
        self.asked.append(index)
        body = instance.module.codes[index - instance.module.first_func].body.peek()
        if any(instr.name not in _KNOWN for instr in body):
            return None
        tail = partial(_run, instance.funcs[index], body)
        return FuncCode(partial(_completed, tail), tail)


def _completed(tail: Any, *args: Any) -> Any:
    result = tail(*args)
    while isinstance(result, TailCall):
        going_on = result.instance  # noqa: F841  # the reader wants to know
        result = result.func.tail(*result.args)
    return result


def _run(func: Func, body: Sequence[Instr], *args: Any) -> Any:
    assert func.instance is not None
    stack: list[Any] = []
    for number, instr in enumerate(body):  # noqa: B007  # the reader wants to know
        match instr.name, instr.args:
            case "i32.const", [value]:
                stack.append(value & 0xFFFFFFFF)
            case "call" | "return_call" as name, [index]:
                callee = func.instance.funcs[index]
                given = tuple(stack[len(stack) - len(callee.signature.params) :])
                if name == "return_call":
                    return TailCall((callee, given, func.instance))
                del stack[len(stack) - len(given) :]
                result = callee.code(*given)
                stack += {0: (), 1: (result,)}.get(len(callee.signature.results), result)
            case "unreachable", _:
                raise _Unreachable
    return None if not stack else stack[0] if len(stack) == 1 else tuple(stack)


class _Unreachable(Exception):
    """The reader knows which trap this is."""


class _Reader:
    def instance(self, frame: FrameType) -> Instance | None:
        known = frame.f_locals
        if frame.f_code is _completed.__code__:
            return known.get("going_on")
        return known["func"].instance if frame.f_code is _run.__code__ else None

    def frames(self, frame: FrameType, line: int) -> Sequence[WasmFrame]:
        if frame.f_code is not _run.__code__:
            return ()
        func, number = frame.f_locals["func"], frame.f_locals["number"]
        module = func.instance.module
        name = module.func_name(func.index)
        return [WasmFrame(func.index, name, func.instance.name, number, module.offset(func.index, number))]

    def trap(self, error: BaseException, frame: FrameType, line: int) -> TrapCode | None:
        return TrapCode.UNREACHABLE if isinstance(error, _Unreachable) else None


__wasm__ = _Reader()
