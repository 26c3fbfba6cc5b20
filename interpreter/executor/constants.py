"""Evaluating constant expressions.

Spec: §3.4.13 (valid-constant), §4.6.12 (exec-expr)
"""

from __future__ import annotations

from typing import Any

from interpreter.numerics import OPS
from interpreter.operations import OPERATIONS, immediates
from interpreter.runtime.instance import Instance
from wasm_construct.syntax.instructions import Expr, Instr
from wasm_construct.validation.types import Struct

_OPERANDS = {
    **dict.fromkeys("i32.add i32.sub i32.mul i64.add i64.sub i64.mul array.new".split(), 2),
    **dict.fromkeys(
        "ref.i31 any.convert_extern extern.convert_any array.new_default struct.new_default_desc".split(), 1
    ),
}
"""How many operands those instructions take that take some, where that does not depend on a type."""


def evaluate(instance: Instance, expr: Expr) -> Any:
    """The value of a constant expression; the globals and functions that it names must be there already."""
    stack: list[Any] = []
    for instr in expr.peek()[:-1]:
        count = _count(instance, instr)
        operands = stack[len(stack) - count :]
        del stack[len(stack) - count :]
        compute = OPERATIONS.get(instr.name) or OPS[instr.name]
        stack.append(compute(*immediates(instance, instr), *operands))
    return stack[0]


def _count(instance: Instance, instr: Instr) -> int:
    name = instr.name
    if name == "array.new_fixed":
        return int(instr.args[1])
    comp = instance.types[instr.args[0]].comp if name in ("struct.new", "struct.new_desc") else None
    if isinstance(comp, Struct):
        return len(comp.fields) + (name == "struct.new_desc")
    return _OPERANDS.get(name, 0)
