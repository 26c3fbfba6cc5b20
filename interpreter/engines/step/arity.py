"""How many operands and results an operation has."""

from __future__ import annotations

import re
from inspect import Parameter, signature
from typing import Any

from interpreter.numerics import OPS
from interpreter.operations import OPERATIONS
from wasm_construct.syntax.instructions import Instr

_SILENT = re.compile(r".*\b(set|fill|copy|init|init_data|init_elem|drop)")
_TYPE = re.compile(r"\(.*?\)|\S+")
_GIVEN = {"memarg": 2, "dataidx": 2, "elemidx": 2, "valtypes": 0, "memorder": 0}


def arity(instr: Instr, context: Any) -> tuple[int, int]:
    """How many operands and results an operation has."""
    row = instr.row
    if row.type is not None:
        before, _, after = row.type.partition("->")
        return len(_TYPE.findall(before)), len(_TYPE.findall(after))
    results = not _SILENT.match(instr.name)
    if instr.name == "array.new_fixed":
        return int(instr.args[1]), results
    if instr.name in ("struct.new", "struct.new_desc"):
        return len(context.struct_type(instr.args[0]).fields) + instr.name.endswith("_desc"), results
    function = OPERATIONS.get(instr.name) or OPS[instr.name]
    given = sum(_GIVEN.get(kind, 1) for kind in row.immediates)
    return len(signature(function).parameters) - given, results
