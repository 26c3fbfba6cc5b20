"""Which labels an instruction can branch to.

Spec: §2.4.2 (syntax-instr-control)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wasm_construct.syntax.instructions import Instr
from wasm_construct.validation.facts import Block

_LABELS: dict[str, Callable[[tuple[Any, ...]], Sequence[int]]] = {
    **{name: lambda args: args[:1] for name in ("br", "br_if", "br_on_null", "br_on_non_null")},
    **{name: lambda args: args[1:2] for name in ("br_on_cast", "br_on_cast_fail")},
    **{name: lambda args: args[1:2] for name in ("br_on_cast_desc_eq", "br_on_cast_desc_eq_fail")},
    "br_table": lambda args: (*args[0], args[1]),
    "try_table": lambda args: [clause.label for clause in args[1]],
}
BRANCHING = frozenset(_LABELS)
"""The instructions that name labels."""


def targets(instr: Instr, within: Block) -> list[Block]:
    """The blocks whose labels an instruction, which stands in a block, names; each once."""
    return [within.label(label) for label in dict.fromkeys(_LABELS[instr.name](instr.args))]
