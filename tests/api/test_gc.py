"""Structures, arrays, scalars and exceptions in the hands of a host."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from interpreter import (
    I31,
    ArrayInst,
    BoundsError,
    ExecutionError,
    Exhaustion,
    ExnInst,
    FuncType,
    ImmutableError,
    Instance,
    StructInst,
    Tag,
    ValueTypeError,
    WasmException,
    WasmFrame,
)

Run = Callable[..., Instance]
TEXT = """(module
  (rec (type $node (struct (field (mut i32)) (field (mut (ref null $node))))))
  (type $all (struct (field (mut i32)) (field i64) (field f64) (field (mut i8)) (field (mut i16)) (field v128)))
  (type $longs (array (mut i64))) (type $fixed (array i32)) (type $bytes (array (mut i8))) (type $empty (struct))
  (tag $t (export "t") (param i32 (ref null $node))) (tag $none) (tag $long (param i64))
  (func (export "node") (result (ref $node)) (struct.new $node (i32.const -3) (ref.null $node)))
  (func (export "all") (result (ref $all))
    (struct.new $all (i32.const -1) (i64.const -2) (f64.const 2.5) (i32.const 200) (i32.const -1)
      (v128.const i64x2 1 0)))
  (func (export "get_s") (param (ref $all)) (result i32) (struct.get_s $all 3 (local.get 0)))
  (func (export "longs") (param i32) (result (ref $longs)) (array.new $longs (i64.const -7) (local.get 0)))
  (func (export "sum") (param $a (ref $longs)) (result i64)
    (i64.add (array.get $longs (local.get $a) (i32.const 0)) (array.get $longs (local.get $a) (i32.const 1))))
  (func (export "fixed") (result (ref $fixed)) (array.new_fixed $fixed 2 (i32.const 1) (i32.const -1)))
  (func (export "bytes") (result (ref $bytes)) (array.new_fixed $bytes 2 (i32.const 255) (i32.const 1)))
  (func (export "empty") (result (ref $empty)) (struct.new $empty))
  (func (export "i31") (param i32) (result i31ref) (ref.i31 (local.get 0)))
  (func (export "signed") (param i31ref) (result i32) (i31.get_s (local.get 0)))
  (func (export "equal") (param eqref eqref) (result i32) (ref.eq (local.get 0) (local.get 1)))
  (func (export "throw") (throw $t (i32.const -5) (struct.new_default $node)))
  (func (export "throw none") (throw $none))
  (func (export "throw long") (throw $long (i64.const -5)))
  (func $deep (export "deep") (call $deep)))"""


@pytest.fixture
def exports(run: Run) -> Any:
    return run(TEXT).exports


def test_the_fields_of_a_structure(exports: Any) -> None:
    value = exports.all()
    assert isinstance(value, StructInst)
    assert (len(value), value[0], value[2]) == (6, -1, 2.5)
    assert list(value) == [-1, -2, 2.5, 200, 0xFFFF, (1).to_bytes(16, "little")]


def test_fields_that_are_mutable_can_be_set(exports: Any) -> None:
    value = exports.all()
    value[0] = -9
    value[3] = -1
    assert (value[0], value[3], exports.get_s(value)) == (-9, 255, -1)
    value[3] = 200
    assert (value[3], exports.get_s(value)) == (200, -56)
    node = exports.node()
    node[1] = node
    assert node[1] is node


def test_what_does_not_fit_a_field_changes_nothing(exports: Any) -> None:
    value = exports.all()
    before = list(value)
    with pytest.raises(ImmutableError, match="immutable field: field 1 of <struct -1 -2 "):
        value[1] = 0
    for at, wrong, message in [(0, 1 << 32, "is no i32"), (3, 256, "256 is no i8"), (4, "x", "'x' is no i16")]:
        with pytest.raises(ValueTypeError, match=message):
            value[at] = wrong
    with pytest.raises(ValueTypeError):
        exports.node()[1] = value
    for at in (6, -1):
        with pytest.raises(BoundsError, match=f"field {at}, the structure has 6"):
            value[at]
        with pytest.raises(BoundsError):
            value[at] = 0
    assert list(value) == before


def test_the_elements_of_an_array(exports: Any) -> None:
    value = exports.longs(3)
    assert isinstance(value, ArrayInst)
    value[1] = -8
    assert (len(value), value[0], list(value), exports.sum(value)) == (3, -7, [-7, -8, -7], -15)
    assert bytes(exports.bytes()) == b"\xff\x01"
    assert -1 in exports.fixed()
    with pytest.raises(ImmutableError, match="immutable field: <array of 2: 1 -1> is constant"):
        exports.fixed()[0] = 1
    with pytest.raises(BoundsError, match="element 3, the array has 3"):
        value[3]
    with pytest.raises(ValueTypeError):
        value[0] = 1.5
    with pytest.raises(TypeError):
        value["a"]  # type: ignore[index]  # what the test is about


def test_what_they_look_like(exports: Any) -> None:
    node = exports.node()
    assert repr(node) == "<struct -3 null>"
    node[1] = node
    assert repr(node) == "<struct -3 <struct of 2 fields>>"
    assert repr(exports.all()).startswith("<struct -1 -2 2.5 200 65535 b'")
    assert repr(exports.empty()) == "<struct>"
    assert repr(exports.longs(2)) == "<array of 2: -7 -7>"
    assert repr(exports.longs(0)) == "<array of 0>"
    assert repr(exports.longs(100_000)) == f"<array of 100000:{' -7' * 10} ...>"


def test_scalars(exports: Any) -> None:
    value = exports.i31(-5)
    assert (value.signed, int(value), repr(value)) == (-5, (1 << 31) - 5, "<i31 -5>")
    own = I31.of(-5)
    assert own == value == I31.of((1 << 31) - 5)
    assert (exports.signed(own), exports.equal(own, value), exports.equal(own, I31.of(5))) == (-5, 1, 0)
    assert pickle.loads(pickle.dumps(own)).signed == copy.copy(own).signed == -5
    for wrong in (1 << 31, -(1 << 30) - 1, 1.0):
        with pytest.raises(ValueTypeError, match="is no i31"):
            I31.of(wrong)  # type: ignore[arg-type]


def test_an_exception_says_what_it_carries(exports: Any) -> None:
    with pytest.raises(WasmException) as caught:
        exports.throw()
    error = caught.value
    assert str(error).splitlines()[0] == "uncaught exception: tag 't' (-5, <struct of 2 fields>)"
    assert error.message == "uncaught exception"
    assert error.tag is exports.t
    number, node = error.values
    assert (number, list(node)) == (-5, [0, None])
    assert isinstance(error.exn, ExnInst)
    assert repr(error.exn) == "<exception tag 't' (-5, <struct of 2 fields>)>"


@pytest.mark.parametrize(("name", "text"), [("throw none", "tag []"), ("throw long", "tag [i64] (-5)")])
def test_tags_without_a_name_are_told_apart_by_their_types(exports: Any, name: str, text: str) -> None:
    with pytest.raises(WasmException) as caught:
        exports[name]()
    assert caught.value.summary == f"uncaught exception: {text}"
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.values) == (str(caught.value), caught.value.values)


def test_tags_show_their_types(exports: Any) -> None:
    assert repr(exports.t) == "<Tag 't' [i32 (ref null (struct i32 (ref null (struct))))]>"
    assert repr(Tag(FuncType("i32 i64"))) == "<Tag [i32 i64]>"


def test_frames_that_repeat_are_one_line(exports: Any) -> None:
    with pytest.raises(Exhaustion) as caught:
        exports.deep()
    first, second = str(caught.value).splitlines()
    assert first == "call stack exhausted"
    assert second.startswith("    <module>!deep at offset 0x")
    assert second.endswith(f" ({len(caught.value.frames):,} times)")


def test_many_frames_are_counted_one_by_one() -> None:
    error = ExecutionError("x")
    error.frames = tuple(WasmFrame(number // 3) for number in range(90))
    lines = str(error).splitlines()
    assert len(lines) == 22
    assert (lines[1], lines[11], lines[21]) == (
        "    <module>!func[0] (3 times)",
        "    ... 30 more ...",
        "    <module>!func[29] (3 times)",
    )


OF_A = '(module (table (export "t") 1 funcref) (func (export "f") (param i32) (result i32) (local.get 0)))'
OF_B = """(module (import "a" "f" (func $f (param i32) (result i32))) (import "a" "t" (table 1 funcref))
  (elem (i32.const 0) func $g)
  (func $g (export "g") (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.const 1))))"""


@pytest.mark.parametrize("first", ["a", "b"])
def test_instances_that_refer_to_each_other_call_real_code_after_a_pickle(run: Run, first: str) -> None:
    a = run(OF_A)
    b = run(OF_B, {"a": a.externs})
    pair = pickle.loads(pickle.dumps({"a": a, "b": b} if first == "a" else {"b": b, "a": a}))
    assert pair["b"].exports.g(4) == 5
    assert pair["b"].kept[pair["b"].engine].names["f0"] is pair["a"].exports.f.code
    assert pair["a"].exports.t[0](5) == 6
