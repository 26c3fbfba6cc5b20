"""Which trap an error of Python means, by the instruction that raised it.

Generated code checks nothing that Python checks anyway. So Python raises: an IndexError for an address outside of the
memory or an index outside of a table, an AttributeError for a null reference, a ZeroDivisionError. The instruction,
which `Compiled.instr` finds by the line of the error, says which trap that is.

Spec: §4.6 (exec-instr)
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from interpreter.errors import TrapCode
from interpreter.numerics import OPS
from wasm_construct.syntax.instructions import Instr

_BOUNDS = (IndexError, struct.error, OverflowError)
_NUMERIC: Mapping[type[Exception], TrapCode] = {
    ZeroDivisionError: TrapCode.DIVIDE_BY_ZERO,
    OverflowError: TrapCode.OVERFLOW,
    ValueError: TrapCode.INVALID_CONVERSION,
}
_BY_RULE: dict[str, Mapping[type[Exception] | tuple[type[Exception], ...], TrapCode]] = {
    **{name: {_BOUNDS: TrapCode.MEMORY_BOUNDS} for name in ("load-val", "load-pack", "store-val", "store-pack")},
    "call_indirect": {IndexError: TrapCode.UNDEFINED_ELEMENT, AttributeError: TrapCode.UNINITIALIZED_ELEMENT},
    "return_call_indirect": {IndexError: TrapCode.UNDEFINED_ELEMENT, AttributeError: TrapCode.UNINITIALIZED_ELEMENT},
    "table.get": {IndexError: TrapCode.TABLE_BOUNDS},
    "table.set": {IndexError: TrapCode.TABLE_BOUNDS},
    "struct.get": {AttributeError: TrapCode.NULL_STRUCT},
    "struct.set": {AttributeError: TrapCode.NULL_STRUCT},
    "array.get": {AttributeError: TrapCode.NULL_ARRAY, IndexError: TrapCode.ARRAY_BOUNDS},
    "array.set": {AttributeError: TrapCode.NULL_ARRAY, IndexError: TrapCode.ARRAY_BOUNDS},
    "array.len": {AttributeError: TrapCode.NULL_ARRAY},
    "i31.get": {TypeError: TrapCode.NULL_I31},
    "call_ref": {AttributeError: TrapCode.NULL_FUNC},
    "return_call_ref": {AttributeError: TrapCode.NULL_FUNC},
}


def trap_code(error: BaseException, instr: Instr) -> TrapCode | None:
    """The trap that an error means if this instruction raised it; None if it means no trap, as in a host function."""
    known = _BY_RULE.get(instr.row.rule, _NUMERIC if instr.name in OPS else {})
    for kind, code in known.items():
        if isinstance(error, kind):
            return code
    return None
