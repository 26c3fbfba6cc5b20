"""One function for each instruction that is neither numeric (see `interpreter.numerics`) nor control flow.

An engine calls these functions, or does the same in another way. The arguments are the immediates of the instruction in
binary order, then its operands, the lowest first; the result is None or a value. `resolve` makes arguments of
immediates:

    typeidx                                 the DefType
    funcidx, tableidx, memidx, globalidx    the Func, the Table, the Memory, the Global
    tagidx                                  the Tag
    memarg                                  the Memory and the offset: two arguments
    dataidx, elemidx                        the Instance and the index: two arguments
    heaptype                                the closed reference type, a `validation.types.Ref`
    fieldidx, laneidx, u32                  the number
    i32, i64, f32, f64, v128, lanes         the value
    valtypes, memorder                      nothing

A function checks everything before it writes anything. Vector loads and stores and atomic read-modify-writes have a
function in numerics as well, which computes the values; the one here also accesses the memory.

Spec: §4.6 (exec-instr)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.operations import (
    arrays,
    atomic,
    descriptors,
    loads,
    memory,
    parametric,
    reference,
    structures,
    table,
    vector_memory,
)
from interpreter.operations.casts import caster
from interpreter.operations.descriptors import has_descriptor
from interpreter.operations.immediates import immediates, resolve

__all__ = ["OPERATIONS", "caster", "has_descriptor", "immediates", "resolve"]

OPERATIONS: dict[str, Callable[..., Any]] = {
    **parametric.OPERATIONS,
    **table.OPERATIONS,
    **memory.OPERATIONS,
    **loads.OPERATIONS,
    **vector_memory.OPERATIONS,
    **atomic.OPERATIONS,
    **reference.OPERATIONS,
    **structures.OPERATIONS,
    **arrays.OPERATIONS,
    **descriptors.OPERATIONS,
}
"""The function of each instruction, by mnemonic."""
