"""Actions that pop operands of known types and push results of known types.

Nearly all instructions do only that. The operand on the stack nearly always has exactly the expected type, rather than
a subtype of it or an unknown type: each action looks for that first, by identity, and leaves the rest to the machine.

Spec: §7.6.1 (Data Structures)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wasm_construct.validation.machine import Action, Machine
from wasm_construct.validation.types import ValType

Types = tuple[ValType, ...]


def effect(machine: Machine, operands: Types, results: Types) -> Action:
    """The action of an instruction that takes `operands` and gives `results`."""
    key = operands, results
    act = machine.effects.get(key)
    if act is None:
        make = _MAKERS.get((len(operands), len(results)), _general)
        act = machine.effects[key] = make(machine, operands, results)
    return act


def _nothing(machine: Machine, operands: Types, results: Types) -> Action:
    return lambda: None


def _push(machine: Machine, operands: Types, results: Types) -> Action:
    return partial(machine.stack.append, results[0])


def _pop(machine: Machine, operands: Types, results: Types) -> Action:
    stack, matching, (operand,) = machine.stack, machine.matching, operands

    def act() -> None:
        top = stack[-1]
        if top is operand or (top, operand) in matching:
            del stack[-1]
        else:
            machine.pop(operands)

    return act


def _pop2(machine: Machine, operands: Types, results: Types) -> Action:
    stack, (first, second) = machine.stack, operands

    def act() -> None:
        if stack[-1] is second and stack[-2] is first:
            del stack[-1]
            del stack[-1]
        else:
            machine.take(operands)

    return act


def _replace(machine: Machine, operands: Types, results: Types) -> Action:
    stack, matching, (operand,), (result,) = machine.stack, machine.matching, operands, results

    def keep() -> None:
        if stack[-1] is not operand:
            machine.pop(operands)
            stack.append(result)

    def act() -> None:
        top = stack[-1]
        if top is operand or (top, operand) in matching:
            stack[-1] = result
        else:
            machine.pop(operands)
            stack.append(result)

    return keep if operand is result else act


def _combine(machine: Machine, operands: Types, results: Types) -> Action:
    stack, (first, second), (result,) = machine.stack, operands, results

    def keep() -> None:
        if stack[-1] is second and stack[-2] is first:
            del stack[-1]
        else:
            machine.take(operands)
            stack.append(result)

    def act() -> None:
        if stack[-1] is second and stack[-2] is first:
            del stack[-1]
            stack[-1] = result
        else:
            machine.take(operands)
            stack.append(result)

    return keep if first is result else act


def _general(machine: Machine, operands: Types, results: Types) -> Action:
    stack, count, wanted = machine.stack, len(operands), list(operands)

    def push() -> None:
        stack.extend(results)

    def act() -> None:
        if stack[-count:] == wanted:
            stack[-count:] = results
        else:
            machine.take(operands)
            stack.extend(results)

    return act if operands else push


_MAKERS: dict[tuple[int, int], Callable[[Machine, Types, Types], Action]] = {
    (0, 0): _nothing,
    (0, 1): _push,
    (1, 0): _pop,
    (2, 0): _pop2,
    (1, 1): _replace,
    (2, 1): _combine,
}


def jump(machine: Machine, operands: Types) -> Action:
    """The action of an instruction that takes `operands` and never goes on to the next one."""

    def act() -> None:
        if operands:
            machine.check(operands)
        machine.unreachable()

    return act
