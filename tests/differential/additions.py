"""Adding types and functions to a module that is there already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wasm_construct import Module
from wasm_construct.syntax import Code, CodeSec, Expr, ExternKind, FuncSec, FuncType, Instr, Locals, TypeSec, instr
from wasm_construct.syntax.types import ValType


class Additions:
    """What is added to `module`, behind all that it has, so that no index changes."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._types: dict[FuncType, int] = {}
        self._next_type = len(module.types)
        self._next_func = len(module.funcs)

    def type(self, params: Sequence[ValType], results: Sequence[ValType]) -> int:
        """The index of a function type."""
        type_ = FuncType(tuple(params), tuple(results))
        if type_ not in self._types:
            self._types[type_] = self._next_type
            self._next_type += 1
            self.module.ensure(TypeSec).types.append(type_)
        return self._types[type_]

    def func(
        self,
        params: Sequence[ValType],
        results: Sequence[ValType],
        body: Iterable[Instr],
        locals_: Sequence[ValType] = (),
        name: str | None = None,
    ) -> int:
        """Add a function, and export it if it has a name; gives its index."""
        index = self._next_func
        self._next_func += 1
        self.module.ensure(FuncSec).types.append(self.type(params, results))
        self.module.ensure(CodeSec).codes.append(
            Code([Locals(1, local) for local in locals_], Expr([*body, instr("end")]))
        )
        if name is not None:
            self.module.add_export(name, ExternKind.FUNC, index)
        return index
