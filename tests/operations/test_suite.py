"""The official suite's scripts about memories, tables, references and aggregates, run by a plain stack machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from interpreter.errors import LinkError, Trap
from interpreter.executor import instantiate
from interpreter.runtime.aggregates import I31, ArrayInst, StructInst
from interpreter.runtime.func import Func
from interpreter.runtime.instance import Extern, Instance
from interpreter.runtime.module import ValidModule
from tests.numerics.straight_line import agrees, value
from tests.operations.machine import StackMachine
from tests.support.data import script_features, suite_params
from wasm_construct import Module
from wasm_construct.text import commands as c
from wasm_construct.text import read_script

SCRIPTS = (
    r"address\d*|align\d*|array\w*|atomic|br_on_\w+|bulk\d*|data\w*|elem\w*|endianness\d*|extern|float_memory\d*|i31"
    r"|linking\d*|load\d*|memory(?!_copy|_fill|_grow)[\w-]*|ref_\w+|simd_(address|align|load\w*|store\w*|memory-multi)|store\d*|struct\w*"
    r"|table(_(copy|fill|get|grow|init|set|size)\w*|64|\d|)"
)


def asserts(path: Path) -> bool:
    return bool(re.search(rb"\(assert_(return|trap)\b", path.read_bytes()))


FILES = suite_params(lambda path: re.fullmatch(SCRIPTS, path.stem) and asserts(path))
KINDS: dict[str, Any] = {
    "i31": I31,
    "struct": StructInst,
    "array": ArrayInst,
    "func": Func,
    "eq": (I31, StructInst, ArrayInst),
}


class Script:
    """A script that is run: `checked` counts the assertions that hold, `wrong` are the others.

    A module that imports what is not there is left out, and so is all that is said about it.
    """

    def __init__(self, path: Path) -> None:
        self.features = script_features(path)
        self.machine = StackMachine()
        self.named: dict[str | None, Instance | None] = {}
        self.registered: dict[str, Instance] = {}
        self.definition: c.ScriptModule | None = None
        self.hosts: dict[int, object] = {}
        self.checked = 0
        self.wrong: list[c.Command] = []

    def run(self, command: c.Command) -> None:
        match command:
            case c.Define(module=self.definition):
                pass
            case c.Instantiate(module=module):
                self.named[None] = self.named[module.name] = self.instantiate(module)
            case c.Register(name=name, instance=instance) if named := self.named.get(instance):
                self.registered[name] = named
            case c.Invoke() if self.named.get(command.instance):
                self.act(command)
            case c.AssertReturn(action=action, results=results) if self.named.get(action.instance):
                found = self.outcome(action)
                same = isinstance(found, list) and len(found) == len(results)
                self.count(command, same and all(map(self.agrees, found, results)))
            case c.AssertTrap(action=c.Invoke() as action, message=message) if self.named.get(action.instance):
                found = self.outcome(action)
                self.count(command, isinstance(found, str) and message.startswith(found))
            case c.AssertTrap(action=c.TextModule() | c.BinaryModule() as module, message=message):
                try:
                    self.count(command, self.instantiate(module) is None)
                except Trap as trap:
                    self.count(command, message.startswith(trap.message))

    def count(self, command: c.Command, holds: bool) -> None:
        self.checked += 1
        if not holds:
            self.wrong.append(command)

    def instantiate(self, module: c.ScriptModule) -> Instance | None:
        valid = ValidModule(Module.from_script(module, self.features).build(), self.features)
        try:
            return instantiate(valid, self.find, self.machine)
        except LinkError:
            return None

    def find(self, module: str, name: str) -> Extern | None:
        instance = self.registered.get(module)
        return instance.externs.get(name) if instance else None

    def outcome(self, action: c.Action) -> list[Any] | str:
        try:
            return self.act(action)
        except Trap as trap:
            return trap.message

    def act(self, action: c.Action) -> list[Any]:
        instance = self.named[action.instance]
        assert instance is not None
        extern: Any = instance.externs[action.name]
        if isinstance(action, c.Get):
            return [extern.value]
        result = extern.code(*map(self.argument, action.args))
        count = len(extern.signature.results)
        return [result] * count if count < 2 else list(result)

    def argument(self, argument: c.Argument) -> Any:
        match argument:
            case c.Null():
                return None
            case c.Ref(value=int(number)):
                return self.hosts.setdefault(number, object())
        return value(argument)

    def agrees(self, result: Any, expected: c.Result) -> bool:
        match expected:
            case c.Null():
                return result is None
            case c.Ref(value=int()):
                return result is self.argument(expected)
            case c.Ref(kind=kind):
                return isinstance(result, KINDS[kind]) if kind in KINDS else result is not None
        return agrees(result, expected)


@pytest.mark.parametrize("path", FILES)
def test_every_assertion_holds(path: Path) -> None:
    script = Script(path)
    for command in read_script(path.read_bytes()):
        script.run(command)
    assert script.checked
    assert script.wrong == []
