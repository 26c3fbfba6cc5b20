"""Calls of functions.

Spec: §4.6.2 (exec-call, exec-call_ref, exec-call_indirect), §4.6.5 (exec-invoke)
"""

from __future__ import annotations

from interpreter.engines.python.emitter.emitter import Emitter, Rule, arguments
from interpreter.engines.python.emitter.entries import Entry
from wasm_construct.syntax.instructions import Instr
from wasm_construct.validation.context import signature


def _call(em: Emitter, instr: Instr) -> None:
    index = int(instr.args[0])
    type_ = signature(em.context.funcs[index])
    given = em.popped(len(type_.params))
    em.leaf = False
    em.call(f"f{index}({arguments(given)})", len(type_.results))


def callee(em: Emitter, selector: Entry, index: int, table: int) -> str:
    """Fetch a function of a type from a table, into a variable."""
    em.line(f"c = T{table}[{selector.value}]")
    em.line(f"if c.type is not Y{index}: check_type(c, Y{index})")
    return "c"


def _call_indirect(em: Emitter, instr: Instr) -> None:
    index, table = map(int, instr.args)
    type_ = em.context.func_type(index)
    function = callee(em, em.pop(), index, table)
    given = em.popped(len(type_.params))
    em.leaf = False
    em.call(f"{function}.code({arguments(given)})", len(type_.results))


def _call_ref(em: Emitter, instr: Instr) -> None:
    type_ = em.context.func_type(int(instr.args[0]))
    function = em.pop()
    given = em.popped(len(type_.params))
    em.leaf = False
    em.call(f"{em.named(function).text}.code({arguments(given)})", len(type_.results))


RULES: dict[str, Rule] = {
    "call": _call,
    "call_indirect": _call_indirect,
    "call_ref": _call_ref,
}
