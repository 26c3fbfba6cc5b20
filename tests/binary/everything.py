"""One small module that uses every form of the binary format, made by hand."""

from __future__ import annotations

from wasm_construct import ALL, Module
from wasm_construct.syntax import (
    EXTERNREF,
    F32,
    F64,
    FUNCREF,
    I32,
    I64,
    V128,
    AbsHeapType,
    Active,
    ArrayType,
    Catch,
    CatchKind,
    Code,
    CodeSec,
    CustomSec,
    Data,
    DataCountSec,
    DataSec,
    Declarative,
    Describes,
    Descriptor,
    ElemExprs,
    ElemFuncs,
    ElemSec,
    Exact,
    Export,
    ExportSec,
    Expr,
    ExternFunc,
    ExternKind,
    FieldType,
    FuncSec,
    FuncType,
    Global,
    GlobalSec,
    GlobalType,
    Import,
    ImportSec,
    IndexSpace,
    IndirectNameAssoc,
    IndirectNameMap,
    Limits,
    Locals,
    MemArg,
    MemSec,
    MemType,
    ModuleName,
    NameAssoc,
    NameMap,
    Names,
    PackType,
    Passive,
    RecType,
    RefType,
    Section,
    StartSec,
    StructType,
    SubType,
    Table,
    TableSec,
    TableType,
    TagSec,
    TagType,
    TypeSec,
)

_ZERO = Expr.of(("i32.const", 0))
_NULL_FUNC = Expr.of(("ref.null", AbsHeapType.FUNC))

_TYPES = TypeSec(
    [
        FuncType((I32, I64, F32, F64, V128, FUNCREF, EXTERNREF), (I32, RefType(False, 0))),
        RecType(
            (
                SubType(StructType((FieldType(PackType.I8, True), FieldType(RefType(True, 1)))), final=False),
                SubType(StructType((FieldType(PackType.I8, True), FieldType(RefType(True, 1)))), (1,)),
            )
        ),
        ArrayType(FieldType(PackType.I16)),
        RecType((Descriptor(5, StructType()), Describes(4, StructType()))),
        FuncType((RefType(True, Exact(4)),)),
        FuncType(),
    ]
)
_IMPORTS = ImportSec(
    [
        Import("env", "f", ExternFunc(7)),
        Import("env", "exact", ExternFunc(7, exact=True)),
        Import("env", "t", TableType(FUNCREF, Limits(1, 2))),
        Import("env", "m", MemType(Limits(1, 2, shared=True))),
        Import("env", "g", GlobalType(I32)),
        Import("env", "e", TagType(7)),
    ]
)
_BODY = Expr.of(
    *(("try_table", None, (Catch(CatchKind.CATCH, 0, 0), Catch(CatchKind.CATCH_ALL, None, 0))), "end"),
    *(("block", 7), ("loop", I32), ("i32.const", -1), ("br_table", (0, 1), 1), "end", "drop", "end"),
    *(("i32.const", 1), ("if", None), "nop", "else", "unreachable", "end"),
    *(("i64.const", -(2**63)), ("f32.const", 1.5), ("f64.const", -0.0), ("v128.const", bytes(range(16)))),
    *(("i8x16.shuffle", bytes(range(16, 32))), ("i8x16.extract_lane_s", 3)),
    *(("i32.load", MemArg(2, 1000)), ("i64.store32", MemArg(1, 2**40, 1)), ("memory.init", 0, 0)),
    *(("atomic.fence", 0), ("select", (I32,)), ("ref.test", RefType(True, 1)), ("ref.null", Exact(4))),
    *(("br_on_cast", 3, 0, AbsHeapType.ANY, 1), ("call_indirect", 7, 0), ("array.new_fixed", 3, 2)),
    *(("try", None), ("catch", 0), ("rethrow", 0), "catch_all", "end"),
)
_NAMES = Names(
    [
        ModuleName("everything"),
        NameMap(IndexSpace.FUNC, [NameAssoc(0, "f"), NameAssoc(2, "ünï")]),
        IndirectNameMap(IndexSpace.LOCAL, [IndirectNameAssoc(2, [NameAssoc(0, "x")])]),
    ]
)

SECTIONS: list[Section] = [
    CustomSec("first", b"\0\1\2"),
    _TYPES,
    _IMPORTS,
    FuncSec([7, 7]),
    TableSec([Table(TableType(EXTERNREF, Limits(1))), Table(TableType(FUNCREF, Limits(1, 2)), _NULL_FUNC)]),
    MemSec([MemType(Limits(1, page_size_log2=0)), MemType(Limits(1, 2**48, I64))]),
    TagSec([TagType(7)]),
    GlobalSec([Global(GlobalType(I32, True), Expr.of(("i32.const", 1), ("i32.const", 2), "i32.add"))]),
    ExportSec([Export(kind.value, kind, 0) for kind in ExternKind]),
    StartSec(2),
    ElemSec(
        [
            ElemFuncs(Active(_ZERO), [0]),
            ElemFuncs(Passive(), [0, 1]),
            ElemFuncs(Active(_ZERO, 1), []),
            ElemFuncs(Declarative(), [2]),
            ElemExprs(Active(_ZERO), FUNCREF, [_NULL_FUNC]),
            ElemExprs(Passive(), EXTERNREF, []),
            ElemExprs(Active(_ZERO, 1), EXTERNREF, []),
            ElemExprs(Declarative(), RefType(False, 0), [Expr.of(("ref.func", 0))]),
        ]
    ),
    DataCountSec(3),
    CodeSec([Code([], Expr.of()), Code([Locals(2, I32), Locals(2**31, I64)], _BODY)]),
    DataSec([Data(Active(_ZERO), b"abc"), Data(Passive(), b""), Data(Active(_ZERO, 1), b"d")]),
    CustomSec("name", content=_NAMES),
    CustomSec("last"),
]
DATA = Module(SECTIONS).build()
FEATURES = ALL
