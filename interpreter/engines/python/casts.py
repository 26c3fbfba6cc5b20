"""The check of a function's type that generated code calls.

Spec: §4.6.2 (exec-call_indirect)
"""

from __future__ import annotations

from interpreter.errors import Trap, TrapCode
from interpreter.runtime.func import Func
from wasm_construct.validation.matching import matches_heap
from wasm_construct.validation.types import DefType


def check_type(function: Func, type_: DefType) -> None:
    """Raise Trap unless the type of a function is a subtype of the one that a `call_indirect` names."""
    if not matches_heap(function.type, type_):
        raise Trap(TrapCode.INDIRECT_TYPE)
