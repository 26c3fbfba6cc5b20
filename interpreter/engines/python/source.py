"""From a function of a module to a code object of Python, in three steps.

1. `write` makes the source: `Structured` writes the body, or `Dispatch` where that raises TooDeep. In front of it come
   the `def` and the default values of the locals that may be read before they are set:

    (func (param i32) (result i32) (local i32 i32)
      (local.set 2 (i32.const 5))
      (i32.add (local.get 1) (local.get 2)))

    def f0(l0):
     l1 = 0
     l2 = 5
     return l1 + l2 & 0xffffffff

2. `compile_func` compiles it. The source is a single `def`, so the code of the function is the one code object among
   the constants of the whole.
3. `finish` gives that code the name that the function has in the module, and a file name of its own.

**From a line to an instruction.** `origins` keeps, for each line, the number of the instruction that the line was
written for. When Python raises an error in generated code, the traceback has the line. From it come the instruction,
its byte offset, and by the kind of instruction the trap that the error means (`traps.py`).

**The source is not kept**: a large module would fill the memory with it. `linecache`, from which tracebacks and
profilers take lines, gets a function that writes the source again when it is asked.

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
"""How many characters the source of a function may have: Python takes up to 200 bytes of memory to compile each."""


class Source:
    """The source of a function, before it is compiled.

    `origins`: for each line, the number of the instruction that it was written for. `tails`: whether it may return a
    TailCall. `leaf`: whether it calls no function. `groups`: the groups of instructions that a meter is told of.
    """

    __slots__ = ("groups", "leaf", "origins", "tails", "text")

    def __init__(self, text: str, origins: array[int], tails: bool, leaf: bool, groups: list[tuple[Row, ...]]) -> None:
        self.text = text
        self.origins = origins
        self.tails = tails
        self.leaf = leaf
        self.groups = groups


def write(module: ValidModule, index: int, structured: bool = True, metered: bool = False) -> Source:
    """Write a function as Python source.

    `structured`: with Python's own statements where they suffice; else always as a loop over pieces. `metered`: with
    lines that tell a meter of the instructions before they run.
    """
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
    types: list[tuple[int, str]] = []  # for each run of locals of one type: the index of its end, the default value
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
    """A function as a code object of Python, with what is kept of its `Source`. Spec: §4.2.7 (syntax-funcinst)"""

    __slots__ = ("__weakref__", "code", "groups", "index", "leaf", "origins", "tails")

    def __init__(self, index: int, source: Source, code: CodeType) -> None:
        self.index = index
        self.code = code
        self.origins = source.origins
        self.tails = source.tails
        self.leaf = source.leaf
        self.groups = source.groups

    def instr(self, line: int) -> int:
        """The number of the instruction that a line was written for. Lines are counted from 1, as in tracebacks."""
        return self.origins[line - 1]


_numbers = count()


def make(module: ValidModule, index: int, structured: bool, metered: bool) -> Compiled:
    """Write and compile a function; raises Exhaustion when its source is too large."""
    source, code = compile_func(module, index, structured, metered)
    return finish(module, index, source, code, structured, metered)


def compile_func(
    module: ValidModule, index: int, structured: bool = True, metered: bool = False
) -> tuple[Source, CodeType]:
    """The source of a function, and its code without name and file; raises Exhaustion when the source is too large."""
    source = write(module, index, structured, metered)
    if len(source.text) > MOST_SOURCE:
        raise Exhaustion(f"function {index} is too large to be compiled: {len(source.text)} characters of Python")
    outer = compile(source.text, "wasm", "exec", dont_inherit=True, optimize=0)
    return source, next(const for const in outer.co_consts if isinstance(const, CodeType))


def finish(
    module: ValidModule, index: int, source: Source, code: CodeType, structured: bool = True, metered: bool = False
) -> Compiled:
    """Give code the name of the function in the module, and a file name of its own, for tracebacks and profilers."""
    name = module.func_name(index) or f"func[{index}]"
    file = f"wasm:{next(_numbers)}/func{index}"
    compiled = Compiled(index, source, code.replace(co_filename=file, co_name=name, co_qualname=name))
    _offer_source(file, ref(module), index, structured, metered)
    finalize(compiled, linecache.cache.pop, file, None).atexit = False
    return compiled


def _offer_source(file: str, module: ref[ValidModule], index: int, structured: bool, metered: bool) -> None:
    """Give `linecache` a function that writes the source again, for as long as the module is in use."""

    def text() -> str | None:
        shown = module()
        return None if shown is None else write(shown, index, structured, metered).text

    linecache.cache[file] = (text,)
