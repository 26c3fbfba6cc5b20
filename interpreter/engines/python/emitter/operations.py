"""Instructions that are written as calls of functions: of `interpreter.numerics` and of `interpreter.operations`.

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


# ---- how many operands and results there are

_SHAPES: dict[str, tuple[int, int]] = {
    "table.get": (1, 1),
    "table.set": (2, 0),
    "table.grow": (2, 1),
    "table.fill": (3, 0),
    "table.copy": (3, 0),
    "memory.copy": (3, 0),
    "struct.new_default": (0, 1),
    "struct.new_default_desc": (1, 1),
    "array.new": (2, 1),
    "array.new_default": (1, 1),
    "array.new_data": (2, 1),
    "array.new_elem": (2, 1),
    "array.fill": (4, 0),
    "array.copy": (5, 0),
    "array.init_data": (4, 0),
    "array.init_elem": (4, 0),
    "ref.get_desc": (1, 1),
    "ref.cast_desc_eq": (2, 1),
}
_COUNTED: dict[str, Callable[[Emitter, Instr], int]] = {
    "struct.new_desc": lambda em, instr: len(em.context.struct_type(instr.args[0]).fields) + 1,
}


def _shape(row: Row) -> tuple[int, int]:
    if row.type is None:
        return _SHAPES.get(row.mnemonic, (0, 1))
    operands, _, results = row.type.replace("(ref i31)", "ref").partition("->")
    return len(operands.split()), len(results.split())


def _rule(row: Row) -> Rule:
    operands, results = _shape(row)
    function = function_name(row.mnemonic)
    count = _COUNTED.get(row.mnemonic)
    computes = row.mnemonic not in OPERATIONS and results == 1

    def emit(em: Emitter, instr: Instr) -> None:
        given = em.popped(operands if count is None else count(em, instr))
        text = f"{function}({', '.join([*_immediates(instr), *[entry.value for entry in given]])})"
        if computes:
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
"""A rule for each instruction that there is a function for; other modules have better ones for some."""
