"""The world: what a function body can refer to, that is, the types and the index spaces of a module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from wasm_construct.features import WASM3, Feature
from wasm_construct.syntax.types import (
    AbsHeapType,
    ArrayType,
    FieldType,
    FuncType,
    GlobalType,
    HeapType,
    MemType,
    NumType,
    PackType,
    RefType,
    StorageType,
    StructType,
    TableType,
    ValType,
)

_T = TypeVar("_T")

H = AbsHeapType
_ANY = frozenset({H.ANY, H.EQ})
_ABOVE: dict[AbsHeapType, frozenset[AbsHeapType]] = {
    H.EQ: frozenset({H.ANY}),
    H.I31: _ANY,
    H.STRUCT: _ANY,
    H.ARRAY: _ANY,
    H.NONE: frozenset({H.ANY, H.EQ, H.I31, H.STRUCT, H.ARRAY}),
    H.NOFUNC: frozenset({H.FUNC}),
    H.NOEXTERN: frozenset({H.EXTERN}),
    H.NOEXN: frozenset({H.EXN}),
}
_ABSTRACTION: dict[type, AbsHeapType] = {FuncType: H.FUNC, StructType: H.STRUCT, ArrayType: H.ARRAY}
_TOPS = {H.FUNC: H.FUNC, H.NOFUNC: H.FUNC, H.EXTERN: H.EXTERN, H.NOEXTERN: H.EXTERN, H.EXN: H.EXN, H.NOEXN: H.EXN}


@dataclass(frozen=True)
class ModuleOptions:
    """What a strategy was asked for; see `valid_modules`."""

    features: frozenset[Feature] = WASM3
    max_funcs: int = 4
    max_instructions: int = 60
    max_size: int = 3
    max_imports: int = 0
    terminating: bool = True


@dataclass
class World:
    """The types and the index spaces of a module, imports included."""

    options: ModuleOptions
    kinds: list[ValType] = field(default_factory=list)
    """The value types to choose from."""
    types: list[FuncType | StructType | ArrayType] = field(default_factory=list)
    supers: dict[int, int] = field(default_factory=dict)
    """The declared supertype of a type."""
    funcs: list[int] = field(default_factory=list)
    """The type index of each function."""
    tables: list[TableType] = field(default_factory=list)
    mems: list[MemType] = field(default_factory=list)
    globals: list[GlobalType] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    elems: list[RefType] = field(default_factory=list)
    """The type of the references in each element segment."""
    datas: int = 0
    fuel: int | None = None
    """The global that counts the calls down."""
    cache: dict[Any, Any] = field(default_factory=dict)

    def has(self, feature: str) -> bool:
        """Whether a feature is on."""
        return feature in self.options.features

    def func_type(self, index: int) -> FuncType:
        """The function type with this type index."""
        found = self.types[index]
        if not isinstance(found, FuncType):
            raise TypeError(f"type {index} is not a function type")
        return found

    def of_class(self, cls: type) -> list[int]:
        """The indices of the types that are function, structure or array types."""
        return [index for index, found in enumerate(self.types) if isinstance(found, cls)]

    def once(self, rule: Callable[[World, ValType | None], _T], wanted: ValType | None) -> _T:
        """What a function that looks at nothing but the world gives for a type; called once for each type."""
        key = rule, wanted
        if key not in self.cache:
            self.cache[key] = rule(self, wanted)
        found: _T = self.cache[key]
        return found

    # ---- subtyping by declaration: enough here, though equal types with two indices are not seen to be equal

    def matches(self, one: ValType, other: ValType) -> bool:
        """Whether one value type is known to be a subtype of another."""
        if one == other:
            return True
        if not isinstance(one, RefType) or not isinstance(other, RefType) or (one.null and not other.null):
            return False
        return self._matches_heap(one.heap, other.heap)

    def _matches_heap(self, one: HeapType, other: HeapType) -> bool:
        while isinstance(one, int):
            if one == other:
                return True
            if one not in self.supers:
                least = _ABSTRACTION[type(self.types[one])]
                return least is other or other in _ABOVE.get(least, ())
            one = self.supers[one]
        if one is other or (isinstance(one, AbsHeapType) and other in _ABOVE.get(one, ())):
            return True
        if not isinstance(other, int):
            return False
        return one is (H.NOFUNC if isinstance(self.types[other], FuncType) else H.NONE)

    def top(self, heap: HeapType) -> AbsHeapType:
        """The highest heap type above this one."""
        if isinstance(heap, int):
            heap = _ABSTRACTION[type(self.types[heap])]
        return _TOPS.get(heap, H.ANY) if isinstance(heap, AbsHeapType) else H.ANY

    def fits(self, ones: tuple[ValType, ...], others: tuple[ValType, ...]) -> bool:
        """Whether a list of types matches another."""
        return len(ones) == len(others) and all(map(self.matches, ones, others))


def unpacked(storage: StorageType) -> ValType:
    """The type of a field's value on the stack."""
    return NumType.I32 if isinstance(storage, PackType) else storage


def defaultable(field_: FieldType) -> bool:
    """Whether a field has a default value."""
    return not isinstance(field_.storage, RefType) or field_.storage.null
