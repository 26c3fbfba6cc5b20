"""From immediates to arguments of operations. The docstring of `interpreter.operations` has a table of the kinds.

Spec: §4.6 (exec-instr)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.numerics import f32_from_bits, f64_from_bits
from interpreter.runtime.instance import Instance
from wasm_construct.opcodes import takes_null
from wasm_construct.syntax.instructions import Instr, MemArg
from wasm_construct.syntax.types import HeapType
from wasm_construct.validation.types import Ref, ref

Resolved = tuple[Any, ...]


def cast_type(instance: Instance, heap: HeapType, null: bool) -> Ref:
    """The closed form of a reference type of the instance's module: indices become the types they mean."""
    closed, exact = instance.module.context.close_heap(heap)
    return ref(null, closed, exact)


def _memarg(instance: Instance, value: MemArg) -> Resolved:
    return instance.mems[value.memory], value.offset


def _itself(instance: Instance, value: Any) -> Resolved:
    return (value,)


def _nothing(instance: Instance, value: Any) -> Resolved:
    return ()


_RESOLVE: dict[str, Callable[[Instance, Any], Resolved]] = {
    "typeidx": lambda instance, value: (instance.types[value],),
    "funcidx": lambda instance, value: (instance.funcs[value],),
    "tableidx": lambda instance, value: (instance.tables[value],),
    "memidx": lambda instance, value: (instance.mems[value],),
    "globalidx": lambda instance, value: (instance.globals[value],),
    "tagidx": lambda instance, value: (instance.tags[value],),
    "dataidx": lambda instance, value: (instance, value),
    "elemidx": lambda instance, value: (instance, value),
    "memarg": _memarg,
    "heaptype": lambda instance, value: (cast_type(instance, value, True),),
    "i32": lambda instance, value: (value & 0xFFFF_FFFF,),
    "i64": lambda instance, value: (value & 0xFFFF_FFFF_FFFF_FFFF,),
    "f32": lambda instance, value: (f32_from_bits(value.bits),),
    "f64": lambda instance, value: (f64_from_bits(value.bits),),
    **dict.fromkeys(("fieldidx", "u32", "laneidx", "lanes", "v128"), _itself),
    **dict.fromkeys(("valtypes", "memorder"), _nothing),
}


def resolve(instance: Instance, kind: str, value: Any, null: bool = True) -> Resolved:
    """The arguments for an immediate of this kind. `null`: whether a heap type stands for a nullable reference type."""
    if kind == "heaptype":
        return (cast_type(instance, value, null),)
    return _RESOLVE[kind](instance, value)


def immediates(instance: Instance, instr: Instr) -> Resolved:
    """The arguments for all immediates of an instruction."""
    row = instr.row
    null = takes_null(row)
    return tuple(
        [
            arg
            for kind, value in zip(row.immediates, instr.args, strict=True)
            for arg in resolve(instance, kind, value, null)
        ]
    )
