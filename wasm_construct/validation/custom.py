"""Custom sections that talk about code: whether they fit it.

Only branch hints are about code. A module with hints in wrong places is still valid, so `validate` does not call this.

Source: the branch-hinting proposal
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wasm_construct.errors import InvalidError
from wasm_construct.syntax.code_metadata import BranchHint, CodeMetadata
from wasm_construct.syntax.module import Module
from wasm_construct.syntax.modules import Code, CodeSec
from wasm_construct.validation.functions import locate

SECTION = "metadata.code.branch_hint"
_BRANCHES = frozenset({"if", "br_if"})

Offsets = Callable[[Code], Iterable[int]]
"""Gives the byte offset of each instruction of a code, counted from its locals."""


def validate_customs(module: Module, offsets: Offsets) -> None:
    """Check that all branch hints of a valid module are on branches, and in order; raises InvalidError.

    A section whose bytes cannot be read is left out: its `error` tells why.
    """
    section = module.section(CodeSec)
    codes = section.codes if section else []
    first = len(module.funcs) - len(codes)
    for custom in module.customs(SECTION):
        if not isinstance(custom.content, CodeMetadata):
            continue
        for entry in custom.content.funcs:
            if not first <= entry.func < len(module.funcs):
                raise InvalidError(f"@{SECTION} annotation: function {entry.func} has no code")
            try:
                _check_hints(entry.items, codes[entry.func - first], offsets)
            except InvalidError as error:
                locate(error, module, entry.func)
                raise


def _check_hints(hints: Iterable[BranchHint], code: Code, offsets: Offsets) -> None:
    numbers = {offset: number for number, offset in enumerate(offsets(code))}
    instrs = code.body.peek()
    last = -1
    for hint in hints:
        number = numbers.get(hint.offset)
        if number is None:
            raise InvalidError(f"@{SECTION} annotation: invalid offset")
        if instrs[number].name not in _BRANCHES:
            raise InvalidError(f"@{SECTION} annotation: invalid target", instr=number)
        if number <= last:
            raise InvalidError(f"@{SECTION} annotation: invalid order", instr=number)
        last = number
