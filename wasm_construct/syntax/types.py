"""Types.

Spec: §2.3 (Types)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, TypeAlias


class _Named(Enum):
    """A type without parts: `repr` is its Python name, `str` its name in the text format."""

    def __repr__(self) -> str:
        return self.name

    def __str__(self) -> str:
        return str(self.value)

    __hash__ = object.__hash__  # the members are singletons; Enum's own hash is written in Python and slow


class NumType(_Named):
    """Number types. Spec: §2.3.1 (syntax-numtype)"""

    I32 = "i32"
    I64 = "i64"
    F32 = "f32"
    F64 = "f64"


class VecType(_Named):
    """Vector types. Spec: §2.3.2 (syntax-vectype)"""

    V128 = "v128"


class PackType(_Named):
    """Packed types, for the fields of structures and arrays. Spec: §2.3.9 (syntax-packtype)"""

    I8 = "i8"
    I16 = "i16"


class AbsHeapType(_Named):
    """Abstract heap types. Spec: §2.3.4 (syntax-absheaptype)"""

    ANY = "any"
    EQ = "eq"
    I31 = "i31"
    STRUCT = "struct"
    ARRAY = "array"
    NONE = "none"
    FUNC = "func"
    NOFUNC = "nofunc"
    EXTERN = "extern"
    NOEXTERN = "noextern"
    EXN = "exn"
    NOEXN = "noexn"


@dataclass(frozen=True, slots=True)
class Exact:
    """The heap type of exactly the type with this index (feature custom_descriptors)."""

    type: int

    def __str__(self) -> str:
        return f"(exact {int(self.type)})"


HeapType: TypeAlias = AbsHeapType | int | Exact
"""An abstract heap type, or the index of a type. Spec: §2.3.4 (syntax-heaptype)"""


@dataclass(frozen=True, slots=True)
class RefType:
    """A reference to `heap`, or null where `null`. Spec: §2.3.5 (syntax-reftype)

    `long`: written as `(ref null ht)` although the heap type has a one-byte form of its own. Not part of equality.
    """

    null: bool
    heap: HeapType
    long: bool = field(default=False, compare=False, repr=False)

    def __str__(self) -> str:
        if self.null and isinstance(self.heap, AbsHeapType):
            return _SHORT.get(self.heap, f"{self.heap}ref")
        heap = int(self.heap) if isinstance(self.heap, int) else self.heap
        return f"(ref null {heap})" if self.null else f"(ref {heap})"


_SHORT = {
    AbsHeapType.NONE: "nullref",
    AbsHeapType.NOFUNC: "nullfuncref",
    AbsHeapType.NOEXTERN: "nullexternref",
    AbsHeapType.NOEXN: "nullexnref",
}

ValType: TypeAlias = NumType | VecType | RefType
"""Spec: §2.3.6 (syntax-valtype)"""
StorageType: TypeAlias = ValType | PackType
"""Spec: §2.3.9 (syntax-storagetype)"""
BlockType: TypeAlias = ValType | int | None
"""No result, one result, or the index of a function type. Spec: §2.3.8 (syntax-blocktype)"""


class TakesLists:
    """A type that takes lists for its tuples when it is made by hand; it must be hashable."""

    __slots__ = ()
    _tuples: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        for name in self._tuples:
            if isinstance(getattr(self, name), list):
                object.__setattr__(self, name, tuple(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class FuncType(TakesLists):
    """A function type. Spec: §2.3.9 (syntax-functype)"""

    params: tuple[ValType, ...] = ()
    results: tuple[ValType, ...] = ()

    _tuples = ("params", "results")

    def __str__(self) -> str:
        params = f" (param {' '.join(map(str, self.params))})" if self.params else ""
        results = f" (result {' '.join(map(str, self.results))})" if self.results else ""
        return f"(func{params}{results})"


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field of a structure, or the element of an array. Spec: §2.3.9 (syntax-fieldtype)"""

    storage: StorageType
    mutable: bool = False

    def __str__(self) -> str:
        return f"(mut {self.storage})" if self.mutable else str(self.storage)


