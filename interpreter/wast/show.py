"""Commands, results and values as scripts write them, for messages."""

from __future__ import annotations

from collections.abc import Iterable
from struct import unpack
from typing import Any

import wasm_construct.text.commands as c
from interpreter.numerics import f32_to_bits, f64_to_bits
from interpreter.runtime.values import to_host
from wasm_construct.syntax.types import NumType, VecType
from wasm_construct.syntax.values import Float32, Float64
from wasm_construct.text.printer.literals import identifier, name
from wasm_construct.validation.types import ValType

_LONGEST = 200
"""How many characters of a text are shown."""
_KEYWORDS: dict[type, str] = {
    c.Define: "module definition",
    c.Instantiate: "module",
    c.Instance: "module instance",
    c.Register: "register",
    c.Invoke: "invoke",
    c.Get: "get",
    c.AssertReturn: "assert_return",
    c.AssertTrap: "assert_trap",
    c.AssertExhaustion: "assert_exhaustion",
    c.AssertException: "assert_exception",
    c.AssertMalformed: "assert_malformed",
    c.AssertInvalid: "assert_invalid",
    c.AssertMalformedCustom: "assert_malformed_custom",
    c.AssertInvalidCustom: "assert_invalid_custom",
    c.AssertUnlinkable: "assert_unlinkable",
}


def show_command(command: c.Command) -> str:
    """The keyword of a command and its action or module: `assert_return (invoke "add" (i32.const 1))`."""
    keyword = _KEYWORDS[type(command)]
    if isinstance(command, c.Invoke | c.Get):
        return cut(_action(command)[1:-1])
    if isinstance(command, c.Register):
        return cut(" ".join([keyword, name(command.name), *_given(command.instance)]))
    if isinstance(command, c.Instance):
        return cut(_instance(command)[1:-1])
    subject = command.action if hasattr(command, "action") else command.module
    return cut(" ".join([keyword, *_subject(subject, isinstance(command, c.Define | c.Instantiate))]))


def _subject(subject: c.Action | c.ScriptModule | c.Instance, is_definition: bool) -> Iterable[str]:
    if isinstance(subject, c.Invoke | c.Get):
        return [_action(subject)]
    if isinstance(subject, c.Instance):
        return [_instance(subject)]
    return _given(subject.name) if is_definition else [f"({' '.join(['module', *_given(subject.name)])})"]


def _instance(instance: c.Instance) -> str:
    return f"({' '.join(['module instance', *_given(instance.name), *_given(instance.module)])})"


def _action(action: c.Action) -> str:
    args = map(show_result, action.args) if isinstance(action, c.Invoke) else ()
    return f"({' '.join([_KEYWORDS[type(action)], *_given(action.instance), name(action.name), *args])})"


def _given(id_: str | None) -> list[str]:
    return [] if id_ is None else [identifier(id_)]


def show_results(results: Iterable[c.Result]) -> str:
    """The results that a script expects of an action, as text."""
    return cut(" ".join(map(show_result, results)) or "no result")


def show_result(result: c.Result) -> str:
    """An argument or an expected result, as scripts write it."""
    match result:
        case c.Const(type_, value):
            return f"({type_.value}.const {_lane(value)})"
        case c.Vec(shape, lanes):
            return f"(v128.const {shape} {' '.join(map(_lane, lanes))})"
        case c.Null(heap):
            return f"(ref.null {heap})" if heap is not None else "(ref.null)"
        case c.Ref(kind, number):
            return f"({kind if kind == 'ref' else f'ref.{kind}'}{'' if number is None else f' {number}'})"
        case c.Either(choices):
            return f"(either {' '.join(map(show_result, choices))})"


def _lane(lane: c.Lane) -> str:
    return lane.value if isinstance(lane, c.Nan) else str(lane)


def show_values(values: Iterable[Any], types: Iterable[ValType]) -> str:
    """The results of an action, as scripts write them; the values are in the form that engines use."""
    return cut(" ".join(map(show_value, values, types)) or "no result")


def show_value(value: Any, type_: ValType) -> str:
    """A value as scripts write it."""
    if type_ is NumType.F32:
        return f"(f32.const {Float32.from_bits(f32_to_bits(value))})"
    if type_ is NumType.F64:
        return f"(f64.const {Float64.from_bits(f64_to_bits(value))})"
    if isinstance(type_, NumType):
        return f"({type_.value}.const {to_host(int(value), type_)})"
    if type_ is VecType.V128:
        return f"(v128.const i32x4 {' '.join(map(hex, unpack('<4I', value)))})"
    return "(ref.null)" if value is None else repr(value)


def cut(text: str) -> str:
    """A text on one line, cut if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
