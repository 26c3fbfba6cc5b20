"""Every instruction is somebody's business."""

from __future__ import annotations

import re

import pytest

from interpreter.engines.step.control import CONTROL
from interpreter.numerics import OPS
from interpreter.operations import OPERATIONS, immediates
from interpreter.runtime.instance import Instance
from tests.operations.instances import instance
from wasm_construct.opcodes import ROWS
from wasm_construct.syntax import instr
from wasm_construct.syntax.instructions import MemArg
from wasm_construct.syntax.types import AbsHeapType, Exact
from wasm_construct.syntax.values import Float32
from wasm_construct.validation.types import ref

NAMES = {row.mnemonic for row in ROWS}
ACCESS = re.compile(r"v128\.(load|store)\d+|i\d\d\.atomic\.rmw")


def test_every_instruction_is_an_operation_or_numeric_or_control() -> None:
    assert NAMES == {*OPERATIONS, *OPS, *CONTROL}


def test_control_is_nobody_elses() -> None:
    assert not CONTROL.keys() & {*OPERATIONS, *OPS}


def test_what_numerics_only_compute_accesses_the_memory_here() -> None:
    assert set(OPS) & set(OPERATIONS) == {name for name in NAMES if ACCESS.match(name)}


@pytest.fixture(scope="module")
def everything() -> Instance:
    return instance(
        """(rec (type $a (sub (descriptor $b) (struct (field i32)))) (type $b (sub (describes $a) (struct))))
        (func $f) (table 1 funcref) (table 2 funcref) (memory 1) (memory 1) (global i32 (i32.const 7)) (tag)
        (data "abc") (elem funcref (ref.null func))""",
        "custom_descriptors",
    )


def test_indices_become_what_they_name(everything: Instance) -> None:
    i = everything
    assert immediates(i, instr("ref.func", 0)) == (i.funcs[0],)
    assert immediates(i, instr("table.init", 0, 1)) == (i, 0, i.tables[1])
    assert immediates(i, instr("memory.init", 0, 1)) == (i, 0, i.mems[1])
    assert immediates(i, instr("i32.load", MemArg(2, 16, 1))) == (i.mems[1], 16)
    assert immediates(i, instr("v128.load8_lane", MemArg(0, 5, 0), 3)) == (i.mems[0], 5, 3)
    assert immediates(i, instr("struct.get", 0, 0)) == (i.types[0], 0)
    assert immediates(i, instr("global.get", 0)) == (i.globals[0],)


def test_constants_become_values(everything: Instance) -> None:
    assert immediates(everything, instr("i32.const", -1)) == (0xFFFF_FFFF,)
    assert immediates(everything, instr("i64.const", -1)) == (0xFFFF_FFFF_FFFF_FFFF,)
    assert immediates(everything, instr("f32.const", Float32(0.5))) == (0.5,)
    assert immediates(everything, instr("atomic.fence", 0)) == ()


@pytest.mark.parametrize(("opcode", "null"), [((0xFB, 0x14), False), ((0xFB, 0x15), True), ((0xFB, 0x24), True)])
def test_a_heap_type_becomes_a_reference_type(everything: Instance, opcode: tuple[int, ...], null: bool) -> None:
    (row,) = [row for row in ROWS if row.opcode == opcode]
    for heap, closed, exact in (
        (AbsHeapType.ANY, AbsHeapType.ANY, False),
        (0, everything.types[0], False),
        (Exact(1), everything.types[1], True),
    ):
        assert immediates(everything, type(instr("nop"))(row, (heap,))) == (ref(null, closed, exact),)
