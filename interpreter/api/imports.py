"""Finds the imports of a module, in each of the forms in which a host may give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, get_args

from interpreter.executor.linking import Resolver
from interpreter.runtime.exports import Exporter, Extern
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global
from interpreter.runtime.module import ValidModule
from interpreter.runtime.store import Store
from interpreter.runtime.types import FuncType, define
from interpreter.runtime.values import checked, shown
from interpreter.runtime.wrapping import imported
from wasm_construct.syntax.modules import Import
from wasm_construct.syntax.types import ExternFunc, GlobalType

Imports: TypeAlias = Store | Mapping[str, Mapping[str, Any] | Exporter] | Iterable[Exporter] | Exporter | None
"""A Store; or a mapping from the names of modules to what they offer by name; or a module of the host, or
several; or nothing.

In a mapping a function of Python stands for a function of the type that is imported, and a value for a global.
"""


def resolver(module: ValidModule, imports: Imports) -> Resolver:
    """The Resolver for the imports that a host gives; raises TypeError and ValueError for any other form."""
    if isinstance(imports, Store):
        return imports.find
    modules = _modules(imports)
    found: dict[tuple[str, str], Extern] = {}
    for import_ in module.imports:
        fields = _fields(import_.module, modules.get(import_.module, {}))
        if import_.name in fields and (import_.module, import_.name) not in found:
            found[import_.module, import_.name] = _extern(module, import_, fields[import_.name])
    return lambda module, name: found.get((module, name))


def _modules(imports: object) -> Mapping[str, Any]:
    if imports is None:
        return {}
    if isinstance(imports, Mapping):
        if isinstance(imports, dict):  # another mapping may make its values on demand
            for name, offered in imports.items():
                _fields(name, offered)
        return imports
    modules = [imports] if isinstance(imports, Exporter) else imports
    if not isinstance(modules, Iterable) or isinstance(modules, (str, bytes)):
        raise TypeError(f"{_WANTED}, not {shown(imports)}")
    named = {}
    for each in modules:
        if not isinstance(each, Exporter):
            raise TypeError(f"{_WANTED}; {shown(each)} is no module of the host")
        if each.name is None:
            raise ValueError(f"{shown(each)} has no name to import from: say {{name: instance}}")
        named[each.name] = each
    return named


def _fields(name: object, offered: object) -> Mapping[str, Any]:
    """The externs and plain values of a module of the host, by name."""
    if isinstance(offered, Exporter):
        return offered.externs
    if isinstance(offered, Mapping):
        return offered
    raise TypeError(f"{_WANTED}; under {shown(name)} there is no module but {shown(offered)}")


_WANTED = "imports are a mapping {module: {name: value}}, modules of the host, or a Store"


def _extern(module: ValidModule, import_: Import, given: Any) -> Extern:
    if isinstance(given, get_args(Extern)):
        extern: Extern = given
        return extern
    if isinstance(import_.type, ExternFunc) and callable(given):
        type_ = module.context.types[import_.type.type]
        own, make_caller = imported(given, FuncType.of(type_))
        extern = Func.of_host(define(own), given, make_caller)  # linking refuses another type than the one wanted
    elif isinstance(import_.type, GlobalType):
        value_type = module.context.close(import_.type.type)
        extern = Global(value_type, import_.type.mutable, checked(given, value_type))
    else:
        raise TypeError(f'{shown(given)} cannot be imported as "{import_.module}" "{import_.name}"')
    extern.name, extern.mod_name = import_.name, import_.module
    return extern
