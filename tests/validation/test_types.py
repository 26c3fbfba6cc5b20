"""Closed types: canonical, and ordered by subtyping."""

from __future__ import annotations

import gc
import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasm_construct import ALL, InvalidError, Module
from wasm_construct.syntax import (
    ArrayType,
    FieldType,
    FuncType,
    NumType,
    RecType,
    RefType,
    StructType,
    SubType,
    TypeSec,
)
from wasm_construct.syntax.types import AbsHeapType, Describes, PackType, TypeDef
from wasm_construct.validation import NO_LIMITS, rolling
from wasm_construct.validation.matching import matches, top
from wasm_construct.validation.types import BOT, DefType, Ref, ref


def types(*defs: TypeDef) -> list[DefType]:
    return Module([TypeSec(types=list(defs))]).validate(ALL, NO_LIMITS).types


def invalid(*defs: TypeDef) -> str:
    with pytest.raises(InvalidError) as info:
        types(*defs)
    return info.value.message


EMPTY = SubType(StructType(), final=False)
POINT = StructType((FieldType(NumType.I32, True), FieldType(PackType.I8)))


def chain(length: int) -> list[TypeDef]:
    return [EMPTY, *(SubType(StructType(), (index,), final=False) for index in range(length))]


def test_equal_types_are_one_object_also_across_modules() -> None:
    first, second, third = types(POINT, FuncType((NumType.I32,)), POINT)
    assert first is third
    assert first is not second
    assert types(SubType(POINT), RecType((POINT,)))[1] is first


def test_types_of_different_groups_differ() -> None:
    alone, first, second = types(POINT, RecType((POINT, POINT)))
    assert len({alone, first, second}) == 3


def test_recursive_groups_are_rolled_up() -> None:
    def pair(start: int) -> RecType:
        left, right = (FieldType(RefType(True, start + other)) for other in (1, 0))
        return RecType((StructType((left,)), StructType((right,))))

    a, b, c, d = types(pair(0), pair(2))
    assert (a, b) == (c, d)
    assert a is not b
    unrolled = types(pair(0), RecType((StructType((FieldType(RefType(True, 1)),)), StructType())))
    assert unrolled[2] is not a


def test_threads_find_the_same_types() -> None:
    many = [StructType((FieldType(NumType.F64),) * (count + 500)) for count in range(50)]
    interval = sys.getswitchinterval()
    try:
        sys.setswitchinterval(1e-6)
        with ThreadPoolExecutor(4) as pool:
            first, *others = pool.map(lambda _: types(*many), range(4))
    finally:
        sys.setswitchinterval(interval)
    assert all(other == first for other in others)


def test_types_that_nobody_needs_are_forgotten() -> None:
    gc.collect()
    before = len(rolling._GROUPS)
    found = types(StructType((FieldType(NumType.F64),) * 77))
    assert len(rolling._GROUPS) > before
    del found
    gc.collect()
    assert len(rolling._GROUPS) <= before


def test_what_is_wrong_with_types() -> None:
    assert invalid(FuncType((RefType(True, 1),))) == "unknown type 1"
    assert invalid(SubType(StructType(), (0,))) == "forward use of type 0 in sub type definition"
    assert invalid(StructType(), SubType(StructType(), (0,))) == "sub type 1 has final super type 0"
    assert invalid(EMPTY, SubType(FuncType(), (0,))) == "sub type 1 does not match super type 0"
    assert invalid(EMPTY, EMPTY, SubType(StructType(), (0, 1))) == "sub type 2 has more than one super type"
    assert invalid(SubType(POINT, final=False), SubType(StructType(POINT.fields[:1]), (0,))).endswith("super type 0")


def test_a_type_describes_one_other_type_at_most() -> None:
    assert "one type and no more" in invalid(RecType((Describes(0, Describes(0, StructType())), StructType())))


def test_subtypes_of_composite_types() -> None:
    narrow, wide = RefType(False, AbsHeapType.I31), RefType(True, AbsHeapType.EQ)
    types(SubType(FuncType((narrow,), (wide,)), final=False), SubType(FuncType((wide,), (narrow,)), (0,)))
    types(SubType(ArrayType(FieldType(wide)), final=False), SubType(ArrayType(FieldType(narrow)), (0,)))
    mutable = [
        SubType(ArrayType(FieldType(wide, True)), final=False),
        SubType(ArrayType(FieldType(narrow, True)), (0,)),
    ]
    assert invalid(*mutable) == "sub type 1 does not match super type 0"


def test_ancestors_are_found_at_any_depth() -> None:
    found = types(*chain(300))
    assert [type_.depth for type_ in found] == list(range(301))
    for one, other in itertools.product((0, 1, 2, 63, 64, 65, 128, 299, 300), repeat=2):
        assert matches(ref(False, found[one]), ref(False, found[other])) == (one >= other)


def all_refs() -> list[Ref]:
    struct, sub, array, func = types(
        EMPTY, SubType(POINT, (0,)), ArrayType(FieldType(NumType.I64)), FuncType((NumType.I32,))
    )
    heaps = [*AbsHeapType, BOT, struct, sub, array, func]
    found = [ref(null, heap) for heap in heaps for null in (False, True)]
    return found + [type_.ref(null, exact=True) for type_ in (struct, sub, array, func) for null in (False, True)]


REFS = all_refs()
VALUES = [*NumType, BOT, *REFS]
values = st.sampled_from(VALUES)


@given(values)
def test_subtyping_is_reflexive(one: Ref) -> None:
    assert matches(one, one)


@given(values, values)
def test_subtyping_is_antisymmetric(one: Ref, other: Ref) -> None:
    assert one is other or not (matches(one, other) and matches(other, one))


def test_subtyping_is_transitive() -> None:
    below = {one: {other for other in VALUES if matches(one, other)} for one in VALUES}
    for one, above in below.items():
        for other in above:
            assert below[other] <= below[one]


@given(st.sampled_from(REFS))
def test_every_reference_type_is_below_its_top(one: Ref) -> None:
    if one.heap is not BOT:
        assert matches(one, ref(True, top(one.heap)))


def test_equal_types_have_one_number_and_others_another() -> None:
    def types(*functions: str) -> list[DefType]:
        return list(Module.from_wat(f"(module {' '.join(functions)})", ALL).validate(ALL).types)

    one, other = types("(type (func (param i32)))", "(type (func (param i64)))")
    _, same = types("(type (func (result f32)))", "(type (func (param i32)))")
    open_, below = types("(type (sub (func (param i32))))", "(type (sub 0 (func (param i32))))")
    assert same.number == one.number
    assert len({each.number for each in (one, other, open_, below)}) == 4
