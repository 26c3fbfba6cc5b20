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

Spec: §5.4 (binary-instr)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One instruction; there is one object per opcode, so rows are equal only to themselves.

    ``type`` is the stack type as operands and results: ``"i32 i32 -> i32"``, ``"at i32 -> "``. ``at`` is the address
    type of the memory or table that the immediates name. It is None where the type depends on more than that.
    """

    opcode: tuple[int, ...]
    """The byte, or the prefix byte and the u32 after it."""
    mnemonic: str
    """The keyword of the text format."""
    immediates: tuple[str, ...]
    """Their kinds, in binary order."""
    type: str | None
    rule: str
    """The spec's execution rule, without ``exec-``; for a delimiter such as ``end`` its mnemonic."""
    feature: str
    """The proposal that brought the instruction."""
    swapped: bool = False
    """Whether the text format has the two immediates the other way round, and leaves the second one out if it is 0."""

    def __hash__(self) -> int:
        return hash(self.opcode)

    def __copy__(self) -> Row:
        return self

    def __deepcopy__(self, memo: object) -> Row:
        return self
