"""The immediates of instructions: for each combination of kinds in the rows, how to print it.

Spec: §6.5 (text-instr)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from wasm_construct.opcodes import BY_MNEMONIC, NATURAL_ALIGNMENT, Row, takes_null
from wasm_construct.opcodes.cast import CAST, nullable
from wasm_construct.syntax.indices import WITHIN, IndexSpace
from wasm_construct.syntax.instructions import Instr, MemArg
from wasm_construct.syntax.types import RefType
from wasm_construct.text.printer.state import PrinterState

Print: TypeAlias = Callable[[PrinterState, Instr], str]
"""Prints the immediates of an instruction, with a blank in front."""

SPACES = {space.idx: space for space in IndexSpace if space not in WITHIN}
"""The spaces of the module as a whole, by the kinds of the immediates that are their indices."""
_NUMBERS = frozenset({"i32", "i64", "f32", "f64", "u32", "laneidx"})


def _one(code: PrinterState, kind: str, value: Any) -> str:
    if kind in SPACES:
        return code.scope.ids[SPACES[kind]].ref(value)
    if kind in _NUMBERS:
        return str(int(value)) if isinstance(value, int) else str(value)
    if kind == "labelidx":
        return code.label(value)
    return code.locals.ref(value) if kind == "localidx" else code.heaptype(value)


def _each(code: PrinterState, instr: Instr) -> str:
    return "".join(f" {_one(code, kind, arg)}" for kind, arg in zip(instr.row.immediates, instr.args, strict=True))


def _optional(code: PrinterState, instr: Instr) -> str:
    return _each(code, instr) if any(instr.args) else ""


def _swapped(code: PrinterState, instr: Instr) -> str:
    (kind, place), (value, where) = instr.row.immediates, instr.args
    text = f" {code.typeuse(value)}" if kind == "typeidx" else f" {_one(code, kind, value)}"
    return f" {_one(code, place, where)}{text}" if where else text


def _field(code: PrinterState, instr: Instr) -> str:
    type_, field = instr.args
    return f" {code.typeidx(type_)} {code.scope.fields(type_).ref(field)}"


def _memarg(code: PrinterState, instr: Instr) -> str:
    arg: MemArg = instr.args[0]
    memory = f" {_one(code, 'memidx', arg.memory)}" if arg.memory else ""
    offset = f" offset={int(arg.offset)}" if arg.offset else ""
    align = f" align={1 << arg.align}" if arg.align != NATURAL_ALIGNMENT[instr.row.opcode] else ""
    return memory + offset + align


def _v128(code: PrinterState, instr: Instr) -> str:
    data: bytes = instr.args[0]
    lanes = (int.from_bytes(data[at : at + 4], "little") for at in range(0, 16, 4))
    return f" i32x4 {' '.join(f'{lane:#010x}' for lane in lanes)}"


def _labels(code: PrinterState, instr: Instr) -> str:
    return "".join(f" {code.label(label)}" for label in (*instr.args[0], instr.args[1]))


def _cast(code: PrinterState, instr: Instr) -> str:
    op, label, *heaps = instr.args
    source, target = map(RefType, nullable(op), heaps)
    return f" {code.label(label)} {code.valtype(source)} {code.valtype(target)}"


def _block(code: PrinterState, instr: Instr) -> str:
    type_ = instr.args[0]
    if type_ is None:
        return ""
    return f" {code.typeuse(type_)}" if isinstance(type_, int) else f" (result {code.valtype(type_)})"


def _try_table(code: PrinterState, instr: Instr) -> str:
    clauses = []
    for catch in instr.args[1]:
        tag = "" if catch.tag is None else f" {_one(code, 'tagidx', catch.tag)}"
        clauses.append(f" ({catch.kind.value}{tag} {code.label(catch.label)})")
    return _block(code, instr) + "".join(clauses)


def _of_reftype(code: PrinterState, instr: Instr, null: bool) -> str:
    return f" {code.valtype(RefType(null, instr.args[0]))}"


PRINTERS: dict[tuple[str, ...], Print] = {
    (): lambda code, instr: "",
    ("blocktype",): _block,
    ("blocktype", "catches"): _try_table,
    ("valtypes",): lambda code, instr: f" (result{''.join(f' {code.valtype(type_)}' for type_ in instr.args[0])})",
    ("labels", "labelidx"): _labels,
    CAST: _cast,
    ("tableidx",): _optional,
    ("memidx",): _optional,
    ("tableidx", "tableidx"): _optional,
    ("memidx", "memidx"): _optional,
    ("typeidx", "fieldidx"): _field,
    ("memarg",): _memarg,
    ("memarg", "laneidx"): lambda code, instr: f"{_memarg(code, instr)} {int(instr.args[1])}",
    ("memorder",): lambda code, instr: "",
    ("v128",): _v128,
    ("lanes",): lambda code, instr: "".join(f" {lane}" for lane in instr.args[0]),
}
"""How to print immediates of these kinds; those of all others are printed one after the other."""


def printer_of(row: Row) -> Print:
    """How to print the immediates of this instruction."""
    if len(BY_MNEMONIC[row.mnemonic]) > 1 and row.immediates == ("heaptype",):
        null = takes_null(row)
        return lambda code, instr: _of_reftype(code, instr, null)
    return _swapped if row.swapped else PRINTERS.get(row.immediates, _each)
