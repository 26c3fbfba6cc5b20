"""Functions: parameters, locals, the body, and the hints in it.

Spec: §6.6.7 (text-func)
"""

from __future__ import annotations

from wasm_construct.syntax.code_metadata import BranchHint
from wasm_construct.syntax.instructions import Expr, Instr
from wasm_construct.syntax.modules import Code, Locals
from wasm_construct.syntax.types import ValType
from wasm_construct.text.code import CodeReader
from wasm_construct.text.hints import take_hints
from wasm_construct.text.scopes import TypeUse


def function(code: CodeReader, index: int) -> tuple[int, Code, list[BranchHint]]:
    """The type index, the code and the hints of a function, from its type use on."""
    code.where = "a function"
    code.start_function()
    use = code.typeuse()
    type_index = code.scope.types.resolve(use)
    runs = _locals(code, use, type_index)
    body = code.sequence()
    code.where = "the module"
    hints = _hints(code, runs, body) if code.has_hints else []
    if code.locals.names:
        code.scope.local_names[index] = code.locals.names
    if code.labels.names:
        code.scope.label_names[index] = code.labels.names
    return type_index, Code(runs, Expr(body)), hints


def bind_params(code: CodeReader, use: TypeUse) -> None:
    """Give the parameters of a type use their names."""
    for number, binder in use.names:
        code.locals.count = number
        code.locals.bind(binder)


def _locals(code: CodeReader, use: TypeUse, type_index: int) -> list[Locals]:
    """The locals in runs of the same type; gives names to them and to the parameters."""
    bind_params(code, use)
    params = code.scope.types.params_of(use, type_index)
    code.locals.count = len(params or ())
    runs: list[Locals] = []
    while code.opens("local"):
        binder = code.binder()
        if binder.id is None and binder.name is None:
            types = code.valtypes()
            code.locals.count += len(types)
            for type_ in types:
                _add(runs, type_)
        else:
            if params is None:
                code.scope.types.func_type(type_index, use.at)
            code.locals.bind(binder)
            _add(runs, code.valtype())
            code.close()
    return runs


def _add(runs: list[Locals], type_: ValType) -> None:
    if runs and runs[-1].type == type_:
        runs[-1] = Locals(runs[-1].count + 1, type_)
    else:
        runs.append(Locals(1, type_))


def _hints(code: CodeReader, runs: list[Locals], body: list[Instr]) -> list[BranchHint]:
    """The hints on the instructions of a body, which become ordinary ones; none without an encoding."""
    code.has_hints = False
    if code.encoding is None:
        take_hints(body, 0, lambda instr: 0)
        return []
    return take_hints(body, len(code.encoding.locals(runs)), lambda instr: len(instr.raw or b""))
