"""The numeric and the vector instructions as pure functions on values, the same for every engine.

`bits` documents how each type of value is represented, `errors` which exceptions of Python mean traps.

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
"""The function of each instruction, by mnemonic. Its arguments are the immediates, then the operands, lowest first."""
