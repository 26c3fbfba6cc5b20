"""Structures, arrays and elements of tables: the instructions that are quicker as Python's own than as calls.

Spec: §4.6.9 (exec-struct.new), §4.6.7 (exec-instr-table)
"""

from __future__ import annotations

from interpreter.engines.python.emitter.emitter import Emitter, Rule
from interpreter.engines.python.emitter.entries import AND, ATOM, SUM, Entry
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.types import PackType
from wasm_construct.validation.types import Field

_BITS = {PackType.I8: 8, PackType.I16: 16}


def _kept(value: Entry, field: Field) -> str:
    """The text of a value as a field keeps it: packed fields keep the low bits."""
    bits = _BITS.get(field.storage) if isinstance(field.storage, PackType) else None
    return value.value if bits is None else f"{value.low(AND)} & {(1 << bits) - 1:#x}"


def _read(em: Emitter, text: str, field: Field, signed: bool) -> None:
    """Push what `text` reads out of a field; `signed`: out of a packed one, as a number with its sign."""
    if not signed or not isinstance(field.storage, PackType):
        em.assign(text)
        return
    sign = 1 << (_BITS[field.storage] - 1)
    name = em.temp()
    em.line(f"{name} = {text}")
    em.push(Entry(f"({name} ^ {sign:#x}) - {sign:#x}", SUM, 32, frozenset((name,)), 1))


def _struct_new(em: Emitter, instr: Instr) -> None:
    index = int(instr.args[0])
    fields = em.context.struct_type(index).fields
    given = em.operands(instr)
    em.assign(f"StructInst(Y{index}, [{', '.join(map(_kept, given, fields))}])")


def _struct_get(signed: bool) -> Rule:
    def emit(em: Emitter, instr: Instr) -> None:
        index, number = map(int, instr.args)
        field = em.context.struct_type(index).fields[number]
        _read(em, f"{em.pop().operand(ATOM)}.fields[{number}]", field, signed)

    return emit


def _struct_set(em: Emitter, instr: Instr) -> None:
    index, number = map(int, instr.args)
    value, struct = em.pop(), em.pop()
    field = em.context.struct_type(index).fields[number]
    em.line(f"{struct.operand(ATOM)}.fields[{number}] = {_kept(value, field)}")


def _array_new_fixed(em: Emitter, instr: Instr) -> None:
    index = int(instr.args[0])
    field = em.context.array_type(index).field
    given = em.operands(instr)
    em.assign(f"ArrayInst(Y{index}, [{', '.join([_kept(entry, field) for entry in given])}])")


def _array_get(signed: bool) -> Rule:
    def emit(em: Emitter, instr: Instr) -> None:
        field = em.context.array_type(int(instr.args[0])).field
        index, array = em.pop(), em.pop()
        _read(em, f"{array.operand(ATOM)}.elems[{index.value}]", field, signed)

    return emit


def _array_set(em: Emitter, instr: Instr) -> None:
    field = em.context.array_type(int(instr.args[0])).field
    value, index, array = em.pop(), em.pop(), em.pop()
    em.line(f"{array.operand(ATOM)}.elems[{index.value}] = {_kept(value, field)}")


def _array_len(em: Emitter, instr: Instr) -> None:
    em.assign(f"len({em.pop().operand(ATOM)}.elems)")


def _table_get(em: Emitter, instr: Instr) -> None:
    em.assign(f"T{int(instr.args[0])}[{em.pop().value}]")


def _table_set(em: Emitter, instr: Instr) -> None:
    value, index = em.pop(), em.pop()
    em.line(f"T{int(instr.args[0])}[{index.value}] = {value.value}")


RULES: dict[str, Rule] = {
    "struct.new": _struct_new,
    "struct.get": _struct_get(False),
    "struct.get_u": _struct_get(False),
    "struct.get_s": _struct_get(True),
    "struct.set": _struct_set,
    "array.new_fixed": _array_new_fixed,
    "array.get": _array_get(False),
    "array.get_u": _array_get(False),
    "array.get_s": _array_get(True),
    "array.set": _array_set,
    "array.len": _array_len,
    "table.get": _table_get,
    "table.set": _table_set,
}
