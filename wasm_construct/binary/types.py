"""The schemas of types.

Spec: §5.3 (Types)
Source: the threads proposal; the custom-page-sizes proposal; the custom-descriptors proposal
"""

from __future__ import annotations

from typing import Any

from wasm_construct.binary.combinators import Checked, Record, Remarked, Restated, Vec
from wasm_construct.binary.indices import Index, typeidx
from wasm_construct.binary.leaves import Constant, Magic, OneOf, byte, typecode
from wasm_construct.binary.leb128 import u32, u64
from wasm_construct.binary.unions import Gated, Tagged
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
_LONG_FORM = "this reference type has a form of one byte"


def _constants(table: dict[int, Any]) -> dict[int, Constant]:
    return {code: Constant(value) for code, value in table.items()}


heaptype = Tagged(
    byte,
    {
        **_constants(ABSHEAPTYPES),
        0x62: Gated(
            Record(Exact, "type" / Index(IndexSpace.TYPE, 32, signed=True, message="malformed type index")),
            Feature.CUSTOM_DESCRIPTORS,
        ),
    },
    "malformed heap type",
    default=Index(IndexSpace.TYPE, 33, signed=True, message="malformed heap type"),
)
"""Spec: §5.3.3 (binary-heaptype)"""

_REFTYPES = {
    **_constants({code: RefType(True, heap) for code, heap in ABSHEAPTYPES.items()}),
    0x63: Record(RefType, "null" / Constant(True), "heap" / heaptype, "long" / Constant(True)),
    0x64: Record(RefType, "null" / Constant(False), "heap" / heaptype),
}
_VALTYPES = {**_constants(NUMTYPES), **_constants(VECTYPES), **_REFTYPES}

reftype = Tagged(typecode, _REFTYPES, "malformed reference type", shared=True, why_longer=_LONG_FORM)
"""Spec: §5.3.4 (binary-reftype)"""
valtype = Tagged(typecode, _VALTYPES, "malformed reference type", shared=True, why_longer=_LONG_FORM)
"""Spec: §5.3.5 (binary-valtype)"""
resulttype = Vec(valtype, tuple)
"""Spec: §5.3.6 (binary-resulttype)"""
storagetype = Restated(
    Tagged(typecode, {**_VALTYPES, **_constants(PACKTYPES)}, shared=True, why_longer=_LONG_FORM),
    "malformed storage type",
)
"""Spec: §5.3.7 (binary-storagetype)"""
blocktype = Tagged(
    byte,
    {0x40: Constant(None), **_VALTYPES},
    default=Index(IndexSpace.TYPE, 33, signed=True, message="malformed reference type"),
    why_longer=_LONG_FORM,
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
_MALFORMED_DEF = "malformed definition type"
_described = Tagged(typecode, _COMPTYPES, _MALFORMED_DEF)
_descriptor = Record(Descriptor, "type" / typeidx, "comp" / _described)
_describing = Tagged(typecode, {0x4D: _descriptor, **_COMPTYPES}, _MALFORMED_DEF)
comptype = Tagged(
    typecode,
    {
        **_COMPTYPES,
        0x4D: Gated(_descriptor, Feature.CUSTOM_DESCRIPTORS),
        0x4C: Gated(Record(Describes, "type" / typeidx, "comp" / _describing), Feature.CUSTOM_DESCRIPTORS),
    },
    _MALFORMED_DEF,
)
"""Spec: §5.3.7 (binary-comptype)"""

_supers = "supers" / Vec(typeidx, tuple)
subtype = Remarked(
    Tagged(
        byte,
        {
            0x50: Record(SubType, _supers, "comp" / comptype, "final" / Constant(False)),
            0x4F: Record(SubType, _supers, "comp" / comptype, "final" / Constant(True)),
        },
        default=comptype,
    ),
    lambda sub: isinstance(sub, SubType) and sub.final and not sub.supers,
    "a final type without supertypes can do without `sub`",
)
"""Spec: §5.3.8 (binary-subtype)"""
rectype = Remarked(
    Tagged(byte, {0x4E: Record(RecType, "types" / Vec(subtype, tuple))}, default=subtype),
    lambda rec: isinstance(rec, RecType) and len(rec.types) == 1,
    "a group of one type can do without `rec`",
)
"""Spec: §5.3.8 (binary-rectype)"""

# a page size is a u64; which ones are valid is another question
_page_size_log2 = Checked(u32, lambda exponent: exponent < 64, "invalid custom page size")
_MAX, _SHARED, _I64, _PAGE_SIZE = 1, 2, 4, 8  # the bits of the flags


def _limits(flags: int) -> Record:
    return Record(
        Limits,
        "min" / u64,
        "max" / (u64 if flags & _MAX else Constant(None)),
        "addrtype" / Constant(NumType.I64 if flags & _I64 else NumType.I32),
        "shared" / Constant(bool(flags & _SHARED)),
        "page_size_log2" / (_page_size_log2 if flags & _PAGE_SIZE else Constant(None)),
    )


def _gated(flags: int) -> Gated:
    features = {_SHARED: Feature.THREADS, _PAGE_SIZE: Feature.CUSTOM_PAGE_SIZES}
    return Gated(_limits(flags), *(feature for bit, feature in features.items() if flags & bit))


def _limits_schema(*flags: int) -> Tagged:
    return Tagged(byte, {code: _gated(code) for code in flags}, "malformed limits flags")


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
