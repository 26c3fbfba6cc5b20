"""The table has a function for every instruction that computes, and no other."""

from __future__ import annotations

import pytest

from interpreter.numerics import OPS
from wasm_construct.opcodes import BY_MNEMONIC, ROWS

SCALAR = {"testop", "relop", "unop", "binop", "cvtop"}
WIDE = {"binop128", "mul_wide"}
ATOMIC = {"atomic.rmw", "atomic.rmwn", "atomic.rmw.cmpxchg", "atomic.rmwn.cmpxchg"}
VECTOR = {
    *("vvunop", "vvbinop", "vvternop", "vvtestop", "vunop", "vbinop", "vternop", "vtestop", "vrelop", "vshiftop"),
    *("vbitmask", "vswizzlop", "vshuffle", "vsplat", "vextract_lane", "vreplace_lane", "vextunop", "vextbinop"),
    *("vextternop", "vnarrow", "vcvtop"),
}
MEMORY = {"vload-pack", "vload-splat", "vload-zero", "vload_lane", "vstore_lane"}
RULES = SCALAR | WIDE | ATOMIC | VECTOR | MEMORY
COMPUTED = {row.mnemonic for row in ROWS if row.rule in RULES}
NOTHING_TO_COMPUTE = {"const", "vconst", "vload-val", "vstore"}


def test_every_instruction_that_computes_is_there() -> None:
    assert set(OPS) == COMPUTED


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_is_one_of_the_rows(rule: str) -> None:
    assert rule in {row.rule for row in ROWS}


def test_a_mnemonic_has_one_row() -> None:
    assert all(len(BY_MNEMONIC[name]) == 1 for name in OPS)


def test_no_numeric_rule_is_forgotten() -> None:
    numeric = {row.rule for row in ROWS if row.opcode[0] in {*range(0x41, 0xC5), 0xFD}}
    assert numeric <= RULES | NOTHING_TO_COMPUTE
