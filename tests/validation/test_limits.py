"""Limits of implementations, and modules that are made to be hard."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import pytest

from tests.validation.build import I32, I64, module
from wasm_construct import ALL, WASM3, InvalidError, Module
from wasm_construct.syntax import (
    Code,
    CodeSec,
    Expr,
    FuncSec,
    FuncType,
    Locals,
    MemSec,
    RefType,
    Section,
    StructType,
    SubType,
    TypeSec,
    instr,
)
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import AbsHeapType, FieldType, Limits, MemType, RecType
from wasm_construct.validation import JS_API, NO_LIMITS, ImplementationLimits

NOP, END, BLOCK = instr("nop"), instr("end"), instr("block", None)


def one(locals_: list[Locals], *body: tuple[Any, ...] | Instr | str, copies: int = 1) -> Module:
    return Module(
        [
            TypeSec(types=[FuncType()]),
            FuncSec(types=[0] * copies),
            CodeSec(codes=[Code(locals_, Expr.of(*body)) for _ in range(copies)]),
        ]
    )


def exceeded(limits: ImplementationLimits, *sections: Section) -> str:
    with pytest.raises(InvalidError, match="implementation limit") as info:
        Module(list(sections)).validate(ALL, limits)
    return info.value.message


def chain(length: int) -> TypeSec:
    first = SubType(StructType(), final=False)
    return TypeSec(types=[first, *(SubType(StructType(), (index,), final=False) for index in range(length))])


def test_limits() -> None:
    assert exceeded(ImplementationLimits(), chain(64)) == (
        "implementation limit exceeded: depth of subtyping: 64, at most 63"
    )
    Module([chain(63)]).validate()
    assert "fields" in exceeded(ImplementationLimits(fields=1), TypeSec(types=[StructType((FieldType(I32),) * 2)]))
    assert "parameters" in exceeded(ImplementationLimits(), TypeSec(types=[FuncType((I32,) * 1001)]))
    assert "group" in exceeded(ImplementationLimits(rec_types=1), TypeSec(types=[RecType((FuncType(), FuncType()))]))
    assert "locals" in exceeded(ImplementationLimits(), *one([Locals(50_001, I32)]).sections)
    assert "memory" in exceeded(JS_API, MemSec(mems=[MemType(Limits(1 << 37, addrtype=I64))]))
    body = Module.parse(one([], *[NOP] * 20).build())
    assert "body" in exceeded(ImplementationLimits(body_size=20), *body.sections)
    assert len(body.section(CodeSec).codes[0].body) == 21  # type: ignore[union-attr]
    assert "body" in exceeded(ImplementationLimits(body_size=20), *body.sections), "also after it has been decoded"


def quick(hard: Module, features: Iterable[str] = ALL) -> None:
    """It takes no longer than some bytes of code should; far from exact, since machines are slow at times."""
    start = time.process_time()
    try:
        hard.validate(features, NO_LIMITS)
    finally:
        assert time.process_time() - start < 10


def test_billions_of_locals_cost_nothing() -> None:
    most = 2**32 - 1
    nonnull = RefType(False, AbsHeapType.I31)
    runs = [Locals(most - 10, I64), Locals(10, nonnull)]
    last = most - 1
    quick(one(runs, ("local.get", 77), ("local.set", most - 11), copies=100))
    quick(one(runs, ("i32.const", 1), "ref.i31", ("local.tee", last), "drop", ("local.get", last), "drop"))
    for body in (("local.get", last), "drop"), (("i32.const", 1), "ref.i31", ("local.set", most)):
        with pytest.raises(InvalidError, match="local"):
            one(runs, *body).validate(ALL, NO_LIMITS)
    in_block = (("block", None), ("i32.const", 1), "ref.i31", ("local.set", last), "end", ("local.get", last), "drop")
    with pytest.raises(InvalidError, match="uninitialized local"):
        one(runs, *in_block).validate(ALL, NO_LIMITS)


def test_long_subtype_chains() -> None:
    quick(Module([chain(20_000)]))


def test_a_large_recursive_group() -> None:
    struct = StructType((FieldType(RefType(True, 0)), FieldType(RefType(True, 19_999))))
    quick(Module([TypeSec(types=[RecType((struct,) * 20_000)])]))


def test_deeply_nested_blocks_with_a_label_for_each() -> None:
    depth = 50_000
    table = instr("br_table", tuple(range(depth)), 0)
    quick(one([], *[BLOCK] * depth, ("i32.const", 0), table, *[END] * depth))


def test_many_messages_with_types_of_high_indices() -> None:
    count = 30_000
    distinct = [StructType((FieldType(RefType(True, index)),)) for index in range(count)]
    casts = [("br_on_cast", 3, 0, index, AbsHeapType.I31) for index in range(count)]
    with pytest.raises(InvalidError, match="type mismatch on cast"):
        quick(module(*casts, types=[StructType(), *distinct]), WASM3)


def test_many_labels() -> None:
    quick(one([], ("i32.const", 0), ("br_table", (0,) * 1_000_000, 0)))


def test_many_operands_in_unreachable_code() -> None:
    wide = FuncType((I32,) * 1000, (I32,) * 1000)
    quick(module("unreachable", *[("call_ref", 0), "unreachable"] * 2000, types=[wide]))


def test_a_deep_stack_and_many_small_arrays() -> None:
    from wasm_construct.syntax import ArrayType

    body = [("i32.const", 1)] * 20_000 + [("array.new_fixed", 0, 1), "drop", ("i32.const", 1)] * 20_000
    quick(module(*body, "unreachable", types=[ArrayType(FieldType(I32))]))
