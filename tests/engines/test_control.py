"""Blocks and branches, written with Python's own statements and as a loop over pieces of code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.programs import WAYS, MakeEngine, every_way, run

_SUM = """(func (export "f") (param i32) (result i32) (local i32)
  (block $done (loop $again
    (br_if $done (i32.eqz (local.get 0)))
    (local.set 1 (i32.add (local.get 1) (local.get 0)))
    (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
    (br $again)))
  (local.get 1))"""
_SWITCH = """(func (export "f") (param i32) (result i32)
  (block $d (block $c (block $b (block $a
    (br_table $a $b $c $d (local.get 0)))
   (return (i32.const 10)))
   (return (i32.const 20)))
   (return (i32.const 30)))
  (i32.const 40))"""
_FALLING = """(func (export "f") (param i32) (result i32) (local i32)
  (block $c (block $b (block $a (br_table $a $b $c (local.get 0)))
    (local.set 1 (i32.add (local.get 1) (i32.const 1))))
    (local.set 1 (i32.add (local.get 1) (i32.const 10))))
  (i32.add (local.get 1) (i32.const 100)))"""
_VALUES = """(func (export "f") (param i32) (result i32)
  (block $out (result i32)
    (br_if $out (i32.const 1) (i32.eq (local.get 0) (i32.const 1)))
    drop
    (br_if $out (i32.const 2) (i32.eq (local.get 0) (i32.const 2)))
    (i32.add (i32.const 40))))"""
_OUT_OF_LOOPS = """(func (export "f") (param i32) (result i32) (local i32 i32)
  (block $out (loop $a (block $next (loop $b
      (local.set 2 (i32.add (local.get 2) (i32.const 1)))
      (br_if $out (i32.gt_u (local.get 2) (local.get 0)))
      (br_if $next (i32.and (local.get 2) (i32.const 1)))
      (br_if $a (i32.eqz (i32.rem_u (local.get 2) (i32.const 4))))
      (local.set 1 (i32.add (local.get 1) (i32.const 100)))
      (br $b)))
    (local.set 1 (i32.add (local.get 1) (i32.const 1)))
    (br $a)))
  (local.get 1))"""
_PARAMETERS = """(func (export "f") (param i32) (result i32)
  (i32.const 0) (local.get 0)
  (loop $more (param i32 i32) (result i32) (local.set 0)
    (i32.add (local.get 0)) (i32.sub (local.get 0) (i32.const 1))
    (br_if $more (i32.gt_s (local.get 0) (i32.const 1)))
    (drop)))"""
_SWAP = """(func (export "f") (param i32) (result i32) (local i32 i32)
  (i32.const 1) (i32.const 2)
  (loop $l (param i32 i32) (result i32 i32) (local.set 1) (local.set 2)
    (local.get 1) (local.get 2)
    (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
    (br_if $l (local.get 0)))
  (i32.add (i32.mul (i32.const 10))))"""
_IF = """(func (export "f") (param i32) (result i32)
  (if (result i32) (local.get 0) (then (i32.const 5)) (else (i32.const 6)))
  (local.get 0)
  (if (param i32) (result i32) (i32.eq (local.get 0) (i32.const 2)) (then (i32.mul (i32.const 3))))
  (i32.add))"""
_KEEP = """(func (export "f") (param i32) (result i32)
  (local.get 0)
  (if (local.get 0) (then (local.set 0 (i32.const 50))))
  (i32.sub (local.get 0)))"""
_TEE = """(func (export "f") (param i32) (result i32)
  (i32.add (local.get 0) (i32.mul (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (local.get 0))))"""
_DEAD = """(func (export "f") (param i32) (result i32)
  (block (br 0) (loop (br 0) (unreachable)) (i32.const 1) (drop))
  (block $b (result i32) (br $b (local.get 0)) (i32.add (i32.const 1)))
  (return) (if (result i32) (then (unreachable)) (else (i32.const 1))))"""
_ENDLESS = """(func (export "f") (param i32) (result i32)
  (loop (if (i32.gt_u (local.get 0) (i32.const 10)) (then (return (local.get 0))))
    (local.set 0 (i32.add (local.get 0) (i32.const 3))) (br 0))
  (i32.const -1))"""
_MANY_LOOPS = f"""(func (export "f") (param i32) (result i32)
  {"(block (loop " * 30} (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br_if 7 (i32.lt_u (local.get 0)
  (i32.const 5))) (br_if 59 (i32.gt_u (local.get 0) (i32.const 9))) {" (br 1)))" * 30} (local.get 0))"""
_PROGRAMS: list[tuple[str, Any, Any]] = [
    (_SUM, 10, 55),
    *[(_SWITCH, number, wanted) for number, wanted in ((0, 10), (1, 20), (2, 30), (3, 40), (4, 40), (-1, 40))],
    *[(_FALLING, number, wanted) for number, wanted in ((0, 111), (1, 110), (2, 100), (9, 100))],
    *[(_VALUES, number, wanted) for number, wanted in ((1, 1), (2, 2), (3, 42))],
    (_PARAMETERS, 5, 15),
    *[(_SWAP, number, wanted) for number, wanted in ((1, 12), (2, 21), (3, 12))],
    *[(_IF, number, wanted) for number, wanted in ((0, 6), (1, 6), (2, 11))],
    *[(_KEEP, number, wanted) for number, wanted in ((0, 0), (60, 10))],
    (_TEE, 3, 19),
    (_DEAD, 7, 7),
    (_ENDLESS, 0, 12),
]


@every_way
@pytest.mark.parametrize(("wat", "given", "wanted"), _PROGRAMS)
def test_programs(wat: str, given: int, wanted: int, make: MakeEngine) -> None:
    assert run(wat, make, given) == wanted


@pytest.mark.parametrize("given", [0, 1, 5, 20])
def test_loops_left_at_once(given: int) -> None:
    """The same counted in Python."""
    i = total = 0
    while True:
        i += 1
        if i > given:
            break
        if i & 1:
            total += 1
        elif i % 4:
            total += 100
    assert {run(_OUT_OF_LOOPS, make, given) for make in WAYS.values()} == {total}


def test_more_loops_than_python_allows() -> None:
    assert len({run(_MANY_LOOPS, make, 0) for make in WAYS.values()}) == 1


@every_way
def test_a_branch_on_references(make: MakeEngine) -> None:
    wat = """(func (export "f") (param i32) (result i32)
      (block $null (block $i31 (result (ref i31))
        (br_on_null $null (select (result eqref) (ref.null eq) (ref.i31 (i32.const 7)) (i32.eqz (local.get 0))))
        (br_on_cast $i31 (ref eq) (ref i31))
        (drop) (unreachable))
       (return (i31.get_s)))
      (i32.const -1))"""
    assert run(wat, make, 1) == 7
    assert run(wat, make, 0) == -1


@every_way
def test_effects_happen_in_order(make: MakeEngine) -> None:
    wat = """(memory 1) (global $g (mut i32) (i32.const 1))
      (func $bump (result i32) (global.set $g (i32.mul (global.get $g) (i32.const 10))) (global.get $g))
      (func (export "f") (result i32)
        (i32.sub (i32.add (global.get $g) (call $bump)) (global.get $g))
        (i32.load (i32.const 0)) (i32.store (i32.const 0) (i32.const 5)) (i32.load (i32.const 0))
        (i32.add) (i32.add))"""
    assert run(wat, make) == 1 + 10 - 10 + 0 + 5
