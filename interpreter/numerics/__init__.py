"""What the numeric and the vector instructions compute: pure functions on values, the same for every engine.

`bits` says how a value is represented, `errors` which exceptions stand for traps.

Spec: §4.3 (exec-numeric)
"""

from __future__ import annotations

from interpreter.numerics import atomics, conversions, floats, ints, vectors, wide
from interpreter.numerics.bits import (
    Table,
    f32_from_bits,
    f32_to_bits,
    f64_from_bits,
    f64_to_bits,
    load_f32,
    round32,
    store_f32,
)
from interpreter.numerics.errors import TRAPS

__all__ = [
    "OPS",
    "TRAPS",
    "f32_from_bits",
    "f32_to_bits",
    "f64_from_bits",
    "f64_to_bits",
    "load_f32",
    "round32",
    "store_f32",
]

OPS: Table = {**ints.OPS, **floats.OPS, **conversions.OPS, **vectors.OPS, **wide.OPS, **atomics.OPS}
"""The function of each instruction, by mnemonic: first its immediates, then its operands, the lowest first."""
