"""What validation knows about the module around the code.

Spec: §3.1.6 (context)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import wasm_construct.syntax.types as syntax
from wasm_construct.errors import InvalidError
from wasm_construct.features import Feature
from wasm_construct.syntax.modules import Locals
from wasm_construct.syntax.types import AbsHeapType, Exact, Limits, RefType
from wasm_construct.validation.gates import need_type
from wasm_construct.validation.limits import ImplementationLimits
from wasm_construct.validation.types import (
    Array,
    DefType,
    Func,
    Heap,
    Ref,
    Struct,
    ValType,
    ref,
)

_T = TypeVar("_T")


class Global(NamedTuple):
    """A global. Spec: §2.3.14 (syntax-globaltype)"""

    type: ValType
    mutable: bool
    imported: bool


class Table(NamedTuple):
    """A table. Spec: §2.3.16 (syntax-tabletype)"""

    elem: Ref
    limits: Limits

    @property
    def at(self) -> syntax.NumType:
        """The type of its addresses."""
        return self.limits.addrtype


class Context:
    """The index spaces of a module, in closed types, as far as they have been checked."""

    def __init__(self, features: frozenset[Feature], limits: ImplementationLimits) -> None:
        self.features = features
        self.limits = limits
        self.types: list[DefType] = []
        self.funcs: list[DefType] = []
        self.exact: list[bool] = []
        """Whether the type of a function is known exactly (feature custom_descriptors)."""
        self.tables: list[Table] = []
        self.mems: list[Limits] = []
        self.globals: list[Global] = []
        self.tags: list[DefType] = []
        self.elems: list[Ref] = []
        self.datas = 0
        self.refs: set[int] = set()
        """The functions that `ref.func` may name in a body, since the module mentions them outside of bodies."""
        self.allowed: set[syntax.StorageType] = set(syntax.NumType)
        """Types whose features are known to be on."""
        self._closed: dict[syntax.ValType, ValType] = {}
        self._indices: dict[DefType, int] = {}  # made for messages only, of which there may be many
        self._indexed = 0
        # by the id of the run, which is kept alive: all runs alike that were read are one object
        self._runs: dict[int, tuple[Locals, tuple[int, ValType]]] = {}

    # ---- looking things up

    @staticmethod
    def find(kind: str, space: Sequence[_T], index: int) -> _T:
        """The entry of an index space; raises InvalidError."""
        if 0 <= index < len(space):
            return space[index]
        raise InvalidError(f"unknown {kind} {index}")

    def type(self, index: int) -> DefType:
        """The type with this index; raises InvalidError."""
        return self.find("type", self.types, index)

    def func_type(self, index: int) -> Func:
        """The function type with this index; raises InvalidError."""
        comp = self.type(index).comp
        if isinstance(comp, Func):
            return comp
        raise InvalidError(f"non-function type {index}")

    def struct_type(self, index: int) -> Struct:
        """The structure type with this index; raises InvalidError."""
        comp = self.type(index).comp
        if isinstance(comp, Struct):
            return comp
        raise InvalidError(f"non-structure type {index}")

    def array_type(self, index: int) -> Array:
        """The array type with this index; raises InvalidError."""
        comp = self.type(index).comp
        if isinstance(comp, Array):
            return comp
        raise InvalidError(f"non-array type {index}")

    def func(self, index: int) -> Func:
        """The type of the function with this index; raises InvalidError."""
        return signature(self.find("function", self.funcs, index))

    def table(self, index: int) -> Table:
        """The table with this index; raises InvalidError."""
        return self.find("table", self.tables, index)

    def mem(self, index: int) -> Limits:
        """The limits of the memory with this index; raises InvalidError."""
        return self.find("memory", self.mems, index)

    def global_(self, index: int) -> Global:
        """The global with this index; raises InvalidError."""
        return self.find("global", self.globals, index)

    def tag(self, index: int) -> Func:
        """The type of the tag with this index; raises InvalidError."""
        return signature(self.find("tag", self.tags, index))

    def elem(self, index: int) -> Ref:
        """The type of the element segment with this index; raises InvalidError."""
        return self.find("elem segment", self.elems, index)

    def data(self, index: int) -> None:
        """Raise InvalidError unless there is a data segment with this index."""
        self.find("data segment", range(self.datas), index)

    # ---- closing types

    def close(self, type_: syntax.ValType) -> ValType:
        """The closed form of a type; raises InvalidError. Spec: §3.2.6 (valid-valtype)"""
        known = self._closed.get(type_)
        if known is None:
            need_type(self.features, type_)
            known = self.close_ref(type_) if isinstance(type_, RefType) else type_
            self._closed[type_] = known
        return known

    def close_run(self, run: Locals) -> tuple[int, ValType]:
        """How many locals of which type this is; raises InvalidError."""
        known = self._runs.get(id(run))
        if known is None:
            known = self._runs[id(run)] = run, (run.count, self.close(run.type))
        return known[1]

    def close_ref(self, type_: RefType) -> Ref:
        """The closed form of a reference type, whatever features are on; raises InvalidError."""
        heap, exact = self.close_heap(type_.heap)
        return ref(type_.null, heap, exact)

    def close_heap(self, type_: syntax.HeapType) -> tuple[Heap, bool]:
        """The closed form of a heap type, and whether it is exact; raises InvalidError."""
        if isinstance(type_, AbsHeapType):
            return type_, False
        return (self.type(type_.type), True) if isinstance(type_, Exact) else (self.type(type_), False)

    def block_type(self, type_: syntax.BlockType) -> Func:
        """The parameters and results of a block; raises InvalidError. Spec: §3.2.8 (valid-blocktype)"""
        if type_ is None:
            return _EMPTY
        if not isinstance(type_, int):
            return Func((), (self.close(type_),))
        if Feature.MULTI_VALUE not in self.features:
            raise InvalidError("block types with an index need the feature multi_value, which is off")
        return self.func_type(type_)

    # ---- types in messages

    def show(self, type_: ValType) -> str:
        """A type as the text format writes it, with type indices of this module."""
        if not isinstance(type_, Ref):
            return str(type_)
        if isinstance(type_.heap, DefType):
            index = self._index(type_.heap)
            heap = f"(exact {index})" if type_.exact else str(index)
        elif isinstance(type_.heap, AbsHeapType):
            return str(RefType(type_.null, type_.heap))
        else:
            heap = str(type_.heap)
        return f"(ref null {heap})" if type_.null else f"(ref {heap})"

    def _index(self, type_: DefType) -> int | str:
        """The first index of a type; "?" for one that the module does not have by itself."""
        if self._indexed != len(self.types):
            self._indexed = len(self.types)
            self._indices = {known: index for index, known in reversed(list(enumerate(self.types)))}
        return self._indices.get(type_, "?")

    def show_all(self, types: Sequence[ValType]) -> tuple[str, ...]:
        """Types as the text format writes them."""
        return tuple(map(self.show, types))


_EMPTY = Func((), ())


def signature(type_: DefType) -> Func:
    """The function type that this defined type is; raises TypeError for another one."""
    if isinstance(type_.comp, Func):
        return type_.comp
    raise TypeError(f"{type_!r} is not a function type")
