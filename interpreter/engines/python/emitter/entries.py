"""Operands on the stack while code is written: Python expressions that have not been evaluated yet.

An expression has no effect and cannot fail, so it can be written where its value is used, if nothing that it reads
changes until then (`emitter.py` sees to that).

**Low bits.** Integers of Wasm wrap around, those of Python do not. Most operations need only the low bits of their
operands to give the low bits of their result. So an expression may be *raw*: its value has the right low bits, and
other bits or a sign besides. The mask is written only where the value itself matters, here for the left side of the
comparison:

    (func (param i32 i32) (result i32)
      (i32.lt_u
        (i32.add (local.get 0) (i32.const 1))
        (i32.and (i32.mul (local.get 0) (local.get 1)) (i32.const 255))))

    def f0(l0, l1):
     return l0 + 1 & 0xffffffff < l0 * l1 & 255

There are three ways to write an entry into a longer text: `value`, to stand alone; `operand`, the same beside an
operator; `low`, beside an operator that needs only the low bits. The last two add parentheses where the operator binds
more strongly.
"""

from __future__ import annotations

from typing import Any, Final

# The precedences of Python's operators: how strongly the outermost operator of an expression binds.
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
"""Stands in `Entry.reads` for all globals that can change."""
MASKS: Final = {32: "0xffffffff", 64: "0xffffffffffffffff"}
"""The mask of the low bits, by the width of an integer."""


class Entry:
    """An operand on the stack.

    `text`: the expression. `prec`: how strongly its outermost operator binds. `raw`: the width of an integer of which
    only that many low bits are right so far; 0 for a value that is right as it is. `reads`: the variables that it
    depends on. `depth`: how deeply it is nested. `const`: the value where it is known, else None.
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
        """The text of the value, to stand alone: as an argument, or on the right of an assignment."""
        if not self.raw:
            return self.text
        return f"{self.text if self.prec > AND else f'({self.text})'} & {MASKS[self.raw]}"

    def operand(self, prec: int) -> str:
        """The text of the value, as an operand of an operator that binds this strongly."""
        if not self.raw:
            return self.text if self.prec >= prec else f"({self.text})"
        return f"({self.value})" if prec > AND else self.value

    def low(self, prec: int) -> str:
        """A text with the right low bits, as an operand of an operator that binds this strongly."""
        return self.text if self.prec >= prec else f"({self.text})"


def variable(name: str) -> Entry:
    """The value of a variable."""
    return Entry(name, reads=frozenset((name,)))


def constant(value: int) -> Entry:
    """A known integer, not negative."""
    return Entry(str(value) if value < 65536 else hex(value), const=value)
