"""Closed types pickle: what comes back is the same object in this process, and an equal one in another."""

from __future__ import annotations

import copy
import pickle

import pytest

from wasm_construct import ALL, Module
from wasm_construct.validation.types import ref
from wasm_construct.validation.unrolling import unroll

TEXT = """(module
  (type $first (struct (field i8) (field (mut i64))))
  (rec
    (type $base (sub (struct (field (ref null $first)) (field (ref $derived)))))
    (type $derived (sub $base (struct (field (ref $first)) (field (ref $derived)) (field (ref extern)))))
    (type $list (array (mut (ref null $list)))))
  (type $f (sub final (func (param (ref $base) f32) (result (ref null $list) v128))))
  (rec
    (type $object (descriptor $shape) (struct))
    (type $shape (describes $object) (struct (field (ref (exact $object)))))))"""
TYPES = Module.from_wat(TEXT, ALL).validate(ALL).types


@pytest.mark.parametrize("index", range(len(TYPES)))
def test_a_type_comes_back(index: int) -> None:
    type_ = TYPES[index]
    assert pickle.loads(pickle.dumps(type_)) is type_
    assert pickle.loads(pickle.dumps(ref(True, type_))) is ref(True, type_)
    assert copy.deepcopy([type_])[0] is type_


def test_a_group_is_written_as_it_was_declared() -> None:
    members, before = unroll(TYPES[2].group)
    assert before == (TYPES[0],)
    assert [str(member) for member in members] == [
        "(sub (struct (field (ref null 0)) (field (ref 2))))",
        "(sub 1 (struct (field (ref 0)) (field (ref 2)) (field (ref extern))))",
        "(sub final (array (mut (ref null 3))))",
    ]
