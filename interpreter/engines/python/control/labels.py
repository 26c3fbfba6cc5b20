"""The labels that instructions name, as the blocks that these labels mean.

Spec: §2.4.2 (syntax-instr-control)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wasm_construct.syntax.nesting import CLOSERS, OPENERS
from wasm_construct.validation.facts import Block, FuncFacts

_LABELS: dict[str, Callable[[tuple[Any, ...]], Sequence[int]]] = {
    **{name: lambda args: args[:1] for name in ("br", "br_if", "br_on_null", "br_on_non_null")},
    **{name: lambda args: args[1:2] for name in ("br_on_cast", "br_on_cast_fail")},
    **{name: lambda args: args[1:2] for name in ("br_on_cast_desc_eq", "br_on_cast_desc_eq_fail")},
    "br_table": lambda args: (*args[0], args[1]),
    "try_table": lambda args: [clause.label for clause in args[1]],
}
_HANDLERS: dict[str, Callable[[tuple[Any, ...]], Sequence[int]]] = dict.fromkeys(
    ("rethrow", "delegate"), lambda args: args[:1]
)
BRANCHING = frozenset(_LABELS)
"""The instructions that can branch to the labels that they name."""


def targets(facts: FuncFacts) -> dict[int, list[Block]]:
    """For each instruction that names labels, by its number: the blocks that they mean, in the order of the labels.

    One pass with a stack of open blocks. `Block.label` would take a step for each block that is open.
    """
    found: dict[int, list[Block]] = {}
    labels = {**_LABELS, **_HANDLERS}
    around = [facts.blocks[-1]]
    for at, instr in enumerate(facts.instrs):
        name = instr.name
        if name in CLOSERS:
            around.pop()  # first: the label of a `delegate` counts the blocks around the `try` that it ends
        if name in labels:
            found[at] = [around[-1 - label] for label in labels[name](instr.args)]
        if name in OPENERS:
            around.append(facts.blocks[at])
    return found


def branches(facts: FuncFacts, found: dict[int, list[Block]]) -> list[tuple[int, Block]]:
    """Each reachable instruction that can branch, by its number, with each block that it can branch to.

    `found` is what `targets` has given.
    """
    return [
        (at, block)
        for at, blocks in found.items()
        if facts.reachable[at] and facts.instrs[at].name in BRANCHING
        for block in dict.fromkeys(blocks)
    ]
