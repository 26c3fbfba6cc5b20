"""Calls of functions.

Spec: §4.6.2 (exec-call, exec-call_ref, exec-call_indirect), §4.6.5 (exec-invoke)
"""

from __future__ import annotations

from interpreter.engines.python.emitter.emitter import Emitter, Rule, arguments
from interpreter.engines.python.emitter.entries import Entry
from wasm_construct.syntax.instructions import Instr


def _call(em: Emitter, instr: Instr) -> None:
    _write(em, instr, f"f{int(instr.args[0])}", em.operands(instr))


def _write(em: Emitter, instr: Instr, function: str, given: list[Entry]) -> None:
    em.leaf = False
    em.call(f"{function}({arguments(given)})", em.arity(instr).results)


def callee(em: Emitter, selector: Entry, index: int, table: int) -> str:
    """Write the lines that fetch a function from a table and check its type; gives the variable that holds it."""
    em.line(f"c = T{table}[{selector.value}]")
    em.line(f"if c.type is not Y{index}: check_type(c, Y{index})")
    return "c"


def _call_indirect(em: Emitter, instr: Instr) -> None:
    *given, selector = em.operands(instr)
    _write(em, instr, f"{callee(em, selector, *map(int, instr.args))}.code", given)


def _call_ref(em: Emitter, instr: Instr) -> None:
    *given, function = em.operands(instr)
    _write(em, instr, f"{em.named(function).text}.code", given)


RULES: dict[str, Rule] = {
    "call": _call,
    "call_indirect": _call_indirect,
    "call_ref": _call_ref,
}
