"""The assertions of scripts. As in the reference interpreter, a message must begin with the expected one.

Source: the reference interpreter, its script runner
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import wasm_construct.text.commands as c
from interpreter.errors import Exhaustion, LinkError, Trap, WasmException
from interpreter.wast.show import show_results, show_values
from interpreter.wast.state import Failure, State, show_error
from interpreter.wast.values import agree
from wasm_construct.errors import InvalidError, MalformedError


def _return(state: State, command: c.AssertReturn) -> None:
    values, types = state.expect_results(command.action)
    if not agree(values, types, command.results, state.refs):
        raise Failure(show_results(command.results), show_values(values, types))


def _trap(state: State, command: c.AssertTrap) -> None:
    message = _INDEX.sub("", command.message)
    match command.action:
        case c.Invoke() | c.Get() as action:
            _raises(lambda: state.act(action), "trap", message, Trap)
        case module:
            _fails(state, module, "trap", message, Trap, WasmException)


_INDEX = re.compile(r" \d+$")
"""The index of an element, which the reference interpreter appends to the message of some traps."""


def _exhaustion(state: State, command: c.AssertExhaustion) -> None:
    _raises(lambda: state.act(command.action), "exhaustion", command.message, Exhaustion)


def _exception(state: State, command: c.AssertException) -> None:
    _raises(lambda: state.act(command.action), "exception", "", WasmException)


def _unlinkable(state: State, command: c.AssertUnlinkable) -> None:
    _fails(state, command.module, "link error", command.message, LinkError)


def _malformed(state: State, command: c.AssertMalformed | c.AssertMalformedCustom) -> None:
    _raises(lambda: state.read(command.module), "malformed module", command.message, MalformedError)


def _invalid(state: State, command: c.AssertInvalid) -> None:
    module = _well_formed(state, command.module)
    _raises(lambda: module.validate(state.features), "invalid module", command.message, InvalidError)


def _invalid_custom(state: State, command: c.AssertInvalidCustom) -> None:
    module = _well_formed(state, command.module)
    try:
        module.validate(state.features)
    except InvalidError as error:
        raise Failure("only custom sections to be invalid", show_error(error)) from error
    _raises(module.validate_customs, "invalid custom section", command.message, InvalidError)


def _well_formed(state: State, module: c.ScriptModule) -> Any:
    try:
        return state.read(module)
    except MalformedError as error:
        raise Failure("a well-formed module", show_error(error)) from error


def _fails(state: State, given: c.ScriptModule | c.Instance, what: str, message: str, *kinds: type[Exception]) -> None:
    """Check that instantiating a valid module raises an error of these classes, whose message begins like this."""
    module = state.module(given.module) if isinstance(given, c.Instance) else state.valid(given)
    _raises(lambda: state.instantiate(module), what, message, *kinds)


def _raises(run: Callable[[], object], what: str, message: str, *kinds: type[Exception]) -> None:
    """Check that a call raises an error of these classes, whose message begins like this."""
    expected = f'{what} "{message}"' if message else what
    try:
        run()
    except Failure:
        raise
    except Exception as error:
        if not isinstance(error, kinds) or not str(getattr(error, "message", "")).startswith(message):
            raise Failure(expected, show_error(error)) from error
    else:
        raise Failure(expected, "none")


STATIC = (c.AssertMalformed, c.AssertMalformedCustom, c.AssertInvalid, c.AssertInvalidCustom)
"""The assertions that need no engine."""
ASSERTIONS: dict[type, Callable[[State, Any], None]] = {
    c.AssertReturn: _return,
    c.AssertTrap: _trap,
    c.AssertExhaustion: _exhaustion,
    c.AssertException: _exception,
    c.AssertUnlinkable: _unlinkable,
    c.AssertMalformed: _malformed,
    c.AssertMalformedCustom: _malformed,
    c.AssertInvalid: _invalid,
    c.AssertInvalidCustom: _invalid_custom,
}
