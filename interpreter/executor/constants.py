"""Evaluating constant expressions.

Spec: §3.4.13 (valid-constant), §4.6.12 (exec-expr)
"""

from __future__ import annotations

from typing import Any

from interpreter.numerics import OPS
from interpreter.operations import OPERATIONS, immediates
from interpreter.runtime.instance import Instance
from wasm_construct.syntax.arity import arity
from wasm_construct.syntax.instructions import Expr


def evaluate(instance: Instance, expr: Expr) -> Any:
    """The value of a constant expression; the instance must have the globals and functions that it names already."""
    stack: list[Any] = []
    for instr in expr.peek()[:-1]:
        count = arity(instr, instance.module.context).operands
        operands = stack[len(stack) - count :]
        del stack[len(stack) - count :]
        compute = OPERATIONS.get(instr.name) or OPS[instr.name]
        stack.append(compute(*immediates(instance, instr), *operands))
    return stack[0]
