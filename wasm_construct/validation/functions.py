"""A function: its locals and its body.

Spec: §3.5.6 (valid-func), §3.5.7 (valid-local)
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.module import Module
from wasm_construct.syntax.modules import Code
from wasm_construct.validation.bodies import Bodies
from wasm_construct.validation.context import Context
from wasm_construct.validation.machine import Runs
from wasm_construct.validation.types import Func


def closed_locals(context: Context, type_: Func, code: Code) -> Runs:
    """The locals that a function declares beside its parameters; raises InvalidError."""
    runs = list(map(context.close_run, code.locals))
    context.limits.check("locals", sum([count for count, _ in runs]) + len(type_.params))
    return runs


def check_code(bodies: Bodies, type_: Func, code: Code) -> None:
    """Check a function of this type; raises InvalidError."""
    raw = code.body.untouched
    # an instruction takes a byte at least; more is not known of a body that may have been changed
    bodies.context.limits.check("body_size", len(code.body.peek()) if raw is None else len(raw))
    bodies.func(type_, closed_locals(bodies.context, type_, code), code.body)


def begin(bodies: Bodies, type_: Func, code: Code) -> list[Instr]:
    """Make the stacks ready for a function; gives its instructions."""
    return bodies.begin(type_, closed_locals(bodies.context, type_, code), code.body)


def locate(error: InvalidError, module: Module, index: int) -> None:
    """Write into an error, which may know the instruction, which function it is in."""
    names = module.names
    error.func = index
    error.name = names.map(IndexSpace.FUNC).get(index) if names else None
    error.path = f"module.funcs[{index}]" + ("" if error.instr is None else f".body[{error.instr}]")
