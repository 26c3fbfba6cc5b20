"""Where imports come from, in all the forms that a host may give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, get_args

from interpreter.executor.linking import Resolver
from interpreter.runtime.exports import Exporting, Extern
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global
from interpreter.runtime.module import ValidModule
from interpreter.runtime.store import Store
from interpreter.runtime.types import FuncType
from interpreter.runtime.values import checked
from interpreter.runtime.wrapping import read
from wasm_construct.syntax.modules import Import
from wasm_construct.syntax.types import ExternFunc, GlobalType

Imports: TypeAlias = Store | Mapping[str, Mapping[str, Any] | Exporting] | Iterable[Exporting] | None
"""A Store; or a mapping from the names of modules to what they offer by name; or modules of the host; or nothing.

In a mapping a function of Python stands for a function of the type that is imported, and a value for a global.
"""


def resolver(module: ValidModule, imports: Imports) -> Resolver:
    """What finds the imports of a module."""
    if isinstance(imports, Store):
        return imports.find
    if imports is None:
        imports = {}
    if not isinstance(imports, Mapping):
        imports = {each.name: each for each in imports if each.name is not None}
    found: dict[tuple[str, str], Extern] = {}
    for import_ in module.imports:
        offered = imports.get(import_.module, {})
        fields = offered.externs if isinstance(offered, Exporting) else offered
        if import_.name in fields and (import_.module, import_.name) not in found:
            found[import_.module, import_.name] = _extern(module, import_, fields[import_.name])
    return lambda module, name: found.get((module, name))


def _extern(module: ValidModule, import_: Import, given: Any) -> Extern:
    if isinstance(given, get_args(Extern)):
        extern: Extern = given
        return extern
    if isinstance(import_.type, ExternFunc) and callable(given):
        type_ = module.context.types[import_.type.type]
        extern = Func.of_host(type_, given, read(given, FuncType.of(type_), None)[1])
    elif isinstance(import_.type, GlobalType):
        value_type = module.context.close(import_.type.type)
        extern = Global(value_type, import_.type.mutable, checked(given, value_type))
    else:
        raise TypeError(f'{given!r} cannot be imported as "{import_.module}" "{import_.name}"')
    extern.name, extern.mod_name = import_.name, import_.module
    return extern
