"""Instructions are counted before they run."""

from __future__ import annotations

import pytest

from interpreter.errors import Trap
from interpreter.executor import instantiate
from interpreter.runtime.instance import Instance
from interpreter.runtime.module import ValidModule
from tests.engines.programs import MakeEngine, call, every_way
from wasm_construct import ALL, Module
from wasm_construct.opcodes import Row


class Counter:
    """Counts, up to a limit."""

    def __init__(self, limit: int = 10**9) -> None:
        self.names: list[str] = []
        self.limit = limit

    def charge(self, group: tuple[Row, ...]) -> None:
        self.names += [row.mnemonic for row in group]
        if len(self.names) > self.limit:
            raise TimeoutError


def _metered(wat: str, meter: Counter, make: MakeEngine) -> Instance:
    module = ValidModule(Module.from_wat(wat, ALL).build(), ALL)
    return instantiate(module, lambda *names: None, make(meter))


@every_way
def test_every_instruction_is_counted_once(make: MakeEngine) -> None:
    meter = Counter()
    wat = """(module (memory 1) (func (export "f") (param i32) (result i32) (local i32)
      (local.set 1 (i32.load (i32.const 4)))
      (if (local.get 0) (then (i32.store (i32.const 0) (i32.const 1))) (else (nop)))
      (block (br_if 0 (local.get 0)) (local.set 1 (i32.const 3)))
      (local.get 1)))"""
    instance = _metered(wat, meter, make)
    before = "i32.const i32.load local.set local.get if".split()
    assert call(instance, "f", 0) == 3
    assert meter.names == [*before, "nop", *"block local.get br_if i32.const local.set local.get".split()]
    meter.names.clear()
    assert call(instance, "f", 1) == 0
    assert meter.names == [*before, *"i32.const i32.const i32.store block local.get br_if local.get".split()]


@every_way
def test_an_instruction_that_traps_is_counted_and_none_after_it(make: MakeEngine) -> None:
    meter = Counter()
    wat = """(module (memory 1) (func (export "f") (result i32)
      (nop) (drop (i32.load (i32.const 65536))) (nop) (i32.const 1)))"""
    with pytest.raises(Trap):
        call(_metered(wat, meter, make), "f")
    assert meter.names == ["nop", "i32.const", "i32.load"]


@every_way
def test_what_would_not_end_can_be_ended(make: MakeEngine) -> None:
    meter = Counter(1000)
    with pytest.raises(TimeoutError):
        call(_metered('(module (func (export "f") (loop (br 0))))', meter, make), "f")
    assert len(meter.names) == 1001
