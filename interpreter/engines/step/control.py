"""The rules of the instructions that guide control, and of those that work on locals.

A rule gets the machine, its innermost frame, and the immediates of the instruction. It says where the frame goes on.

Spec: §4.6.2 (exec-instr-control), §4.6.6 (exec-instr-variable)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from interpreter.engines.step.frames import Frame
from interpreter.engines.step.machine import Machine
from interpreter.errors import Trap, TrapCode, WasmException
from interpreter.operations import caster, has_descriptor, resolve
from interpreter.runtime.exceptions import ExnInst
from interpreter.runtime.func import Func
from wasm_construct.opcodes.cast import nullable
from wasm_construct.syntax.types import HeapType
from wasm_construct.validation.types import Ref

# ---- blocks


def _block(machine: Machine, frame: Frame, *immediates: Any) -> None:
    frame.enter()


def _if(machine: Machine, frame: Frame, type_: Any) -> None:
    block = frame.body.facts.blocks[frame.pc]
    condition = frame.stack.pop()
    frame.enter()
    if not condition:
        frame.pc = block.dividers[0] + 1 if block.dividers else block.end


def _divider(machine: Machine, frame: Frame, *immediates: Any) -> None:
    """The part of the block before it ends: go to the end of the block."""
    frame.pc = frame.labels[-1].target


def _end(machine: Machine, frame: Frame, *immediates: Any) -> None:
    frame.labels.pop()
    if frame.labels:
        frame.pc += 1
    else:
        machine.leave()


# ---- branches


def _br(machine: Machine, frame: Frame, label: int) -> None:
    frame.branch(label)


def _branch_if(frame: Frame, condition: object, label: int) -> None:
    if condition:
        frame.branch(label)
    else:
        frame.pc += 1


def _br_if(machine: Machine, frame: Frame, label: int) -> None:
    _branch_if(frame, frame.stack.pop(), label)


def _br_table(machine: Machine, frame: Frame, labels: Sequence[int], default: int) -> None:
    index = frame.stack.pop()
    frame.branch(labels[index] if index < len(labels) else default)


def _return(machine: Machine, frame: Frame) -> None:
    frame.branch(len(frame.labels) - 1)


def _br_on_null(machine: Machine, frame: Frame, label: int) -> None:
    is_null = frame.stack[-1] is None
    if is_null:
        frame.stack.pop()
    _branch_if(frame, is_null, label)


def _br_on_non_null(machine: Machine, frame: Frame, label: int) -> None:
    is_null = frame.stack[-1] is None
    if is_null:
        frame.stack.pop()
    _branch_if(frame, not is_null, label)


def _cast_type(frame: Frame, flags: int, heap: HeapType) -> Ref:
    (type_,) = resolve(frame.instance, "heaptype", heap, nullable(flags)[1])
    return type_  # type: ignore[no-any-return]  # what `resolve` makes of a heap type


def _br_on_cast(machine: Machine, frame: Frame, flags: int, label: int, _: HeapType, heap: HeapType) -> None:
    _branch_if(frame, caster(_cast_type(frame, flags, heap))(frame.stack[-1]), label)


def _br_on_cast_fail(machine: Machine, frame: Frame, flags: int, label: int, _: HeapType, heap: HeapType) -> None:
    _branch_if(frame, not caster(_cast_type(frame, flags, heap))(frame.stack[-1]), label)


def _is_described(frame: Frame, flags: int, heap: HeapType) -> bool:
    *_, value, desc = frame.stack
    fits = has_descriptor(_cast_type(frame, flags, heap), value, desc)
    frame.stack.pop()
    return fits


def _br_on_cast_desc_eq(machine: Machine, frame: Frame, flags: int, label: int, _: HeapType, heap: HeapType) -> None:
    _branch_if(frame, _is_described(frame, flags, heap), label)


def _br_on_cast_desc_eq_fail(
    machine: Machine, frame: Frame, flags: int, label: int, _: HeapType, heap: HeapType
) -> None:
    _branch_if(frame, not _is_described(frame, flags, heap), label)


# ---- calls


def _call(tail: bool) -> Callable[..., None]:
    def rule(machine: Machine, frame: Frame, index: int) -> None:
        machine.call(frame.instance.funcs[index], tail)

    return rule


def _call_ref(tail: bool) -> Callable[..., None]:
    def rule(machine: Machine, frame: Frame, type_: int) -> None:
        func: Func | None = frame.stack[-1]
        if func is None:
            raise Trap(TrapCode.NULL_FUNC)
        machine.call(func, tail, above=1)

    return rule


def _call_indirect(tail: bool) -> Callable[..., None]:
    def rule(machine: Machine, frame: Frame, type_: int, table: int) -> None:
        elems, index = frame.instance.tables[table].elems, frame.stack[-1]
        if index >= len(elems):
            raise Trap(TrapCode.UNDEFINED_ELEMENT)
        func: Func | None = elems[index]
        if func is None:
            raise Trap(TrapCode.UNINITIALIZED_ELEMENT)
        if not caster(frame.instance.types[type_].ref(False))(func):
            raise Trap(TrapCode.INDIRECT_TYPE)
        machine.call(func, tail, above=1)

    return rule


# ---- exceptions


def _throw(machine: Machine, frame: Frame, index: int) -> None:
    tag = frame.instance.tags[index]
    values = frame.stack[len(frame.stack) - len(tag.ty().params) :]  # who catches it clears the stack
    raise WasmException(ExnInst(tag, tuple(values)))


def _throw_ref(machine: Machine, frame: Frame) -> None:
    exn: ExnInst | None = frame.stack[-1]
    if exn is None:
        raise Trap(TrapCode.NULL_EXN)
    raise WasmException(exn)


def _rethrow(machine: Machine, frame: Frame, label: int) -> None:
    raise WasmException(frame.labels[-1 - label].caught)


# ---- locals


def _local_get(machine: Machine, frame: Frame, index: int) -> None:
    frame.stack.append(frame.locals[index])
    frame.pc += 1


def _local_set(machine: Machine, frame: Frame, index: int) -> None:
    frame.locals[index] = frame.stack.pop()
    frame.pc += 1


def _local_tee(machine: Machine, frame: Frame, index: int) -> None:
    frame.locals[index] = frame.stack[-1]
    frame.pc += 1


CONTROL: dict[str, Callable[..., None]] = {
    **dict.fromkeys(("block", "loop", "try_table", "try"), _block),
    "if": _if,
    **dict.fromkeys(("else", "catch", "catch_all"), _divider),
    **dict.fromkeys(("end", "delegate"), _end),
    "br": _br,
    "br_if": _br_if,
    "br_table": _br_table,
    "return": _return,
    "br_on_null": _br_on_null,
    "br_on_non_null": _br_on_non_null,
    "br_on_cast": _br_on_cast,
    "br_on_cast_fail": _br_on_cast_fail,
    "br_on_cast_desc_eq": _br_on_cast_desc_eq,
    "br_on_cast_desc_eq_fail": _br_on_cast_desc_eq_fail,
    "call": _call(tail=False),
    "call_ref": _call_ref(tail=False),
    "call_indirect": _call_indirect(tail=False),
    "return_call": _call(tail=True),
    "return_call_ref": _call_ref(tail=True),
    "return_call_indirect": _call_indirect(tail=True),
    "throw": _throw,
    "throw_ref": _throw_ref,
    "rethrow": _rethrow,
    "local.get": _local_get,
    "local.set": _local_set,
    "local.tee": _local_tee,
}
"""The rules by mnemonic. All instructions that are not here are operations: see `operate`."""
