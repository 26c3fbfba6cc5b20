"""Counting what runs.

Spec: §7.3.3 (impl-exec)
"""

from __future__ import annotations

from typing import Protocol

from wasm_construct.opcodes import Row


class Meter(Protocol):
    """Is told of instructions before they run, and may raise an error to end it all."""

    def charge(self, group: tuple[Row, ...]) -> None:
        """These instructions are about to run, one after the other: none but the last can fail or have an effect."""
