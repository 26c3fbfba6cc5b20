"""The source of a function, and the code that Python makes of it.

Spec: §4.2.7 (syntax-funcinst)
"""

from __future__ import annotations

import linecache
from array import array
from collections.abc import Iterable
from itertools import count
from types import CodeType
from weakref import finalize, ref

from interpreter.engines.python.control.dispatch import Dispatch
from interpreter.engines.python.control.flow import Flow
from interpreter.engines.python.control.structured import Structured
from interpreter.engines.python.emitter.emitter import TooDeep
from interpreter.errors import Exhaustion
from interpreter.runtime.module import ValidModule
from wasm_construct.opcodes import Row
from wasm_construct.syntax.types import NumType, VecType
from wasm_construct.validation.facts import FuncFacts
from wasm_construct.validation.types import ValType

_DEFAULTS: dict[ValType, str] = {
    NumType.I32: "0",
    NumType.I64: "0",
    NumType.F32: "0.0",
    NumType.F64: "0.0",
    VecType.V128: "ZERO_V128",
}

MOST_SOURCE = 16 << 20
"""How many characters the source of a function may have: to compile one takes Python up to 200 bytes."""


class Source:
    """The source of a function.

    `origins`: for each line, the number of the instruction that it was written for. `tails`: it may give a TailCall.
    `leaf`: it calls nothing. `groups`: the instructions that are counted together.
    """

    __slots__ = ("groups", "leaf", "origins", "tails", "text")

    def __init__(self, text: str, origins: array[int], tails: bool, leaf: bool, groups: list[tuple[Row, ...]]) -> None:
        self.text = text
        self.origins = origins
        self.tails = tails
        self.leaf = leaf
        self.groups = groups


def write(module: ValidModule, index: int, structured: bool = True, metered: bool = False) -> Source:
    """Write a function as Python source; `structured`: with Python's own statements if they suffice."""
    facts = module.validation.func(index)
    if structured:
        try:
            return _assembled(Structured(module, facts, metered), index, facts)
        except TooDeep:
            pass
    return _assembled(Dispatch(module, facts, metered), index, facts)


def _assembled(flow: Flow, index: int, facts: FuncFacts) -> Source:
    flow.write()
    flow.finish()
    params = len(facts.type.params)
    head = [f"def f{index}({', '.join([f'l{number}' for number in range(params)])}):"]
    head += [f" groups = groups{index}"] if flow.groups else []
    head += [f" {line}" for line in [*flow.prologue(), *_locals(flow, facts)]]
    origins = array("l", [0] * len(head))
    origins.extend(flow.origins)
    return Source("\n".join([*head, *flow.lines, ""]), origins, flow.tails, flow.leaf, flow.groups)


def _locals(flow: Flow, facts: FuncFacts) -> Iterable[str]:
    """Assignments of the default values to the locals that need one."""
    start = len(facts.type.params)
    wanted = sorted([index for index, fresh in flow.used.items() if fresh and index >= start])
    types: list[tuple[int, str]] = []  # where a run of locals ends, and its default value
    for number, type_ in facts.locals:
        start += number
        types.append((start, _DEFAULTS.get(type_, "None")))
    runs = iter(types)
    end, default = 0, ""
    by_default: dict[str, list[str]] = {}
    for index in wanted:
        while index >= end:
            end, default = next(runs)
        by_default.setdefault(default, []).append(f"l{index}")
    return [f"{' = '.join(names)} = {default}" for default, names in by_default.items()]


class Compiled:
    """A function as Python code. Spec: §4.2.7 (syntax-funcinst)"""

    __slots__ = ("__weakref__", "code", "groups", "index", "leaf", "origins", "tails")

    def __init__(self, index: int, source: Source, code: CodeType) -> None:
        self.index = index
        self.code = code
        self.origins = source.origins
        self.tails = source.tails
        self.leaf = source.leaf
        self.groups = source.groups

    def instr(self, line: int) -> int:
        """The number of the instruction that a line was written for."""
        return self.origins[line - 1]


_numbers = count()


def make(module: ValidModule, index: int, structured: bool, metered: bool) -> Compiled:
    """Compile a function."""
    source, code = compile_func(module, index, structured, metered)
    return finish(module, index, source, code, structured, metered)


def compile_func(
    module: ValidModule, index: int, structured: bool = True, metered: bool = False
) -> tuple[Source, CodeType]:
    """The source of a function, and its code; raises Exhaustion."""
    source = write(module, index, structured, metered)
    if len(source.text) > MOST_SOURCE:
        raise Exhaustion(f"function {index} is too large to be compiled: {len(source.text)} characters of Python")
    outer = compile(source.text, "wasm", "exec", dont_inherit=True, optimize=0)
    return source, next(const for const in outer.co_consts if isinstance(const, CodeType))


def finish(
    module: ValidModule, index: int, source: Source, code: CodeType, structured: bool = True, metered: bool = False
) -> Compiled:
    """A function with the name that it has in the module, and a file of its own, for tracebacks and profilers."""
    name = module.func_name(index) or f"func[{index}]"
    file = f"wasm:{next(_numbers)}/func{index}"
    compiled = Compiled(index, source, code.replace(co_filename=file, co_name=name, co_qualname=name))
    _show(file, ref(module), index, structured, metered)
    finalize(compiled, linecache.cache.pop, file, None).atexit = False
    return compiled


def _show(file: str, module: ref[ValidModule], index: int, structured: bool, metered: bool) -> None:
    """Let those who show tracebacks have the source: it is written again when they ask."""

    def text() -> str | None:
        shown = module()
        return None if shown is None else write(shown, index, structured, metered).text

    linecache.cache[file] = (text,)
