"""Meters: count instructions, or what they cost, and can stop the code.

Spec: §7.3.3 (impl-exec)
"""

from __future__ import annotations

from typing import Protocol

from wasm_construct.opcodes import Row


class Meter(Protocol):
    """The engine calls it before instructions run."""

    def charge(self, group: tuple[Row, ...]) -> None:
        """Count these instructions, which are about to run one after the other; raise an error to end the call.

        Only the last one of a group can trap or have an effect.
        """
