"""What the names in generated code stand for. They are fixed words and indices, never names from a module.

Spec: §4.2.6 (syntax-moduleinst)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from struct import Struct
from typing import Any

from interpreter.engines.engine import TailCall
from interpreter.engines.python.casts import check_type
from interpreter.engines.python.emitter.names import TYPE, TYPE_TEST, function_name, read_type
from interpreter.errors import Trap, TrapCode, WasmException
from interpreter.numerics import OPS, f32_from_bits, f64_from_bits, load_f32, store_f32
from interpreter.operations import OPERATIONS, caster, has_descriptor
from interpreter.runtime.aggregates import I31, ArrayInst, StructInst
from interpreter.runtime.exceptions import ExnInst
from interpreter.runtime.instance import Instance
from wasm_construct.syntax.types import RefType

_ORDERED = {letter: Struct(f"<{letter}") for letter in "IQdHhif"}
_NATIVE = Struct("f")  # rounds what is too large to infinity

FUNCTIONS: dict[str, Any] = {function_name(name): function for name, function in {**OPS, **OPERATIONS}.items()}
"""The functions for instructions, by their names in generated code."""
COMMON: dict[str, Any] = {
    **{f"load_{letter}": form.unpack_from for letter, form in _ORDERED.items()},
    **{f"store_{letter}": form.pack_into for letter, form in _ORDERED.items()},
    **{f"pack_{letter}": _ORDERED[letter].pack for letter in "Qd"},
    **{f"unpack_{letter}": _ORDERED[letter].unpack for letter in "Qd"},
    "pack_f": _NATIVE.pack,
    "unpack_f": _NATIVE.unpack,
    "load_f32": load_f32,
    "store_f32": store_f32,
    "sqrt": math.sqrt,
    "copysign": math.copysign,
    "abs": abs,
    "len": len,
    "check_type": check_type,
    "has_descriptor": has_descriptor,
    "TailCall": TailCall,
    "Trap": Trap,
    **{code: TrapCode[code] for code in ("UNREACHABLE", "NULL_REFERENCE", "NULL_FUNC", "NULL_EXN", "CAST")},
    "WasmException": WasmException,
    "ExnInst": ExnInst,
    "StructInst": StructInst,
    "ArrayInst": ArrayInst,
    "I31": I31,
    "ZERO_V128": bytes(16),
    "__builtins__": {},
}
"""The names that stand for the same in all instances. The empty `__builtins__` keep Python's own out of reach."""

_LOOKUPS: dict[str, Callable[[Instance, int], Any]] = {
    "M": lambda instance, index: instance.mems[index].view,
    "T": lambda instance, index: instance.tables[index].elems,
    "G": lambda instance, index: instance.globals[index],
    "F": lambda instance, index: instance.funcs[index],
    "E": lambda instance, index: instance.tags[index],
    "Y": lambda instance, index: instance.types[index],
    "memory": lambda instance, index: instance.mems[index],
    "table": lambda instance, index: instance.tables[index],
}


def function_index(name: str) -> int | None:
    """The index of the function whose code the name stands for, as in `f7`; None for another name."""
    return int(name[1:]) if name[0] == "f" and name[1:].isdigit() else None


def lookup(instance: Instance, name: str) -> Any:
    """The value of a name in the namespace of an instance, if it is not in `COMMON`.

    None for a name that generated code uses otherwise, such as an attribute.
    """
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    if name.startswith("f32_") and len(name) == 12:
        return f32_from_bits(int(name[4:], 16))
    if name.startswith("f64_") and len(name) == 20:
        return f64_from_bits(int(name[4:], 16))
    if name[0] in (TYPE, TYPE_TEST) and "_" in name:
        heap, null = read_type(name)
        type_ = instance.module.context.close_ref(RefType(null, heap))
        return type_ if name[0] == TYPE else caster(type_)
    if name == "instance":
        return instance
    word = name.rstrip("0123456789")
    find = _LOOKUPS.get(word)
    return find(instance, int(name[len(word) :])) if find is not None and word != name else None
