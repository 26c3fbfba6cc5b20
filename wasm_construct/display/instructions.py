"""Instructions in words."""

from __future__ import annotations

import struct
from typing import Any

from wasm_construct.opcodes import BY_MNEMONIC
from wasm_construct.syntax.instructions import Instr, MemArg
from wasm_construct.syntax.types import RefType

_TEXT_ORDER = {("typeidx", "tableidx"), ("elemidx", "tableidx"), ("dataidx", "memidx")}
"""The immediates that the text format has the other way round, and whose second one need not be written if it is 0."""


def instr_text(instr: Instr) -> str:
    """An instruction, much as in the text format; alignments are always written out."""
    row, args = instr.row, instr.args
    if not args:
        return row.mnemonic
    if row.immediates[0] == "castop":  # whose two bits belong to the types that follow
        castop, label, *heaps = args
        types = [RefType(bool(castop >> bit & 1), heap) for bit, heap in enumerate(heaps)]
        return " ".join([row.mnemonic, str(int(label)), *map(str, types)])
    if row.immediates == ("heaptype",) and len(BY_MNEMONIC[row.mnemonic]) > 1:  # null is said by the opcode
        return f"{row.mnemonic} {RefType(BY_MNEMONIC[row.mnemonic].index(row) == 1, args[0])}"
    if row.immediates in _TEXT_ORDER:
        (kind, arg), (_, place) = zip(row.immediates, args, strict=True)
        return " ".join([row.mnemonic, *([str(int(place))] if place else []), _arg_text(kind, arg)])
    shown = (_arg_text(kind, arg) for kind, arg in zip(row.immediates, args, strict=True))
    return " ".join([row.mnemonic, *filter(None, shown)])


def _arg_text(kind: str, arg: Any) -> str:
    if arg is None:
        return ""
    match kind:
        case "blocktype":
            return f"(type {int(arg)})" if isinstance(arg, int) else f"(result {arg})"
        case "typeidx":
            return f"(type {int(arg)})"
        case "valtypes":
            return f"(result {' '.join(map(str, arg))})"
        case "memarg":
            return _memarg_text(arg)
        case "v128":
            return "i32x4 " + " ".join(f"{part:#010x}" for part in struct.unpack("<4I", arg))
        case "lanes":
            return " ".join(map(str, arg))
        case "labels" | "catches":
            return " ".join(str(int(item)) if isinstance(item, int) else str(item) for item in arg)
        case _:
            return str(int(arg)) if isinstance(arg, int) else str(arg)


def _memarg_text(arg: MemArg) -> str:
    parts = [str(int(arg.memory))] if arg.memory else []
    if arg.offset:
        parts.append(f"offset={int(arg.offset)}")
    return " ".join([*parts, f"align={1 << arg.align}"])
