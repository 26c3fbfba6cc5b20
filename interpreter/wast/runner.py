"""Runs the commands of a script one after the other; a failure does not end the script.

Source: the reference interpreter, its script runner
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import wasm_construct.text.commands as c
from interpreter.engines.engine import Engine
from interpreter.engines.python import PythonEngine
from interpreter.host.import_object import ImportObject
from interpreter.host.spectest import spectest
from interpreter.wast.assertions import ASSERTIONS, STATIC
from interpreter.wast.report import Outcome, Report, Status
from interpreter.wast.state import Failure, State
from wasm_construct.features import ALL
from wasm_construct.text.scripts import read_script


def run_script(
    source: str | bytes,
    engine: Engine | None = None,
    *,
    features: Iterable[str] = ALL,
    hosts: Iterable[ImportObject] | None = None,
    static: bool = True,
    on_result: Callable[[Outcome], object] | None = None,
) -> Report:
    """Run all commands of a script, also after one that failed; raises TextError if the script cannot be read.

    `engine`: the engine that runs code, by default the Python engine. `hosts`: the modules to import from, by default
    `spectest`. `static` False: skip the assertions about malformed and invalid modules, which run no code. `on_result`:
    called with the outcome of each command.
    """
    state = State(engine or PythonEngine(), frozenset(features), [spectest()] if hosts is None else hosts)
    report = Report()
    for command in read_script(source):
        outcome = (
            Outcome(command, Status.SKIPPED) if not static and isinstance(command, STATIC) else run(state, command)
        )
        report.outcomes.append(outcome)
        if on_result is not None:
            on_result(outcome)
    return report


def run(state: State, command: c.Command) -> Outcome:
    """Run one command."""
    try:
        _RULES[type(command)](state, command)
    except Failure as failure:
        return Outcome(command, Status.FAILED, failure.expected, failure.found, failure.__cause__)
    return Outcome(command)


def _define(state: State, command: c.Define) -> None:
    state.define(command.module)


def _instantiate(state: State, command: c.Instantiate) -> None:
    name = command.module.name
    state.forget()
    module = state.define(command.module)
    state.bind(name, state.expect_instance(module, name))


def _instance(state: State, command: c.Instance) -> None:
    state.forget()
    state.bind(command.name, state.expect_instance(state.module(command.module), command.name))


def _register(state: State, command: c.Register) -> None:
    state.store.instances[command.name] = state.instance(command.instance)


def _action(state: State, command: c.Action) -> None:
    state.expect_results(command)


_RULES: dict[type, Callable[[State, Any], None]] = {
    c.Define: _define,
    c.Instantiate: _instantiate,
    c.Instance: _instance,
    c.Register: _register,
    c.Invoke: _action,
    c.Get: _action,
    **ASSERTIONS,
}
