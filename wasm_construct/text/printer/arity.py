"""How many operands an instruction takes and how many results it leaves, as far as folding wants to know.

Folding keeps the order of the instructions whatever is said here, so that a guess costs nothing but beauty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import Describes, Descriptor, StructType

if TYPE_CHECKING:
    from wasm_construct.text.printer.folding import FoldedPrinter

Arity: TypeAlias = tuple[int, int | None]
"""Operands and results; None where the results are not known, or control does not come back."""

_UNKNOWN: Arity = (0, None)

_FIXED: dict[str, Arity] = {
    **dict.fromkeys(("local.get", "global.get", "ref.null", "ref.func", "struct.new_default"), (0, 1)),
    **dict.fromkeys(("local.set", "global.set", "drop"), (1, 0)),
    **dict.fromkeys(("local.tee", "table.get", "ref.is_null", "ref.as_non_null", "ref.test", "ref.cast"), (1, 1)),
    **dict.fromkeys(("any.convert_extern", "extern.convert_any", "array.new_default", "ref.get_desc"), (1, 1)),
    **dict.fromkeys(("struct.get", "struct.get_s", "struct.get_u", "struct.new_default_desc"), (1, 1)),
    **dict.fromkeys(("table.set", "struct.set"), (2, 0)),
    **dict.fromkeys(("array.new", "array.new_data", "array.new_elem", "array.get", "array.get_s"), (2, 1)),
    **dict.fromkeys(("array.get_u", "table.grow", "ref.cast_desc_eq"), (2, 1)),
    **dict.fromkeys(("array.set", "table.fill", "table.copy", "memory.copy"), (3, 0)),
    "select": (3, 1),
    "array.fill": (4, 0),
    "array.init_data": (4, 0),
    "array.init_elem": (4, 0),
    "array.copy": (5, 0),
    "br_if": (1, None),
    "br_table": (1, None),
    "throw_ref": (1, None),
}


def _use(code: FoldedPrinter, type_index: int, more: int) -> Arity:
    type_ = code.scope.func_type(type_index)
    return (len(type_.params) + more, len(type_.results)) if type_ else _UNKNOWN


def _call(code: FoldedPrinter, instr: Instr) -> Arity:
    index = instr.args[0]
    return _use(code, code.func_types[index], 0) if index < len(code.func_types) else _UNKNOWN


def _throw(code: FoldedPrinter, instr: Instr) -> Arity:
    index = instr.args[0]
    return (_use(code, code.tag_types[index], 0)[0], None) if index < len(code.tag_types) else _UNKNOWN


def _struct_new(code: FoldedPrinter, instr: Instr) -> Arity:
    index = instr.args[0]
    comp = code.scope.types[index].comp if index < len(code.scope.types) else None
    while isinstance(comp, Describes | Descriptor):
        comp = comp.comp
    return (len(comp.fields), 1) if isinstance(comp, StructType) else _UNKNOWN


_BY_TYPE: dict[str, Callable[[FoldedPrinter, Instr], Arity]] = {
    "call": _call,
    "return_call": lambda code, instr: (_call(code, instr)[0], None),
    "call_indirect": lambda code, instr: _use(code, instr.args[0], 1),
    "return_call_indirect": lambda code, instr: (_use(code, instr.args[0], 1)[0], None),
    "call_ref": lambda code, instr: _use(code, instr.args[0], 1),
    "return_call_ref": lambda code, instr: (_use(code, instr.args[0], 1)[0], None),
    "return": lambda code, instr: (code.results, None),
    "throw": _throw,
    "struct.new": _struct_new,
    "array.new_fixed": lambda code, instr: (instr.args[1], 1),
}


def arity(code: FoldedPrinter, instr: Instr) -> Arity:
    """The operands and results of an instruction that is no block."""
    row = instr.row
    if row.type is not None:
        before, _, after = row.type.replace("(ref i31)", "i31ref").partition("->")
        return len(before.split()), len(after.split())
    if row.mnemonic in _FIXED:
        return _FIXED[row.mnemonic]
    find = _BY_TYPE.get(row.mnemonic)
    return find(code, instr) if find else _UNKNOWN


def block_results(code: FoldedPrinter, instr: Instr) -> int | None:
    """How many results a block leaves."""
    type_ = instr.args[0]
    return _use(code, type_, 0)[1] if isinstance(type_, int) else int(type_ is not None)
