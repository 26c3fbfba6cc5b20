"""Instructions in the folded form: operands stand within the instruction that takes them, blocks in parentheses.

Nothing changes places: an instruction takes the nodes right before it, as many as it has operands, as far as each
leaves one value. So a module that is not valid can be printed, too: an instruction whose type is missing takes none.

Spec: §6.5.11 (text-foldedinstr)
"""

from __future__ import annotations

from wasm_construct.errors import BuildError
from wasm_construct.syntax.arity import arity
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.nesting import OPENERS
from wasm_construct.text.printer.code import DEEPEST, CodePrinter, check_nesting
from wasm_construct.text.printer.names import Scope
from wasm_construct.text.printer.scope_types import Types

_WIDTH = 80


class Node:
    """One pair of parentheses: an instruction and its operands, or a block, or a part of a block."""

    __slots__ = ("kids", "results", "size", "text")
    size: int

    def __init__(self, text: str, kids: list[Node], results: int = 0, *, tall: bool = False) -> None:
        self.text = text
        self.kids = kids
        self.results = results
        self.size = _WIDTH + 1 if tall and kids else len(text) + 3 + sum(kid.size for kid in kids)


class _Open:
    """A block that is not complete: its parts so far, the last of which is being read, and how many results it has."""

    __slots__ = ("arms", "results", "text")

    def __init__(self, text: str, arms: list[tuple[str, list[Node]]], results: int) -> None:
        self.text = text
        self.arms = arms
        self.results = results


_FIRST_ARM = {"if": "then", "try": "do"}


class FoldedPrinter(CodePrinter):
    """Prints folded instructions."""

    def __init__(self, scope: Scope, func_types: list[int], tag_types: list[int]) -> None:
        super().__init__(scope)
        self.types = Types(scope, func_types, tag_types)

    def folded(self, instrs: list[Instr], marks: dict[int, str], results: int) -> list[str]:
        """The folded form of a body, each line with its line break.

        `marks` stand in front of instructions; `results` is how many results the function has.
        """
        return _render(self._nodes(instrs, marks, results))

    def _nodes(self, instrs: list[Instr], marks: dict[int, str], results: int) -> list[Node]:
        blocks: list[_Open] = []
        labels = [results]  # how many operands a branch to each label takes along
        here: list[Node] = []  # the statements of the innermost sequence
        end = -1
        for number, instr in enumerate(instrs):
            mark = marks.get(number, "")
            row = instr.row
            mnemonic = row.mnemonic
            if row.type is not None:
                try:
                    operands, left = arity(instr, self.types, labels)
                except LookupError:  # the module is not valid: there is no such type or label
                    operands, left = 0, 0
            if mnemonic in OPENERS:
                condition = _operands(here, 1) if mnemonic == "if" else []
                # the condition is printed in the block, but is read before the label is there
                arms = [("", condition)] if mnemonic == "if" else []
                outer, here = here, []
                arms += [(_FIRST_ARM.get(mnemonic, ""), here)]
                blocks.append(_Open(f"{mark}({self.opening(instr)}", [("outer", outer), *arms], left))
                labels.append(operands if mnemonic == "loop" else left)
            elif mnemonic in ("else", "catch", "catch_all"):
                if not blocks:
                    raise BuildError(f"there is no block that {mnemonic} could be in")
                here = []
                blocks[-1].arms.append((self.plain(instr), here))
            elif mnemonic in ("end", "delegate"):
                if not blocks:
                    end = number
                    break
                self.close_block()
                block = blocks.pop()
                labels.pop()
                here = block.arms.pop(0)[1]
                if mnemonic == "delegate":
                    block.arms.append((self.plain(instr), []))
                here.append(_block(block))
            else:
                here.append(Node(f"{mark}({self.plain(instr)}", _operands(here, operands), left))
        check_nesting(end < 0, len(instrs) - 1 - end)
        return here


def _block(block: _Open) -> Node:
    kids: list[Node] = []
    for text, nodes in block.arms:
        if text:
            kids.append(Node(f"({text}", nodes, tall=True))
        else:
            kids += nodes
    return Node(block.text, kids, block.results, tall=True)


def _operands(nodes: list[Node], count: int) -> list[Node]:
    """Take the last nodes that leave one value each, up to this many, out of a sequence."""
    first = len(nodes)
    while first and len(nodes) - first < count and nodes[first - 1].results == 1:
        first -= 1
    taken = nodes[first:]
    del nodes[first:]
    return taken


def _render(nodes: list[Node]) -> list[str]:
    out: list[str] = []
    todo: list[tuple[Node | None, int]] = [(node, 0) for node in reversed(nodes)]
    while todo:
        node, depth = todo.pop()
        if node is None:
            out.append(")")
            continue
        out.append("\n    " + "  " * min(depth, DEEPEST))
        if node.size <= _WIDTH:
            _one_line(node, out)
        else:
            out.append(node.text)
            todo.append((None, 0))
            todo += [(kid, depth + 1) for kid in reversed(node.kids)]
    return out


def _one_line(node: Node, out: list[str]) -> None:
    todo: list[Node | None] = [node]
    first = True
    while todo:
        item = todo.pop()
        if item is None:
            out.append(")")
            continue
        out.append(item.text if first else " " + item.text)
        first = False
        todo.append(None)
        todo += reversed(item.kids)
