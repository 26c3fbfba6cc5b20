"""Which blocks have to become loops of Python, so that a `break` or a `continue` can leave or repeat them.

Spec: §2.4.2 (syntax-instr-control)
"""

from __future__ import annotations

from interpreter.engines.python.emitter.emitter import TooDeep
from wasm_construct.validation.facts import Block, FuncFacts

_DEEPEST = 60
"""How deeply blocks may be nested for this way of writing them."""


class Plan:
    """The shape of a function.

    `depth` is the number of blocks around a block, `top` the depth of the outermost block whose end is reached by
    running past its end, with the results in the same places. `loops` are the blocks that become loops.
    """

    def __init__(self, facts: FuncFacts, branches: list[tuple[int, Block]]) -> None:
        """Look at a function and its `branches`; raises TooDeep."""
        self.depth: dict[Block, int] = {}
        self.top: dict[Block, int] = {}
        self.loops: set[Block] = set()
        for block in facts.blocks.values():
            self._measure(block)
        self.loops.update([block for _, block in branches if block.kind == "loop"])
        for at, target in branches:
            source = facts.blocks.get(at) or facts.within[at]  # a `try_table` branches out of itself
            if target.kind not in ("loop", "func") and not self._leaves(source, target):
                self.loops.add(target)

    def _measure(self, block: Block) -> None:
        parent = block.parent
        depth = self.depth[block] = self.depth[parent] + 1 if parent else 0
        if depth > _DEEPEST or block.kind == "try":  # nobody makes these any more: one way to write them is enough
            raise TooDeep
        joined = (
            parent is not None
            and parent.kind != "func"
            and (block.end + 1 == parent.end or block.end + 1 in parent.dividers)
            and parent.height == block.height
        )
        self.top[block] = self.top[parent] if joined and parent else depth

    def falls(self, source: Block, target: Block) -> bool:
        """Whether running past the end of one block gets to the end of another one around it."""
        return self.top[source] <= self.depth[target]

    def _leaves(self, source: Block, target: Block) -> bool:
        """Whether there is a way to the end of `target` with the loops that there are."""
        if self.falls(source, target):
            return True
        block: Block | None = source
        while block is not None:
            if block in self.loops and self.falls(block, target):
                return True
            if block is target:
                return False
            block = block.parent
        return False
