"""Stubs for the imports of a module, so that it can be tried without its host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.api.config import Config
from interpreter.api.imports import Imports, resolver
from interpreter.api.validated import validated
from interpreter.errors import LinkError
from interpreter.executor.linking import show_import
from interpreter.host.import_object import ImportObject
from interpreter.runtime.exceptions import Tag
from interpreter.runtime.exports import Extern
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule
from interpreter.runtime.table import Table
from interpreter.runtime.values import default
from wasm_construct.syntax.module import Module
from wasm_construct.syntax.modules import Import
from wasm_construct.syntax.types import ExternFunc, GlobalType, MemType, TableType, TagType
from wasm_construct.validation.types import is_defaultable


def stub_imports(module: Module, imports: Imports = None, config: Config | None = None) -> dict[str, ImportObject]:
    """Host modules, by name, with all that a module imports: the externs in `imports`, and stubs for the rest.

    A function that is a stub raises LinkError when it is called; globals are zero or null, memories and tables have the
    smallest size that matches. Globals and tables of a type without null are left out. Raises InvalidError.
    """
    valid = validated(module, config or Config())
    find = resolver(valid, imports)
    made: dict[str, dict[str, Extern]] = {}
    for import_ in valid.imports:
        fields = made.setdefault(str(import_.module), {})
        extern = find(import_.module, import_.name) or _stub(valid, import_)
        if extern is not None:
            fields.setdefault(str(import_.name), extern)
    return {name: ImportObject(name, fields) for name, fields in made.items()}


def _stub(module: ValidModule, import_: Import) -> Extern | None:
    context = module.context
    match import_.type:
        case ExternFunc() as func:
            return Func.of_host(context.types[func.type], _refusal(module, import_))
        case MemType() as memory:
            return Memory(memory.limits)
        case TableType() as table:
            elem = context.close_ref(table.elem)
            return Table(elem, table.limits) if is_defaultable(elem) else None
        case GlobalType() as global_:
            type_ = context.close(global_.type)
            return Global(type_, global_.mutable, default(type_)) if is_defaultable(type_) else None
        case TagType() as tag:
            return Tag(context.types[tag.type])


def _refusal(module: ValidModule, import_: Import) -> Callable[..., Any]:
    where = str(import_.module), str(import_.name)

    def refuse(*args: Any) -> Any:
        raise LinkError("unknown import", *where, show_import(module, import_), "a stub")

    return refuse
