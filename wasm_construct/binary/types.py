"""The schemas of types.

Spec: §5.3 (Types)
Source: the threads proposal; the custom-page-sizes proposal; the custom-descriptors proposal
"""

from __future__ import annotations

from typing import Any

from construct import Computed

from wasm_construct.binary.combinators import Checked, Gated, Record, Restated, Tagged, Vec
from wasm_construct.binary.indices import Index, typeidx
from wasm_construct.binary.leaves import Magic, OneOf, byte, typecode
from wasm_construct.binary.leb128 import u32, u64
from wasm_construct.features import Feature
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.types import (
    AbsHeapType,
    ArrayType,
    Describes,
    Descriptor,
    Exact,
    FieldType,
    FuncType,
    GlobalType,
    Limits,
    MemType,
    NumType,
    PackType,
    RecType,
    RefType,
    StructType,
    SubType,
    TableType,
    TagType,
    VecType,
)

NUMTYPES = {0x7F: NumType.I32, 0x7E: NumType.I64, 0x7D: NumType.F32, 0x7C: NumType.F64}
"""Spec: §5.3.1 (binary-numtype)"""
VECTYPES = {0x7B: VecType.V128}
"""Spec: §5.3.2 (binary-vectype)"""
ABSHEAPTYPES = {
    0x74: AbsHeapType.NOEXN,
    0x73: AbsHeapType.NOFUNC,
    0x72: AbsHeapType.NOEXTERN,
    0x71: AbsHeapType.NONE,
    0x70: AbsHeapType.FUNC,
    0x6F: AbsHeapType.EXTERN,
    0x6E: AbsHeapType.ANY,
    0x6D: AbsHeapType.EQ,
    0x6C: AbsHeapType.I31,
    0x6B: AbsHeapType.STRUCT,
    0x6A: AbsHeapType.ARRAY,
    0x69: AbsHeapType.EXN,
}
"""Spec: §5.3.3 (binary-absheaptype)"""
PACKTYPES = {0x78: PackType.I8, 0x77: PackType.I16}
"""Spec: §5.3.7 (binary-packtype)"""
_HEAP_CODES = {heap: code for code, heap in ABSHEAPTYPES.items()}
_STORAGE_CODES: dict[Any, int] = {
    value: code for table in (NUMTYPES, VECTYPES, PACKTYPES) for code, value in table.items()
}


def _heap_tag(heap: Any) -> int | None:
    return 0x62 if isinstance(heap, Exact) else _HEAP_CODES[heap] if isinstance(heap, AbsHeapType) else None


def _ref_tag(ref: RefType) -> int:
    if not ref.null:
        return 0x64
    return 0x63 if ref.long or not isinstance(ref.heap, AbsHeapType) else _HEAP_CODES[ref.heap]


def _storage_tag(storage: Any) -> int:
    return _ref_tag(storage) if isinstance(storage, RefType) else _STORAGE_CODES[storage]


def _long_form(type_: Any) -> str | None:
    long = isinstance(type_, RefType) and type_.null and type_.long and isinstance(type_.heap, AbsHeapType)
    return "this reference type has a form of one byte" if long else None


def _constants(table: dict[int, Any]) -> dict[int, Computed]:
    return {code: Computed(value) for code, value in table.items()}


heaptype = Tagged(
    byte,
    {
        **_constants(ABSHEAPTYPES),
        0x62: Gated(
            Record(Exact, "type" / Index(IndexSpace.TYPE, 32, signed=True, message="malformed type index")),
            Feature.CUSTOM_DESCRIPTORS,
        ),
    },
    _heap_tag,
    "malformed heap type",
    default=Index(IndexSpace.TYPE, 33, signed=True, message="malformed heap type"),
)
"""Spec: §5.3.3 (binary-heaptype)"""

_REFTYPES = {
    **_constants({code: RefType(True, heap) for code, heap in ABSHEAPTYPES.items()}),
    0x63: Record(RefType, "null" / Computed(True), "heap" / heaptype, "long" / Computed(True)),
    0x64: Record(RefType, "null" / Computed(False), "heap" / heaptype),
}
_VALTYPES = {**_constants(NUMTYPES), **_constants(VECTYPES), **_REFTYPES}

reftype = Tagged(typecode, _REFTYPES, _ref_tag, "malformed reference type", shared=True, roundabout=_long_form)
"""Spec: §5.3.4 (binary-reftype)"""
valtype = Tagged(typecode, _VALTYPES, _storage_tag, "malformed reference type", shared=True, roundabout=_long_form)
"""Spec: §5.3.5 (binary-valtype)"""
resulttype = Vec(valtype, tuple)
"""Spec: §5.3.6 (binary-resulttype)"""
storagetype = Restated(
    Tagged(typecode, {**_VALTYPES, **_constants(PACKTYPES)}, _storage_tag, shared=True, roundabout=_long_form),
    "malformed storage type",
)
"""Spec: §5.3.7 (binary-storagetype)"""
blocktype = Tagged(
    byte,
    {0x40: Computed(None), **_VALTYPES},
    lambda block: 0x40 if block is None else None if isinstance(block, int) else _storage_tag(block),
    default=Index(IndexSpace.TYPE, 33, signed=True, message="malformed reference type"),
    roundabout=_long_form,
)
"""Spec: §5.4.2 (binary-blocktype)"""

