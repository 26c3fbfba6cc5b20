"""What a printer knows within a body: the names of the locals, and of the blocks that are open.

Spec: §6.5.1 (text-label)
"""

from __future__ import annotations

from wasm_construct.text.printer.literals import comment, identifier
from wasm_construct.text.printer.names import Ids, Scope
from wasm_construct.text.printer.types import TypePrinter


class PrinterState(TypePrinter):
    """The names of a module, and those that are visible at a place in a body."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.comments = scope.style.comments
        self._nothing = Ids({}, scope.style)
        self.locals = self._nothing
        self.label_names: dict[int, str] = {}
        self.open: list[str | None] = []  # the names of the open blocks, the innermost one last
        self.depths: dict[str, list[int]] = {}  # where among them each name is
        self.count = 0  # the blocks of the function so far

    def start(self, locals_: Ids | None = None, label_names: dict[int, str] | None = None) -> None:
        """Begin a function, or a constant expression."""
        self.locals = self._nothing if locals_ is None else locals_
        self.label_names = label_names or {}
        self.open = []
        self.depths = {}
        self.count = 0

    def label(self, index: int) -> str:
        """A label: its name, or its number and the depth of the block that it means."""
        target = len(self.open) - 1 - index
        text = self.open[target] if 0 <= target < len(self.open) else None
        if text and self.scope.style.ids and self.depths[text][-1] == target:
            return identifier(text)
        if not self.comments or target < -1:
            return str(int(index))
        return f"{int(index)} {comment(text) if text else f'(;@{target + 1};)'}"

    def open_block(self) -> str | None:
        """Enter the next block; gives its name."""
        text = self.label_names.get(self.count)
        if text:
            self.depths.setdefault(text, []).append(len(self.open))
        self.open.append(text)
        self.count += 1
        return text

    def close_block(self) -> None:
        """Leave the innermost block."""
        text = self.open.pop()
        if text:
            self.depths[text].pop()
