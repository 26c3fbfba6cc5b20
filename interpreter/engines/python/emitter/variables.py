"""Locals, globals, and the instructions that only drop or select operands.

Spec: §4.6.6 (exec-instr-variable), §4.6.1 (exec-instr-parametric)
"""

from __future__ import annotations

from interpreter.engines.python.emitter.emitter import Emitter, Rule, pure
from interpreter.engines.python.emitter.entries import CHOICE, GLOBALS, NOT, Entry
from wasm_construct.syntax.instructions import Instr


def _local_get(em: Emitter, instr: Instr) -> None:
    index = int(instr.args[0])
    em.used.setdefault(index, True)
    em.push_variable(f"l{index}")


def _local_set(em: Emitter, instr: Instr) -> None:
    value = em.pop()
    name = em.local_for_write(instr.args[0])
    if value.text != name:
        em.line(f"{name} = {value.value}")


def _local_tee(em: Emitter, instr: Instr) -> None:
    _local_set(em, instr)
    _local_get(em, instr)


_GLOBALS = frozenset((GLOBALS,))


def _global_get(em: Emitter, instr: Instr) -> None:
    index = int(instr.args[0])
    entry = Entry(f"G{index}.cell")
    if em.context.globals[index].mutable:
        entry.reads = _GLOBALS
    em.push(entry)


def _global_set(em: Emitter, instr: Instr) -> None:
    value = em.pop()
    em.spill(GLOBALS)
    em.line(f"G{int(instr.args[0])}.cell = {value.value}")


def _drop(em: Emitter, instr: Instr) -> None:
    em.pop()


def _select(em: Emitter, instr: Instr) -> None:
    condition, other, one = em.pop(), em.pop(), em.pop()
    text = f"{one.operand(CHOICE + 1)} if {condition.operand(NOT)} else {other.operand(CHOICE + 1)}"
    pure(em, text, CHOICE, one, condition, other)


def _nop(em: Emitter, instr: Instr) -> None:
    pass


RULES: dict[str, Rule] = {
    "local.get": _local_get,
    "local.set": _local_set,
    "local.tee": _local_tee,
    "global.get": _global_get,
    "global.set": _global_set,
    "drop": _drop,
    "select": _select,
    "nop": _nop,
}
