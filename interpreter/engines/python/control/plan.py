"""Which blocks become loops of Python. `structured.py` has the theory; this is its first step.

A block *falls* to the end of a block around it when no statement can come between their ends and the results of both
are in the same slots. Blocks that fall to each other form a chain; `top` is the depth of the outermost block of the
chain:

    (block $a          depth 1, top 1
      (block $b        depth 2, top 2: a `nop` comes after it
        (block $c      depth 3, top 2
          (br $b)))    needs no statement: $c, the innermost block around it, falls to the end of $b
      (nop))

First, each Wasm `loop` that something branches to becomes a loop. Then, for each branch to the end of a block:
if neither the block that it is in nor a loop that it is in falls to the target, the target becomes a loop as well.

Spec: §2.4.2 (syntax-instr-control)
"""

from __future__ import annotations

from interpreter.engines.python.emitter.emitter import TooDeep
from wasm_construct.validation.facts import Block, FuncFacts

_DEEPEST = 60
"""How many blocks may be nested: each takes up to a level of Python's indentation."""


class Plan:
    """Which blocks of a function become loops of Python.

    `depth`: how many blocks are around each block. `top`: the depth of the outermost block that each block falls to.
    `loops`: the blocks that become loops.
    """

    def __init__(self, facts: FuncFacts, branches: list[tuple[int, Block]]) -> None:
        """Plan a function. `branches`: each instruction that can branch, with each block that it can branch to.

        Raises TooDeep when the function nests too many blocks, or has a legacy `try`.
        """
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
        if depth > _DEEPEST or block.kind == "try":  # compilers no longer make these: only `dispatch.py` writes them
            raise TooDeep
        joined = (
            parent is not None
            and parent.kind != "func"
            and (block.end + 1 == parent.end or block.end + 1 in parent.dividers)
            and parent.height == block.height
        )
        self.top[block] = self.top[parent] if joined and parent else depth

    def falls(self, source: Block, target: Block) -> bool:
        """Whether the end of one block falls to the end of another one around it."""
        return self.top[source] <= self.depth[target]

    def _leaves(self, source: Block, target: Block) -> bool:
        """Whether a branch in `source` gets to the end of `target` with the loops that are planned so far."""
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
