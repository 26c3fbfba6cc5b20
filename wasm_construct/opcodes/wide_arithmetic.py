"""Integer arithmetic with 128-bit results, as two i64: the low half below the high one.

Source: the wide-arithmetic proposal
"""

from __future__ import annotations

from wasm_construct.opcodes.row import Row

# fmt: off
ROWS: tuple[Row, ...] = (
    Row((0xFC, 0x13), "i64.add128",     (), "i64 i64 i64 i64 -> i64 i64", "binop128", "wide_arithmetic"),
    Row((0xFC, 0x14), "i64.sub128",     (), "i64 i64 i64 i64 -> i64 i64", "binop128", "wide_arithmetic"),
    Row((0xFC, 0x15), "i64.mul_wide_s", (), "i64 i64 -> i64 i64",         "mul_wide", "wide_arithmetic"),
    Row((0xFC, 0x16), "i64.mul_wide_u", (), "i64 i64 -> i64 i64",         "mul_wide", "wide_arithmetic"),
)
# fmt: on
