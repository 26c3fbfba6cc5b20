"""Evaluate functions whose body is a straight line of constants, parameters and operations: no engine is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from interpreter.numerics import OPS, TRAPS, f32_from_bits, f32_to_bits, f64_from_bits, f64_to_bits
from wasm_construct import Feature, Module
from wasm_construct.syntax import ExternKind, NumType
from wasm_construct.syntax.instructions import Instr
from wasm_construct.text import commands, read_script

Assertion: TypeAlias = commands.AssertReturn | commands.AssertTrap

CANONICAL = {32: 0x7FC0_0000, 64: 0x7FF8_0000_0000_0000}
_CONSTANTS: dict[str, Callable[[Any], Any]] = {
    "i32.const": lambda value: value & 0xFFFF_FFFF,
    "i64.const": lambda value: value & 0xFFFF_FFFF_FFFF_FFFF,
    "f32.const": lambda value: f32_from_bits(value.bits),
    "f64.const": lambda value: f64_from_bits(value.bits),
    "v128.const": bytes,
}


def is_straight(body: Sequence[Instr]) -> bool:
    """Whether `evaluate` can evaluate this body."""
    return any(instr.name in OPS for instr in body) and all(
        instr.name in ("local.get", "end") or instr.name in _CONSTANTS or _is_operation(instr) for instr in body
    )


def _is_operation(instr: Instr) -> bool:
    return instr.name in OPS and "memarg" not in instr.row.immediates


def evaluate(body: Sequence[Instr], arguments: Sequence[Any]) -> list[Any]:
    """The results of a straight body, in the representation of the numerics."""
    stack: list[Any] = []
    for instr in body:
        if instr.name == "local.get":
            stack.append(arguments[instr.args[0]])
        elif instr.name in _CONSTANTS:
            stack.append(_CONSTANTS[instr.name](instr.args[0]))
        elif instr.name != "end":
            base = len(stack) - len(instr.row.operands)
            result = OPS[instr.name](*instr.args, *stack[base:])
            stack[base:] = result if len(instr.row.results) > 1 else [result]
    return stack


def assertions(script: bytes, features: frozenset[Feature]) -> Iterator[tuple[Assertion, Sequence[Instr]]]:
    """The assertions about functions with a straight body, each with the body; memory and names are left out."""
    bodies: dict[str, Sequence[Instr]] = {}
    for command in read_script(script):
        match command:
            case commands.Instantiate(module=module):
                bodies = straight_exports(Module.from_script(module, features))
            case commands.AssertReturn(action=commands.Invoke(instance=None, name=name)) if name in bodies:
                yield command, bodies[name]
            case commands.AssertTrap(action=commands.Invoke(instance=None, name=name)) if name in bodies:
                yield command, bodies[name]


def straight_exports(module: Module) -> dict[str, Sequence[Instr]]:
    """The straight bodies among the exported functions, by name."""
    codes = {export.name: module.func(export.name).code for export in module.exports if export.kind is ExternKind.FUNC}
    return {name: list(code.body) for name, code in codes.items() if code and is_straight(list(code.body))}


def holds(assertion: Assertion, body: Sequence[Instr]) -> bool:
    """Whether the body does what the assertion says."""
    assert isinstance(assertion.action, commands.Invoke)
    arguments = [value(argument) for argument in assertion.action.args]
    try:
        results = evaluate(body, arguments)
    except tuple(TRAPS) as error:
        return isinstance(assertion, commands.AssertTrap) and TRAPS[type(error)] == assertion.message
    return (
        isinstance(assertion, commands.AssertReturn)
        and len(results) == len(assertion.results)
        and all(map(agrees, results, assertion.results))
    )


def value(argument: commands.Argument) -> Any:
    """An argument of a script in the representation of the numerics."""
    match argument:
        case commands.Vec():
            return argument.bytes
        case commands.Const(type=type_, value=number):
            return _CONSTANTS[f"{type_}.const"](number)
    raise TypeError(argument)


def agrees(result: Any, expected: commands.Result) -> bool:
    """Whether a result is one that the script allows, bit by bit."""
    match expected:
        case commands.Either(choices=choices):
            return any(agrees(result, choice) for choice in choices)
        case commands.Vec(lanes=lanes):
            width = 128 // len(lanes)
            whole = int.from_bytes(result, "little")
            own = [whole >> i * width & (1 << width) - 1 for i in range(len(lanes))]
            return len(result) == 16 and all(_lane_agrees(x, y, width) for x, y in zip(own, lanes, strict=True))
        case commands.Const(type=NumType.F32, value=lane):
            return _lane_agrees(f32_to_bits(result), lane, 32)
        case commands.Const(type=NumType.F64, value=lane):
            return _lane_agrees(f64_to_bits(result), lane, 64)
        case commands.Const(type=type_, value=lane):
            return _lane_agrees(int(result), lane, 32 if type_ == NumType.I32 else 64)
    raise TypeError(expected)


def _lane_agrees(bits: int, expected: commands.Lane, width: int) -> bool:
    match expected:
        case commands.Nan.CANONICAL:
            return bits & (1 << (width - 1)) - 1 == CANONICAL[width]
        case commands.Nan.ARITHMETIC:
            return bits & CANONICAL[width] == CANONICAL[width]
        case int():
            return bits == expected & (1 << width) - 1
        case _:
            return bits == expected.bits
