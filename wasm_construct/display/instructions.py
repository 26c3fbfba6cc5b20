"""Instructions in words."""

from __future__ import annotations

from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.module import Module
from wasm_construct.text.printer.code import CodePrinter
from wasm_construct.text.printer.names import Scope, Style

_PRINTER = CodePrinter(Scope(Module(), None, Style(ids=False, comments=False)))


def instr_text(instr: Instr) -> str:
    """An instruction as the text format has it, with numbers instead of names; of a function type only the number."""
    return _PRINTER.plain(instr)
