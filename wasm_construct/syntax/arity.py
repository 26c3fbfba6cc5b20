"""How many operands an instruction takes and how many results it leaves.

The stack type of the row says it: each type counts as one, and only a sequence such as `params*` has to be looked up in
the module, or among the labels around the instruction. `wasm_construct.opcodes.row` lists the sequences.

Spec: §3.1.4 (syntax-instrtype)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol, TypeAlias

from wasm_construct.opcodes.row import sides
from wasm_construct.syntax.instructions import Instr


class Arity(NamedTuple):
    """The numbers of operands and results; an instruction that does not go on to the next one has no results."""

    operands: int
    results: int


class Signature(Protocol):
    """Parameters and results: a function type, be it of the syntax or closed."""

    @property
    def params(self) -> Sequence[object]:
        """The types of the parameters."""

    @property
    def results(self) -> Sequence[object]:
        """The types of the results."""


class Fields(Protocol):
    """A structure type, be it of the syntax or closed."""

    @property
    def fields(self) -> Sequence[object]:
        """The fields."""


class Types(Protocol):
    """Look-ups of types by what immediates hold: `validation.context.Context` is one."""

    def func(self, index: int, /) -> Signature:
        """The type of a function."""

    def tag(self, index: int, /) -> Signature:
        """The type of a tag."""

    def func_type(self, index: int, /) -> Signature:
        """The function type with this index."""

    def struct_type(self, index: int, /) -> Fields:
        """The structure type with this index."""

    def block_type(self, type_: Any, /) -> Signature:
        """The parameters and results of a block."""


_Length: TypeAlias = Callable[[Instr, Types, Sequence[int]], int]


def arity(instr: Instr, types: Types, labels: Sequence[int] = ()) -> Arity:
    """The numbers of operands and results of an instruction.

    `labels` are needed for branches and `return`: how many operands a branch to each label takes along, the label of
    the function first. Raises TypeError for an instruction without a stack type, such as `else`; IndexError for a
    label that is not there; and what `types` raises.
    """
    type_ = instr.row.type
    if type_ is None:
        raise TypeError(f"{instr.name} has no stack type")
    fixed, more, left = _counted(type_)
    if not more and not left:
        return fixed
    operands, results = fixed
    for length in more:
        operands += length(instr, types, labels)
    for length in left:
        results += length(instr, types, labels)
    return Arity(operands, results)


@cache
def _counted(type_: str) -> tuple[Arity, list[_Length], list[_Length]]:
    """How many single types a stack type has on either side, and what gives the lengths of the sequences there."""
    sequences = [[name for name in side if name[-1] == "*" or "^" in name] for side in sides(type_)]
    single = Arity(*[len(side) - len(found) for side, found in zip(sides(type_), sequences, strict=True)])
    operands, results = [[_LENGTHS[name] for name in found] for found in sequences]
    return single, operands, results


def _signature(instr: Instr, types: Types) -> Signature:
    """The function type that the first immediate names."""
    return _SIGNATURES[instr.row.immediates[0]](types, instr.args[0])


_SIGNATURES: dict[str, Callable[[Types, Any], Signature]] = {
    "funcidx": lambda types, index: types.func(index),
    "tagidx": lambda types, index: types.tag(index),
    "typeidx": lambda types, index: types.func_type(index),
    "blocktype": lambda types, type_: types.block_type(type_),
}


def _label(instr: Instr, labels: Sequence[int]) -> int:
    """What a branch to the label that an immediate names takes along; for `br_table`, the last one names it."""
    index: int = instr.args[instr.row.immediates.index("labelidx")]
    return labels[-1 - index]


_LENGTHS: dict[str, _Length] = {
    "params*": lambda instr, types, labels: len(_signature(instr, types).params),
    "results*": lambda instr, types, labels: len(_signature(instr, types).results),
    "fields*": lambda instr, types, labels: len(types.struct_type(instr.args[0]).fields),
    "label*": lambda instr, types, labels: _label(instr, labels),
    "below*": lambda instr, types, labels: _label(instr, labels) - 1,
    "return*": lambda instr, types, labels: labels[0],
    "t^n": lambda instr, types, labels: int(instr.args[1]),
    "t1*": lambda instr, types, labels: 0,
    "t2*": lambda instr, types, labels: 0,
}
"""What gives the number of types that a sequence stands for."""