@dataclass(frozen=True, slots=True)
class StructType(TakesLists):
    """A structure type. Spec: §2.3.9 (syntax-structtype)"""

    fields: tuple[FieldType, ...] = ()

    _tuples = ("fields",)

    def __str__(self) -> str:
        return f"(struct{''.join(f' (field {field})' for field in self.fields)})"


@dataclass(frozen=True, slots=True)
class ArrayType:
    """An array type. Spec: §2.3.9 (syntax-arraytype)"""

    field: FieldType

    def __str__(self) -> str:
        return f"(array {self.field})"


@dataclass(frozen=True, slots=True)
class Describes:
    """A type whose instances describe those of type `type` (feature custom_descriptors)."""

    type: int
    comp: CompType

    def __str__(self) -> str:
        return f"(describes {int(self.type)}) {self.comp}"


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A type whose instances are described by those of type `type` (feature custom_descriptors)."""

    type: int
    comp: CompType

    def __str__(self) -> str:
        return f"(descriptor {int(self.type)}) {self.comp}"


CompType: TypeAlias = FuncType | StructType | ArrayType | Describes | Descriptor
"""Spec: §2.3.9 (syntax-comptype)"""


@dataclass(frozen=True, slots=True)
class SubType(TakesLists):
    """A composite type with its supertypes. Spec: §2.3.10 (syntax-subtype)"""

    comp: CompType
    supers: tuple[int, ...] = ()
    final: bool = True

    _tuples = ("supers",)

    def __str__(self) -> str:
        final = " final" if self.final else ""
        return f"(sub{final}{''.join(f' {int(index)}' for index in self.supers)} {self.comp})"


@dataclass(frozen=True, slots=True)
class RecType(TakesLists):
    """A group of types that may refer to each other. Spec: §2.3.10 (syntax-rectype)"""

    types: tuple[SubType | CompType, ...] = ()

    _tuples = ("types",)

    def __str__(self) -> str:
        return f"(rec{''.join(f' {member}' for member in self.types)})"


TypeDef: TypeAlias = RecType | SubType | CompType
"""One entry of the type section. As in the grammar, a bare composite type stands for a final sub type without
supertypes, and a bare sub type for a recursive group of one. Spec: §5.5.4 (binary-type)"""


@dataclass(frozen=True, slots=True)
class Limits:
    """The size of a memory, in pages, or of a table, in elements. Spec: §2.3.12 (syntax-limits)

    `addrtype` is I32 or I64; `shared` belongs to the feature threads, `page_size_log2` (None: 16) to custom_page_sizes.
    """

    min: int
    max: int | None = None
    addrtype: NumType = NumType.I32
    shared: bool = False
    page_size_log2: int | None = None


@dataclass(frozen=True, slots=True)
class MemType:
    """The type of a memory. Spec: §2.3.15 (syntax-memtype)"""

    limits: Limits


@dataclass(frozen=True, slots=True)
class TableType:
    """The type of a table. Spec: §2.3.16 (syntax-tabletype)"""

    elem: RefType
    limits: Limits


@dataclass(frozen=True, slots=True)
class GlobalType:
    """The type of a global. Spec: §2.3.14 (syntax-globaltype)"""

    type: ValType
    mutable: bool = False


@dataclass(frozen=True, slots=True)
class TagType:
    """The type of an exception tag, by the index of a function type. Spec: §2.3.13 (syntax-tagtype)"""

    type: int


@dataclass(frozen=True, slots=True)
class ExternFunc:
    """The type of an imported function, by index. Spec: §2.3.19 (syntax-externtype)

    `exact` belongs to the feature custom_descriptors.
    """

    type: int
    exact: bool = False


ExternType: TypeAlias = ExternFunc | TableType | MemType | GlobalType | TagType
"""Spec: §2.3.19 (syntax-externtype)"""

I32, I64, F32, F64 = NumType.I32, NumType.I64, NumType.F32, NumType.F64
V128 = VecType.V128
FUNCREF = RefType(True, AbsHeapType.FUNC)
EXTERNREF = RefType(True, AbsHeapType.EXTERN)
ANYREF = RefType(True, AbsHeapType.ANY)
EXNREF = RefType(True, AbsHeapType.EXN)
