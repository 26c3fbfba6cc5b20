"""The types that arities depend on, in a module that is printed; it need not be valid."""

from __future__ import annotations

from collections.abc import Sequence

from wasm_construct.syntax.types import BlockType, FuncType, StructType
from wasm_construct.text.printer.names import Scope


class Types:
    """The types in a scope, for `syntax.arity`; the look-ups raise LookupError when there is no such type.

    `funcs` and `tags` are the type indices of the functions and of the tags.
    """

    def __init__(self, scope: Scope, funcs: Sequence[int], tags: Sequence[int]) -> None:
        self.scope = scope
        self.funcs = funcs
        self.tags = tags

    def func(self, index: int) -> FuncType:
        """The type of a function."""
        return self.func_type(self.funcs[index])

    def tag(self, index: int) -> FuncType:
        """The type of a tag."""
        return self.func_type(self.tags[index])

    def func_type(self, index: int) -> FuncType:
        """The function type with this index."""
        comp = self.scope.comp(index)
        if isinstance(comp, FuncType):
            return comp
        raise LookupError(f"type {index} is no function type")

    def struct_type(self, index: int) -> StructType:
        """The structure type with this index."""
        comp = self.scope.comp(index)
        if isinstance(comp, StructType):
            return comp
        raise LookupError(f"type {index} is no structure type")

    def block_type(self, type_: BlockType) -> FuncType:
        """The parameters and results of a block."""
        if isinstance(type_, int):
            return self.func_type(type_)
        return FuncType() if type_ is None else FuncType((), (type_,))
