"""The row: everything about one instruction that is data.

The kinds of immediates, all of them as the binary format writes them:

    blocktype, heaptype         a type
    valtypes                    a list of value types (``select t*``)
    typeidx, funcidx, ...       an index: one kind for each index space (``wasm_construct.syntax.IndexSpace.idx``)
    labels                      a list of label indices (all of ``br_table`` but the default)
    catches                     a list of catch clauses (``try_table``)
    castop                      one byte, 0 to 3: which of the two types of ``br_on_cast`` are nullable (see ``cast``)
    memarg                      alignment, offset, and the memory's index where it is not 0
    memorder                    the one byte of ``atomic.fence``
    i32, i64, f32, f64, v128    a constant
    lanes, laneidx              sixteen lane indices (``i8x16.shuffle``), or one; each a byte
    u32                         a number (``array.new_fixed``)

The stack type is written as the specification writes it, operands before results, the topmost of them last:

    i32, v128, eqref, ...       this type; also the likes of ``(ref i31)``
    at                          the address type of the memory or table that the immediates name
    t, rt                       some value type, some reference type: it depends on the immediates or on the operands
    at1, at2                    the address types of two memories or tables; with them ``at`` is the smaller one
    params*, results*           those of the function type, tag or block type that the immediates name
    fields*                     the fields of the structure type that they name
    label*, below*              what a branch to the label takes along; all of that but the topmost
    return*                     the results of the function that the instruction is in
    t^n                         as many as the immediate n
    t1* ... -> t2*              any: the instruction does not go on to the next one

A type is closed if it is made of the first two kinds only: then it is all there is to know for validation.

Spec: §5.4 (binary-instr), §3.1.4 (syntax-instrtype)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_TYPE = re.compile(r"\([^)]*\)|\S+")
_OPEN = re.compile(r"\b(?:r?t\d?|at\d)\b|\*")


@cache
def sides(type_: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The operands and the results of a stack type, the topmost last."""
    operands, _, results = type_.partition("->")
    return tuple(_TYPE.findall(operands)), tuple(_TYPE.findall(results))


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One instruction; there is one object per opcode, so rows are equal only to themselves.

    ``type`` is the stack type: ``"i32 i32 -> i32"``, ``"at i32 -> "``, ``"params* -> results*"``. It is None for what
    divides or closes a block, such as ``else``. ``rule`` is the name of the spec's execution rule without ``exec-``;
    it is the mnemonic where the row leaves it empty.
    """

    opcode: tuple[int, ...]
    """The byte, or the prefix byte and the u32 after it."""
    mnemonic: str
    """The keyword of the text format."""
    immediates: tuple[str, ...]
    """Their kinds, in binary order."""
    type: str | None
    rule: str
    feature: str
    """The proposal that brought the instruction."""
    swapped: bool = False
    """Whether the text format has the two immediates the other way round, and leaves the second one out if it is 0."""

    def __post_init__(self) -> None:
        if not self.rule:
            object.__setattr__(self, "rule", self.mnemonic)

    @property
    def operands(self) -> tuple[str, ...]:
        """The types of the operands, the topmost last; raises TypeError when the row has no stack type."""
        return sides(self._stack_type)[0]

    @property
    def results(self) -> tuple[str, ...]:
        """The types of the results, the topmost last; raises TypeError when the row has no stack type."""
        return sides(self._stack_type)[1]

    @property
    def closed(self) -> bool:
        """Whether the stack type depends on nothing but an address type."""
        return self.type is not None and not _OPEN.search(self.type)

    @property
    def _stack_type(self) -> str:
        if self.type is None:
            raise TypeError(f"{self.mnemonic} has no stack type")
        return self.type

    def __hash__(self) -> int:
        return hash(self.opcode)

    def __copy__(self) -> Row:
        return self

    def __deepcopy__(self, memo: object) -> Row:
        return self
