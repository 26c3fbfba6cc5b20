"""How blocks nest in a flat sequence of instructions.

Spec: §5.4.2 (binary-block)
Source: the legacy exception-handling proposal, the last three delimiters
"""

from __future__ import annotations

OPENERS = frozenset({"block", "loop", "if", "try_table", "try"})
"""What opens a block that an `end` closes."""
DIVIDERS: dict[str, frozenset[str]] = {
    "else": frozenset({"if"}),
    "catch": frozenset({"try", "catch"}),
    "catch_all": frozenset({"try", "catch"}),
}
"""What starts the next part of a block, and which parts it may follow."""
CLOSERS: dict[str, frozenset[str]] = {
    "end": OPENERS | DIVIDERS.keys() | {""},
    "delegate": frozenset({"try"}),
}
"""What closes a block, and which parts it may close; "" is the expression itself."""
DELIMITERS = OPENERS | DIVIDERS.keys() | CLOSERS.keys()

MISPLACED = "END opcode expected"
"""What the reference interpreter says of an instruction that divides or closes a block it does not belong to."""


class Nesting:
    """The open blocks of an expression, itself the outermost one."""

    def __init__(self) -> None:
        self.open: list[str] = [""]

    @property
    def depth(self) -> int:
        """How many blocks are open; 0 after the `end` of the expression."""
        return len(self.open)

    def step(self, name: str) -> str | None:
        """Take the next instruction; a message when it cannot stand here."""
        if name not in DELIMITERS:
            return None
        if name in OPENERS:
            self.open.append(name)
            return None
        if self.open[-1] not in (DIVIDERS[name] if name in DIVIDERS else CLOSERS[name]):
            return MISPLACED
        self.open.pop()
        if name in DIVIDERS:
            self.open.append(name)
        return None
