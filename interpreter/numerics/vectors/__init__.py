"""The vector operations.

Spec: §4.3.5 (op-vec)
"""

from __future__ import annotations

from interpreter.numerics.bits import Table
from interpreter.numerics.vectors import conversions, floats, ints, lanes, memory, relaxed, widths

__all__ = ["OPS"]

OPS: Table = {
    **lanes.OPS,
    **ints.OPS,
    **widths.OPS,
    **floats.OPS,
    **conversions.OPS,
    **relaxed.OPS,
    **memory.OPS,
}
"""The function of each vector instruction, by mnemonic."""