mut = OneOf({0x00: False, 0x01: True}, "malformed mutability")
fieldtype = Record(FieldType, "storage" / storagetype, "mutable" / mut, shared=True)
"""Spec: §5.3.7 (binary-fieldtype)"""

_COMPTYPES = {
    0x60: Record(FuncType, "params" / resulttype, "results" / resulttype),
    0x5F: Record(StructType, "fields" / Vec(fieldtype, tuple)),
    0x5E: Record(ArrayType, "field" / fieldtype),
}
_COMP_TAGS: dict[type, int] = {FuncType: 0x60, StructType: 0x5F, ArrayType: 0x5E, Descriptor: 0x4D, Describes: 0x4C}


def _comp_tag(comp: object) -> int:
    return _COMP_TAGS[type(comp)]


_MALFORMED_DEF = "malformed definition type"
_described = Tagged(typecode, _COMPTYPES, _comp_tag, _MALFORMED_DEF)
_descriptor = Record(Descriptor, "type" / typeidx, "comp" / _described)
_describing = Tagged(typecode, {0x4D: _descriptor, **_COMPTYPES}, _comp_tag, _MALFORMED_DEF)
comptype = Tagged(
    typecode,
    {
        **_COMPTYPES,
        0x4D: Gated(_descriptor, Feature.CUSTOM_DESCRIPTORS),
        0x4C: Gated(Record(Describes, "type" / typeidx, "comp" / _describing), Feature.CUSTOM_DESCRIPTORS),
    },
    _comp_tag,
    _MALFORMED_DEF,
)
"""Spec: §5.3.7 (binary-comptype)"""

_supers = "supers" / Vec(typeidx, tuple)
subtype = Tagged(
    byte,
    {
        0x50: Record(SubType, _supers, "comp" / comptype, "final" / Computed(False)),
        0x4F: Record(SubType, _supers, "comp" / comptype, "final" / Computed(True)),
    },
    lambda sub: None if not isinstance(sub, SubType) else 0x4F if sub.final else 0x50,
    default=comptype,
    roundabout=lambda sub: (
        "a final type without supertypes can do without `sub`" if sub.final and not sub.supers else None
    ),
)
"""Spec: §5.3.8 (binary-subtype)"""
rectype = Tagged(
    byte,
    {0x4E: Record(RecType, "types" / Vec(subtype, tuple))},
    lambda rec: 0x4E if isinstance(rec, RecType) else None,
    default=subtype,
    roundabout=lambda rec: "a group of one type can do without `rec`" if len(rec.types) == 1 else None,
)
"""Spec: §5.3.8 (binary-rectype)"""

# a page size is a u64; which ones are valid is another question
_page_size_log2 = Checked(u32, lambda exponent: exponent < 64, "invalid custom page size")
_MAX, _SHARED, _I64, _PAGE_SIZE = 1, 2, 4, 8  # the bits of the flags


def _limits(flags: int) -> Record:
    return Record(
        Limits,
        "min" / u64,
        "max" / (u64 if flags & _MAX else Computed(None)),
        "addrtype" / Computed(NumType.I64 if flags & _I64 else NumType.I32),
        "shared" / Computed(bool(flags & _SHARED)),
        "page_size_log2" / (_page_size_log2 if flags & _PAGE_SIZE else Computed(None)),
    )


def _limits_flags(limits: Limits) -> int:
    return (
        (_MAX if limits.max is not None else 0)
        | (_SHARED if limits.shared else 0)
        | (_I64 if limits.addrtype is NumType.I64 else 0)
        | (_PAGE_SIZE if limits.page_size_log2 is not None else 0)
    )


def _gated(flags: int) -> Gated:
    features = {_SHARED: Feature.THREADS, _PAGE_SIZE: Feature.CUSTOM_PAGE_SIZES}
    return Gated(_limits(flags), *(feature for bit, feature in features.items() if flags & bit))


def _limits_schema(*flags: int) -> Tagged:
    return Tagged(byte, {code: _gated(code) for code in flags}, _limits_flags, "malformed limits flags")


limits = _limits_schema(0, _MAX, _I64, _MAX | _I64)
"""Spec: §5.3.9 (binary-limits)"""
tagtype = Record(TagType, Magic(b"\x00", "zero byte expected"), "type" / typeidx)
"""Spec: §5.3.10 (binary-tagtype)"""
globaltype = Record(GlobalType, "type" / valtype, "mutable" / mut)
"""Spec: §5.3.11 (binary-globaltype)"""
memtype = Record(MemType, "limits" / _limits_schema(*range(16)))
"""Spec: §5.3.12 (binary-memtype)"""
tabletype = Record(TableType, "elem" / reftype, "limits" / limits)
"""Spec: §5.3.13 (binary-tabletype)"""
