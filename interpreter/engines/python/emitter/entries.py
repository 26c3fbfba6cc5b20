"""Operands while source is made: expressions that have not been evaluated yet.

An expression has no effect and cannot fail, so it may be written wherever its value is used first.
"""

from __future__ import annotations

from typing import Any, Final

# how strongly the outermost operator of an expression binds, as Python has it
CHOICE: Final = 0
NOT: Final = 3
COMPARE: Final = 4
OR: Final = 5
XOR: Final = 6
AND: Final = 7
SHIFT: Final = 8
SUM: Final = 9
PRODUCT: Final = 10
SIGN: Final = 11
ATOM: Final = 13

NOTHING: Final[frozenset[str]] = frozenset()
GLOBALS: Final = "G"
"""What an expression reads, beside variables, when it reads globals that can change."""
MASKS: Final = {32: "0xffffffff", 64: "0xffffffffffffffff"}


class Entry:
    """An operand on the stack: an expression.

    `raw` is the width of an integer of which only the low bits are right as yet, else 0; `const` is the value when it
    is known; `reads` are the variables that the expression depends on; `depth` is how deeply it is nested.
    """

    __slots__ = ("const", "depth", "prec", "raw", "reads", "text")

    def __init__(
        self,
        text: str,
        prec: int = ATOM,
        raw: int = 0,
        reads: frozenset[str] = NOTHING,
        depth: int = 0,
        const: Any = None,
    ) -> None:
        self.text = text
        self.prec = prec
        self.raw = raw
        self.reads = reads
        self.depth = depth
        self.const = const

    @property
    def value(self) -> str:
        """The value itself, to stand alone: as an argument, or to be assigned."""
        if not self.raw:
            return self.text
        return f"{self.text if self.prec > AND else f'({self.text})'} & {MASKS[self.raw]}"

    def operand(self, prec: int) -> str:
        """The value itself, as an operand of an operator that binds this strongly."""
        if not self.raw:
            return self.text if self.prec >= prec else f"({self.text})"
        return f"({self.value})" if prec > AND else self.value

    def low(self, prec: int) -> str:
        """Something with the right low bits, as an operand of an operator that binds this strongly."""
        return self.text if self.prec >= prec else f"({self.text})"


def variable(name: str) -> Entry:
    """The value of a variable."""
    return Entry(name, reads=frozenset((name,)))


def constant(value: int) -> Entry:
    """An integer that is known."""
    return Entry(str(value) if value < 65536 else hex(value), const=value)
