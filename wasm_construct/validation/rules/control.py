"""Blocks and branches.

Spec: §3.4.2 (valid-instr-control)
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.nesting import MISPLACED
from wasm_construct.syntax.types import NumType
from wasm_construct.validation.machine import BASE, POLYMORPHIC, Action, Ended, Frame, Machine
from wasm_construct.validation.rules.rule import Rules
from wasm_construct.validation.types import ValType

I32 = NumType.I32


def _block(machine: Machine, instr: Instr) -> Action:
    type_ = machine.context.block_type(instr.args[0])
    return enter(machine, instr.name, list(type_.params), list(type_.results))


def enter(machine: Machine, kind: str, params: list[ValType], results: list[ValType]) -> Action:
    """The action that begins a block."""
    stack, frames, inits = machine.stack, machine.frames, machine.inits
    label = params if kind == "loop" else results

    def plain() -> None:
        frames.append(Frame(kind, params, results, label, len(stack), len(inits)))
        stack.append(BASE)

    def with_params() -> None:
        machine.pop(params)
        machine.push_frame(kind, params, results, label)

    return with_params if params else plain


def _if(machine: Machine, instr: Instr) -> Action:
    stack, begin = machine.stack, _block(machine, instr)

    def act() -> None:
        if stack[-1] is I32:
            del stack[-1]
        else:
            machine.pop((I32,))
        begin()

    return act


def _else(machine: Machine, instr: Instr) -> Action:
    stack, frames, inits = machine.stack, machine.frames, machine.inits

    def act() -> None:
        kind, params, results, label, height, first = frames[-1]
        if kind != "if":
            raise InvalidError(MISPLACED)
        have = stack[height + 1 :]
        if params or (have != results and (have or stack[height] is BASE)):
            machine.pop_frame()
            machine.push_frame("else", params, results, label)
            return
        if len(inits) > first:
            machine.reset(first)
        stack[height:] = (BASE,)
        frames[-1] = Frame("else", params, results, label, height, first)

    return act


def _end(machine: Machine, instr: Instr) -> Action:
    stack, frames, inits, matching = machine.stack, machine.frames, machine.inits, machine.matching

    def act() -> None:
        kind, params, results, label, height, first = frames[-1]
        if kind == "if" and params != results:  # without an else, the parameters become the results
            machine.pop_frame()
            machine.push_frame("else", params, results, label)
        have = stack[height + 1 :]
        if (
            have == results
            or (not have and stack[height] is POLYMORPHIC)  # behind a jump, as often
            or (len(have) == len(results) and matching.issuperset(zip(have, results, strict=True)))
        ):
            if len(inits) > first:
                machine.reset(first)
            frames.pop()
        else:
            machine.pop_frame()
        stack[height:] = results
        if not height:
            raise Ended

    return act


def _br(machine: Machine, instr: Instr) -> Action:
    stack, frames = machine.stack, machine.frames
    (index,) = instr.args

    def act() -> None:
        label = frames[-1 - index].label if index < len(frames) else machine.label(index)
        if label and stack[-len(label) :] != label:
            machine.check(label)
        stack[frames[-1].height :] = (POLYMORPHIC,)

    return act


def _br_if(machine: Machine, instr: Instr) -> Action:
    stack, frames = machine.stack, machine.frames
    (index,) = instr.args

    def act() -> None:
        label = frames[-1 - index].label if index < len(frames) else machine.label(index)
        if stack[-1] is I32:
            del stack[-1]
        else:
            machine.pop([*label, I32])
            stack.extend(label)
        if label and stack[-len(label) :] != label:
            machine.pop(label)
            stack.extend(label)

    return act


def _br_table(machine: Machine, instr: Instr) -> Action:
    stack, frames = machine.stack, machine.frames
    labels, default = instr.args
    indices = list(dict.fromkeys((default, *labels)))

    def act() -> None:
        if stack[-1] is I32:
            del stack[-1]
        else:
            machine.pop((I32,))
        arity = len(machine.label(default))
        checked = None
        for index in indices:
            label = machine.label(index)
            if label is checked:
                continue
            if len(label) != arity:
                machine.mismatch(label, machine.label(default))
            if label:
                machine.check(label)
            checked = label
        stack[frames[-1].height :] = (POLYMORPHIC,)

    return act


def _return(machine: Machine, instr: Instr) -> Action:
    stack, frames = machine.stack, machine.frames

    def act() -> None:
        label = frames[0].label
        if label and stack[-len(label) :] != label:
            machine.check(label)
        stack[frames[-1].height :] = (POLYMORPHIC,)

    return act


RULES: Rules = {
    "block": _block,
    "loop": _block,
    "if": _if,
    "else": _else,
    "end": _end,
    "br": _br,
    "br_if": _br_if,
    "br_table": _br_table,
    "return": _return,
}
