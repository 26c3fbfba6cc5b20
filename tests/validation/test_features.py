"""What a feature brings is refused, by name, while the feature is off."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validation.build import ANY, EXN, EXTERN, FUNC, I31, I32, I64, MEM, MEM64, module
from wasm_construct import ALL, WASM1, WASM2, WASM3, Feature, InvalidError, Module
from wasm_construct.features import REQUIRES, check_requirements
from wasm_construct.opcodes import ROWS
from wasm_construct.syntax import (
    ArrayType,
    Data,
    DataCountSec,
    DataSec,
    Export,
    ExportSec,
    Expr,
    ExternKind,
    FieldType,
    FuncType,
    Global,
    GlobalSec,
    GlobalType,
    Import,
    ImportSec,
    Instr,
    Limits,
    MemArg,
    MemSec,
    MemType,
    Passive,
    RefType,
    Section,
    StructType,
    Table,
    TableSec,
    TableType,
    TagSec,
    TagType,
    TypeSec,
    VecType,
)
from wasm_construct.syntax.nesting import OPENERS
from wasm_construct.syntax.types import FUNCREF, Describes, Exact, ExternFunc, RecType, SubType
from wasm_construct.validation import validate

_PLAIN = [TypeSec(types=[FuncType()])]


def _func(*params: Any, results: tuple[Any, ...] = ()) -> list[Section]:
    return [TypeSec(types=[FuncType(), FuncType(params, results)])]


def _global(*body: Any) -> Global:
    return Global(GlobalType(I32), Expr.of(*body))


CASES: list[tuple[Feature, list[Section]]] = [
    (Feature.SIMD, _func(VecType.V128)),
    (Feature.REFERENCE_TYPES, _func(RefType(True, EXTERN))),
    (Feature.REFERENCE_TYPES, [TableSec(tables=[Table(TableType(RefType(True, EXTERN), Limits(0)))])]),
    (Feature.REFERENCE_TYPES, [TableSec(tables=[Table(TableType(FUNCREF, Limits(0)))] * 2)]),
    (Feature.EXCEPTION_HANDLING, _func(RefType(True, EXN))),
    (Feature.EXCEPTION_HANDLING, [*_PLAIN, TagSec(tags=[TagType(0)])]),
    (Feature.FUNCTION_REFERENCES, _func(RefType(False, FUNC))),
    (Feature.FUNCTION_REFERENCES, _func(RefType(True, 0))),
    (
        Feature.FUNCTION_REFERENCES,
        [TableSec(tables=[Table(TableType(FUNCREF, Limits(0)), Expr.of(("ref.null", FUNC)))])],
    ),
    (Feature.GC, _func(RefType(True, ANY))),
    (Feature.GC, [TypeSec(types=[StructType()])]),
    (Feature.GC, [TypeSec(types=[ArrayType(FieldType(I32))])]),
    (Feature.GC, [TypeSec(types=[SubType(FuncType(), final=False)])]),
    (Feature.GC, [TypeSec(types=[RecType((FuncType(),))])]),
    (Feature.GC, [GlobalSec(globals=[_global(("i32.const", 0)), _global(("global.get", 0))])]),
    (Feature.CUSTOM_DESCRIPTORS, _func(RefType(True, Exact(0)))),
    (Feature.CUSTOM_DESCRIPTORS, [TypeSec(types=[Describes(1, StructType())])]),
    (Feature.CUSTOM_DESCRIPTORS, [*_PLAIN, ImportSec(imports=[Import("", "", ExternFunc(0, exact=True))])]),
    (Feature.MULTI_VALUE, _func(results=(I32, I32))),
    (Feature.MULTI_MEMORY, [MemSec(mems=[MemType(MEM)] * 2)]),
    (Feature.MEMORY64, [MemSec(mems=[MemType(MEM64)])]),
    (Feature.MEMORY64, [TableSec(tables=[Table(TableType(FUNCREF, Limits(0, addrtype=I64)))])]),
    (Feature.THREADS, [MemSec(mems=[MemType(Limits(0, 1, shared=True))])]),
    (Feature.CUSTOM_PAGE_SIZES, [MemSec(mems=[MemType(Limits(0, page_size_log2=0))])]),
    (Feature.MUTABLE_GLOBALS, [ImportSec(imports=[Import("", "", GlobalType(I32, True))])]),
    (
        Feature.MUTABLE_GLOBALS,
        [
            GlobalSec(globals=[Global(GlobalType(I32, True), Expr.of(("i32.const", 0)))]),
            ExportSec(exports=[Export("", ExternKind.GLOBAL, 0)]),
        ],
    ),
    (Feature.EXTENDED_CONST, [GlobalSec(globals=[_global(("i32.const", 0), ("i32.const", 0), "i32.add")])]),
    (Feature.BULK_MEMORY, [DataCountSec(count=0)]),
    (Feature.BULK_MEMORY, [DataSec(datas=[Data(Passive(), b"")])]),
]


def _without(feature: Feature) -> frozenset[Feature]:
    off = {feature}
    while more := {other for other in ALL - off if REQUIRES.get(other, frozenset()) & off}:
        off |= more
    return ALL - off


@pytest.mark.parametrize(("feature", "sections"), CASES)
def test_what_a_feature_brings(feature: Feature, sections: list[Section]) -> None:
    wrong = Module(sections)
    with pytest.raises(InvalidError, match=f"need.* the feature {feature}, which is off"):
        wrong.validate(_without(feature))


BODIES: list[tuple[Feature, Any]] = [
    (Feature.SIGN_EXTENSION, ("i32.extend8_s",)),
    (Feature.NONTRAPPING_FLOAT_TO_INT, ("i32.trunc_sat_f32_s",)),
    (Feature.TAIL_CALL, (("return_call", 0),)),
    (Feature.TAIL_CALL, (("return_call_ref", 0),)),
    (Feature.GC, ("ref.i31",)),
    (Feature.GC, (("ref.null", I31),)),
    (Feature.LEGACY_EXCEPTIONS, (("try", None), "end")),
    (Feature.MULTI_VALUE, (("block", 0), "end")),
    (Feature.RELAXED_SIMD, ("i8x16.relaxed_swizzle",)),
    (Feature.WIDE_ARITHMETIC, ("i64.add128",)),
]


@pytest.mark.parametrize(("feature", "body"), BODIES)
def test_an_instruction_of_a_feature(feature: Feature, body: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidError, match=f"need.* the feature {feature}, which is off"):
        module(*body).validate(_without(feature))


def test_features_need_others() -> None:
    for features in (WASM1, WASM2, WASM3, ALL):
        assert check_requirements(features) == features
    with pytest.raises(ValueError, match="gc needs function_references"):
        validate(Module(), WASM1 | {Feature.GC})


def test_the_first_release_has_its_own_rules() -> None:
    plain = [
        TypeSec(types=[FuncType((I32,), (I64,))]),
        TableSec(tables=[Table(TableType(FUNCREF, Limits(0)))]),
        MemSec(mems=[MemType(MEM)]),
    ]
    Module(plain).validate(WASM1)


IMMEDIATES = {
    "blocktype": None,
    "heaptype": FUNC,
    "memarg": MemArg(),
    "castop": 0,
    "valtypes": (I32,),
    "catches": (),
    "labels": (0,),
    "lanes": bytes(16),
    "v128": bytes(16),
}
"""Of each kind some value; 0 where there is none here."""


def test_each_instruction_names_its_feature() -> None:
    for row in ROWS:
        if row.feature == Feature.MVP:
            continue
        item = Instr(row, tuple(IMMEDIATES.get(kind, 0) for kind in row.immediates))
        body = ["unreachable", item, *(["end"] if row.mnemonic in OPENERS else []), "unreachable"]
        with pytest.raises(InvalidError, match=f"need.* the feature {row.feature}, which is off"):
            module(*body, mem=MEM, table=FUNCREF).validate(_without(Feature(row.feature)))
