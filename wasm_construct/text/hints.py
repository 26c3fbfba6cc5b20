"""Branch hints while a function is read: they stay with their instructions until the offsets of these are known.

Source: the branch-hinting proposal
"""

from __future__ import annotations

from collections.abc import Callable

from wasm_construct.syntax.code_metadata import BranchHint
from wasm_construct.syntax.instructions import Instr


class Hinted(Instr):
    """An instruction that a branch hint is about."""

    __slots__ = ("likely",)
    likely: bool


_set_likely = Hinted.__dict__["likely"].__set__  # instructions refuse assignments


def hinted(instr: Instr, likely: bool) -> Hinted:
    """The same instruction with a hint."""
    made = Hinted(instr.row, instr.args, instr.raw)
    _set_likely(made, likely)
    return made


def take_hints(body: list[Instr], offset: int, size_of: Callable[[Instr], int]) -> list[BranchHint]:
    """The hints in a body whose first instruction has this offset; the instructions become ordinary ones."""
    hints = []
    for number, instr in enumerate(body):
        if isinstance(instr, Hinted):
            hints.append(BranchHint(offset, instr.likely))
            body[number] = Instr(instr.row, instr.args, instr.raw)
        offset += size_of(instr)
    return hints
