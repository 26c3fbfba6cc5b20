"""Sizes of memories and tables as values of their address type.

Spec: §2.3.11 (syntax-addrtype)
"""

from __future__ import annotations

from wasm_construct.syntax.types import Limits, NumType


def address(limits: Limits, number: int) -> int:
    """A size, or -1, as an unsigned value of the address type of these limits."""
    return number & (0xFFFF_FFFF if limits.addrtype is NumType.I32 else 0xFFFF_FFFF_FFFF_FFFF)
