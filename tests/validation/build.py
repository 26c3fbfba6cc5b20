"""Small modules by hand, and what validation says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wasm_construct import ALL, InvalidError, Module
from wasm_construct.syntax import (
    Code,
    CodeSec,
    Data,
    DataSec,
    ElemFuncs,
    ElemSec,
    Expr,
    FuncSec,
    FuncType,
    Global,
    GlobalSec,
    GlobalType,
    Limits,
    Locals,
    MemSec,
    MemType,
    NumType,
    Passive,
    RecType,
    RefType,
    Table,
    TableSec,
    TableType,
    TagSec,
    TagType,
    TypeSec,
)
from wasm_construct.syntax.types import FUNCREF, AbsHeapType, TypeDef
from wasm_construct.validation import Validation

I32, I64, F32 = NumType.I32, NumType.I64, NumType.F32
ANY, EQ, I31, STRUCT, FUNC, EXTERN, EXN = map(AbsHeapType, "any eq i31 struct func extern exn".split())

Body = Sequence[Any]


def module(
    *body: Any,
    types: Iterable[TypeDef] = (),
    params: tuple[Any, ...] = (),
    results: tuple[Any, ...] = (),
    locals_: Iterable[Any] = (),
    mem: Limits | None = None,
    table: RefType | None = None,
    tags: Iterable[int] = (),
    global_: GlobalType | None = None,
) -> Module:
    """A module of one function, whose type has the index after those of `types`; the function is also in a segment."""
    types = [*types, FuncType(params, results)]
    own = sum(len(type_.types) if isinstance(type_, RecType) else 1 for type_ in types) - 1
    sections: list[Any] = [TypeSec(types=types), FuncSec(types=[own])]
    if table:
        sections.append(TableSec(tables=[Table(TableType(table, Limits(1)))]))
    if mem:
        sections.append(MemSec(mems=[MemType(mem)]))
    if tags:
        sections.append(TagSec(tags=[TagType(tag) for tag in tags]))
    if global_:
        zero = {I32: "i32.const", I64: "i64.const"}[global_.type]  # type: ignore[index]
        sections.append(GlobalSec(globals=[Global(global_, Expr.of((zero, 0)))]))
    sections += [
        ElemSec(elems=[ElemFuncs(Passive(), [0])]),
        CodeSec(codes=[Code([Locals(1, type_) for type_ in locals_], Expr.of(*body))]),
        DataSec(datas=[Data(Passive(), b"")]),
    ]
    return Module(sections)


def valid(*body: Any, features: Iterable[str] = ALL, **parts: Any) -> Validation:
    """Validate a function with this body; raises InvalidError."""
    return module(*body, **parts).validate(features)


def problem(*body: Any, features: Iterable[str] = ALL, **parts: Any) -> str:
    """What is wrong with a function with this body; "" when nothing is."""
    try:
        valid(*body, features=features, **parts)
    except InvalidError as error:
        return error.message
    return ""


def refuses(*body: Any, **parts: Any) -> bool:
    """Whether the types do not fit."""
    return problem(*body, **parts).startswith("type mismatch")


MEM = Limits(1)
MEM64 = Limits(1, addrtype=I64)
FUNCS = FUNCREF
