"""References: identity, tests, casts, scalars, descriptors."""

from __future__ import annotations

from itertools import product

import pytest

from interpreter.operations import caster, has_descriptor
from interpreter.runtime.aggregates import I31, ArrayInst, StructInst
from interpreter.runtime.exceptions import ExnInst, Tag
from interpreter.runtime.references import has_type
from tests.operations.instances import instance, run, trap_of
from wasm_construct.syntax.types import AbsHeapType
from wasm_construct.validation.types import BOT, Ref, ref

I = instance(  # noqa: E741
    """(rec (type $top (sub (struct))) (type $mid (sub $top (struct (field i32)))) (type $low (sub final $mid
      (struct (field i32) (field i32)))) (type $other (sub $top (struct (field i32)))))
    (type $array (sub (array i8))) (type $below (sub $array (array i8)))
    (type $f (sub (func))) (type $g (sub $f (func)))
    (func (type $f)) (func (type $g))"""
)
TOP, MID, LOW, OTHER, ARRAY, BELOW, F, G = I.types


class Pretender:
    """An object of the host with the attributes that references of the code have."""

    type = TOP
    heap = AbsHeapType.STRUCT


STRUCTS = [StructInst(type_, []) for type_ in I.types[:4]]
ARRAYS = [ArrayInst(type_, []) for type_ in (ARRAY, BELOW)]
VALUES = [None, I31(5), *STRUCTS, *ARRAYS, *I.funcs, ExnInst(Tag(F), ()), object(), "text", 5, Tag(F), Pretender()]
TYPES = [
    ref(null, heap, exact)
    for null, exact in product((False, True), repeat=2)
    for heap in (*AbsHeapType, BOT, *I.types)
    if not exact or heap in I.types
]


@pytest.mark.parametrize("type_", TYPES, ids=repr)
def test_a_caster_agrees_with_the_types_of_values(type_: Ref) -> None:
    assert [caster(type_)(value) for value in VALUES] == [has_type(value, type_) for value in VALUES]


def test_an_object_of_the_host_has_no_types_but_those_of_all_references() -> None:
    everything = [type_ for type_ in TYPES if type_.heap in (AbsHeapType.ANY, AbsHeapType.EXTERN)]
    for value in (object(), "text", 5, Tag(F), Pretender()):
        assert [type_ for type_ in TYPES if has_type(value, type_)] == everything


def test_a_cast_goes_up_and_not_down() -> None:
    top, mid, low, other = STRUCTS
    assert [run("ref.test", TOP.ref(False), value) for value in STRUCTS] == [True] * 4
    assert [run("ref.test", MID.ref(False), value) for value in STRUCTS] == [False, True, True, False]
    assert [run("ref.test", MID.ref(False, exact=True), value) for value in STRUCTS] == [False, True, False, False]
    assert run("ref.cast", MID.ref(False), low) is low
    assert trap_of("ref.cast", LOW.ref(False), mid) == "cast failure"
    assert trap_of("ref.cast", LOW.ref(False), None) == "cast failure"
    assert run("ref.cast", LOW.ref(True), None) is None
    assert not run("ref.test", OTHER.ref(True), top)
    assert run("ref.test", OTHER.ref(True), other)


def test_scalars_are_equal_by_value_and_all_else_by_identity() -> None:
    one, other = StructInst(TOP, []), StructInst(TOP, [])
    assert run("ref.eq", I31(2**30), I31(2**30))
    assert run("ref.eq", None, None)
    assert run("ref.eq", one, one)
    for a, b in [(one, other), (I31(1), I31(2)), (None, I31(0)), (ArrayInst(ARRAY, []), ArrayInst(ARRAY, []))]:
        assert not run("ref.eq", a, b)


@pytest.mark.parametrize(
    ("value", "without", "with_sign"),
    [
        (5, 5, 5),
        (0xFFFF_FFFF, 0x7FFF_FFFF, 0xFFFF_FFFF),
        (0x4000_0000, 0x4000_0000, 0xC000_0000),
        (0x8000_0001, 1, 1),
        (True, 1, 1),
    ],
)
def test_a_scalar_has_31_bits(value: int, without: int, with_sign: int) -> None:
    scalar = run("ref.i31", value)
    assert run("i31.get_u", scalar) == without
    assert run("i31.get_s", scalar) == with_sign
    assert type(run("i31.get_u", scalar)) is int


def test_null() -> None:
    assert run("ref.null", ref(True, AbsHeapType.ANY)) is None
    assert run("ref.is_null", None) and not run("ref.is_null", I31(0))
    assert run("ref.as_non_null", I.funcs[0]) is I.funcs[0]
    assert trap_of("ref.as_non_null", None) == "null reference"
    assert trap_of("i31.get_s", None) == trap_of("i31.get_u", None) == "null i31 reference"


def test_external_references_are_the_same_objects() -> None:
    for value in VALUES:
        assert run("any.convert_extern", run("extern.convert_any", value)) is value


# ---- descriptors

D = instance(
    "(rec (type $a (descriptor $b) (struct (field i8))) (type $b (describes $a) (struct)))", "custom_descriptors"
)
DESCRIBED, DESCRIPTOR = D.types


def test_a_structure_has_its_descriptor() -> None:
    desc = run("struct.new_default", DESCRIPTOR)
    made = run("struct.new_desc", DESCRIBED, 0x1FF, desc)
    assert made.fields == [0xFF]
    assert run("ref.get_desc", DESCRIBED, made) is desc
    assert run("ref.get_desc", DESCRIBED, run("struct.new_default_desc", DESCRIBED, desc)) is desc
    assert trap_of("struct.new_desc", DESCRIBED, 1, None) == "null descriptor reference"
    assert trap_of("struct.new_default_desc", DESCRIBED, None) == "null descriptor reference"
    assert trap_of("ref.get_desc", DESCRIBED, None) == "null reference"


@pytest.mark.parametrize("null", [False, True])
def test_a_cast_by_descriptor_compares_identity(null: bool) -> None:
    desc, other = (run("struct.new_default", DESCRIPTOR) for _ in range(2))
    made, type_ = run("struct.new_default_desc", DESCRIBED, desc), DESCRIBED.ref(null)
    assert run("ref.cast_desc_eq", type_, made, desc) is made
    for value, given in [(made, other), (I31(1), desc), (desc, desc), (ArrayInst(ARRAY, []), desc)]:
        assert trap_of("ref.cast_desc_eq", type_, value, given) == "descriptor cast failure"
    assert has_descriptor(type_, None, desc) is null
    for value in (made, None):
        assert trap_of("ref.cast_desc_eq", type_, value, None) == "null descriptor reference"
