"""The state of a running script: its modules and instances by name, and its references to the host."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import wasm_construct.text.commands as c
from interpreter.engines.engine import Engine
from interpreter.errors import ExecutionError, LinkError
from interpreter.executor import instantiate
from interpreter.host.import_object import ImportObject
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global
from interpreter.runtime.instance import Extern, Instance
from interpreter.runtime.module import ValidModule
from interpreter.runtime.store import Store
from interpreter.wast.show import cut
from interpreter.wast.values import HostRefs, argument, from_code
from wasm_construct.errors import InvalidError, MalformedError, TextError
from wasm_construct.module import Module
from wasm_construct.text.printer.literals import identifier
from wasm_construct.text.printer.literals import name as quoted
from wasm_construct.validation.types import ValType

_T = TypeVar("_T")


class Failure(Exception):
    """A command failed: what was `expected`, and what was `found` instead."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found


class Values(NamedTuple):
    """The results of an action: values in the form that engines use, and their types."""

    values: Sequence[Any]
    types: Sequence[ValType]


class State:
    """The modules, instances and references of one script. The name None stands for the last module or instance."""

    def __init__(self, engine: Engine, features: frozenset[str], hosts: Iterable[ImportObject]) -> None:
        self.engine = engine
        self.features = features
        self.refs = HostRefs()
        self.store = Store()
        self.store.instances.update((host.name, host) for host in hosts)
        self._modules: dict[str | None, ValidModule] = {}
        self._instances: dict[str | None, Instance] = {}

    # ---- modules

    def read(self, module: c.ScriptModule) -> Module:
        """The module of a command, not validated; raises MalformedError."""
        return Module.from_script(module, self.features)

    def valid(self, module: c.ScriptModule) -> ValidModule:
        """The module of a command, validated; raises Failure if it is malformed or invalid."""
        try:
            data = module.data if isinstance(module, c.BinaryModule) else self.read(module).build()
            valid = ValidModule(data, self.features)
            valid.module.validate_customs()
        except (MalformedError, InvalidError) as error:
            raise Failure("a valid module", show_error(error)) from error
        return valid

    def define(self, module: c.ScriptModule) -> ValidModule:
        """Validate a module and bind its name; raises Failure if it is not valid, or the name is taken."""
        self._modules.pop(None, None)  # if this one fails, the next commands must not use the one before
        valid = self.valid(module)
        if module.name is not None and module.name in self._modules:
            raise Failure("a new name", f"a second module {identifier(module.name)}")
        self._modules[module.name] = self._modules[None] = valid
        return valid

    def module(self, name: str | None) -> ValidModule:
        """The module with this name; raises Failure."""
        return _find("module", self._modules, name)

    # ---- instances

    def instantiate(self, module: ValidModule, name: str | None = None) -> Instance:
        """A new instance of a module; raises LinkError, and what running its start function raises."""
        return instantiate(module, self.store.find, self.engine, name)

    def expect_instance(self, module: ValidModule, name: str | None) -> Instance:
        """A new instance of a module; raises Failure if instantiating raises an error."""
        try:
            return self.instantiate(module, name)
        except Exception as error:
            raise Failure("an instance", show_error(error)) from error

    def forget(self) -> None:
        """Forget the last instance: if the next one fails, the next commands must not use the one before."""
        self._instances.pop(None, None)

    def bind(self, name: str | None, instance: Instance) -> None:
        """Make an instance the last one and bind its name; raises Failure if the name is taken."""
        if name is not None and name in self._instances:
            raise Failure("a new name", f"a second instance {identifier(name)}")
        self._instances[name] = self._instances[None] = instance

    def instance(self, name: str | None) -> Instance:
        """The instance with this name; raises Failure."""
        return _find("instance", self._instances, name)

    # ---- actions

    def act(self, action: c.Action) -> Values:
        """The results of an action; raises what the function raises, and Failure if there is no such export."""
        extern = self._export(action)
        if isinstance(action, c.Get):
            if not isinstance(extern, Global):
                raise Failure("an exported global", _kind(extern))
            return Values([extern.cell], [extern.type])
        if not isinstance(extern, Func):
            raise Failure("an exported function", _kind(extern))
        return self._call(extern, action.args)

    def _call(self, func: Func, args: Sequence[c.Argument]) -> Values:
        try:
            given = [argument(arg, self.refs) for arg in args]
        except ValueError as error:
            raise Failure("arguments", str(error)) from error
        types = func.signature.results
        result = func(*given)
        results = [result] if len(types) == 1 else result or ()
        try:
            return Values([from_code(value, type_) for value, type_ in zip(results, types, strict=True)], types)
        except ValueError as error:
            raise Failure("results of the function's type", str(error)) from error

    def expect_results(self, action: c.Action) -> Values:
        """The results of an action; raises Failure if it raises an error."""
        try:
            return self.act(action)
        except Failure:
            raise
        except Exception as error:
            raise Failure("results", show_error(error)) from error

    def _export(self, action: c.Action) -> Extern:
        extern = self.instance(action.instance).externs.get(action.name)
        if extern is None:
            raise Failure(f"an export {quoted(action.name)}", "none with this name")
        return extern


def _find(what: str, table: dict[str | None, _T], name: str | None) -> _T:
    if name not in table:
        raise Failure(f"{what} {identifier(name)}" if name is not None else f"the last {what}", "none")
    return table[name]


def _kind(extern: Extern) -> str:
    return f"a {type(extern).__name__.lower()}"


def show_error(error: BaseException) -> str:
    """An error as one line: its class and its message."""
    message = error.message if isinstance(error, ExecutionError | LinkError | TextError) else str(error)
    return cut(f"{type(error).__name__}: {message}")
