"""Instances to test the API with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from interpreter import Executor, Instance, Module, Store
from interpreter.api.imports import Imports

SEED = """(module
  (type $mem_size_t (func (result i32)))
  (type $get_at_t (func (param i32) (result i32)))
  (type $set_at_t (func (param i32) (param i32)))
  (memory $mem 1)
  (func $get_at (type $get_at_t) (param $idx i32) (result i32)
    (i32.load (local.get $idx)))
  (func $set_at (type $set_at_t) (param $idx i32) (param $val i32)
    (i32.store (local.get $idx) (local.get $val)))
  (func $mem_size (type $mem_size_t) (result i32)
    (memory.size))
  (export "get_at" (func $get_at))
  (export "set_at" (func $set_at))
  (export "mem_size" (func $mem_size))
  (export "memory" (memory $mem)))"""
"""Reads and writes a memory."""


@pytest.fixture
def executor() -> Executor:
    return Executor()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def run() -> Callable[..., Instance]:
    """Makes an instance from a text."""

    def make(text: str, imports: Imports = None) -> Instance:
        return Module.from_bytes(text).instantiate(imports)

    return make


@pytest.fixture
def seed(run: Callable[..., Instance]) -> Instance:
    return run(SEED)
