"""Instructions as calls of the functions that `interpreter.numerics` and `interpreter.operations` have for them.

Spec: §4.6 (exec-instr)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.engines.python.emitter.emitter import Emitter, Rule, pure
from interpreter.engines.python.emitter.entries import ATOM, Entry
from interpreter.engines.python.emitter.names import function_name, type_name
from interpreter.numerics import OPS
from interpreter.operations import OPERATIONS
from wasm_construct.opcodes import ROWS, Row
from wasm_construct.syntax.instructions import Instr, MemArg

# ---- immediates as arguments


def _memarg(value: MemArg) -> str:
    return f"memory{int(value.memory)}, {int(value.offset)}"


_ARGUMENTS: dict[str, Callable[[Any], str | None]] = {
    "typeidx": lambda value: f"Y{int(value)}",
    "funcidx": lambda value: f"F{int(value)}",
    "tableidx": lambda value: f"table{int(value)}",
    "memidx": lambda value: f"memory{int(value)}",
    "globalidx": lambda value: f"G{int(value)}",
    "tagidx": lambda value: f"E{int(value)}",
    "memarg": _memarg,
    "dataidx": lambda value: f"instance, {int(value)}",
    "elemidx": lambda value: f"instance, {int(value)}",
    "v128": lambda value: repr(bytes(value)),
    "lanes": lambda value: repr(tuple(map(int, value))),
    **{kind: lambda value: str(int(value)) for kind in ("fieldidx", "u32", "laneidx")},
    **{kind: lambda value: None for kind in ("valtypes", "memorder")},
}


def _immediates(instr: Instr) -> list[str]:
    row = instr.row
    found = [
        type_name(value, row) if kind == "heaptype" else _ARGUMENTS[kind](value)
        for kind, value in zip(row.immediates, instr.args, strict=True)
    ]
    return [text for text in found if text is not None]


# ---- rules


def _rule(row: Row) -> Rule:
    function = function_name(row.mnemonic)
    computes = row.mnemonic not in OPERATIONS

    def emit(em: Emitter, instr: Instr) -> None:
        results = em.arity(instr).results
        given = em.operands(instr)
        text = f"{function}({', '.join([*_immediates(instr), *[entry.value for entry in given]])})"
        if computes and results == 1:
            pure(em, text, ATOM, *given)
        else:
            em.call(text, results)

    return emit


def _v128_const(em: Emitter, instr: Instr) -> None:
    em.push(Entry(repr(bytes(instr.args[0]))))


RULES: dict[str, Rule] = {
    **{row.mnemonic: _rule(row) for row in ROWS if row.mnemonic in OPS or row.mnemonic in OPERATIONS},
    "v128.const": _v128_const,
}
"""A rule for each instruction that there is a function for. Other modules have quicker ones for some."""
