"""Validation of a module: its parts in the order in which the reference interpreter checks them.

Spec: §3.5.13 (valid-module)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import wasm_construct.syntax.types as syntax
from wasm_construct.errors import InvalidError
from wasm_construct.features import WASM3, Feature, check_requirements
from wasm_construct.syntax.module import Module
from wasm_construct.syntax.modules import (
    CodeSec,
    DataCountSec,
    Export,
    ExternKind,
    FuncSec,
    Global,
    GlobalSec,
    MemSec,
    Table,
    TableSec,
    TagSec,
    TypeSec,
)
from wasm_construct.syntax.types import FuncType, RecType, SubType
from wasm_construct.validation.bodies import Bodies
from wasm_construct.validation.context import Context, signature
from wasm_construct.validation.externs import add_func, add_import, add_mem, add_table, add_tag, global_type, table_type
from wasm_construct.validation.facts import Validation
from wasm_construct.validation.functions import check_code, locate
from wasm_construct.validation.gates import need, need_type
from wasm_construct.validation.limits import DEFAULT_LIMITS, ImplementationLimits
from wasm_construct.validation.parts import mentioned, parts
from wasm_construct.validation.rolling import Roller
from wasm_construct.validation.segments import check_data, check_elem, mentioned_funcs
from wasm_construct.validation.types import is_defaultable

_T = TypeVar("_T")


def validate(
    module: Module, features: Iterable[str] = WASM3, limits: ImplementationLimits = DEFAULT_LIMITS
) -> Validation:
    """Check that a module is valid; raises InvalidError, and ValueError for features that lack what they build upon.

    The result holds what validation has found out about the module.
    """
    context = Context(check_requirements(features), limits)
    bodies = Bodies(context)
    context.refs = mentioned_funcs(module)
    _types(context, module)
    _imports(context, module)
    _tags(context, module)
    _funcs(context, module)
    _mems(context, module)
    _tables(bodies, module)
    _globals(bodies, module)
    _datas(bodies, module)
    _elems(bodies, module)
    _codes(bodies, module)
    _start(context, module)
    _exports(context, module)
    return Validation(module, bodies)


def _each(path: str, items: Iterable[_T], check: Callable[[_T], object], start: int = 0) -> None:
    """Check item after item; an error says which one it is about."""
    done = start
    try:
        for item in items:
            check(item)
            done += 1
    except InvalidError as error:
        error.path = f"module.{path}[{done}]{error.path}"
        raise


# ---- types, Spec: §3.5.1 (valid-types)


def _types(context: Context, module: Module) -> None:
    section = module.section(TypeSec)
    entries = section.types if section else []
    roller = Roller(context.types)

    def check(entry: syntax.TypeDef) -> None:
        members = entry.types if isinstance(entry, RecType) else (entry,)
        context.limits.check("rec_types", len(members))
        if isinstance(entry, RecType):
            need(context.features, Feature.GC, "recursive groups")
        for member in members:
            _check_features(context, member)
        context.types += roller.roll(members)
        for type_ in context.types[-len(members) :] if members else ():
            context.limits.check("subtype_depth", type_.depth)

    _each("types", entries, check)
    context.limits.check("types", len(context.types))


def _check_features(context: Context, type_: SubType | syntax.CompType) -> None:
    features, limits = context.features, context.limits
    if isinstance(type_, SubType):
        need(features, Feature.GC, "sub types")
    member = parts(type_)
    if member.described is not None or member.descriptor is not None:
        need(features, Feature.CUSTOM_DESCRIPTORS, "descriptors")
    if isinstance(member.comp, FuncType):
        if len(member.comp.results) > 1:
            need(features, Feature.MULTI_VALUE, "multiple results")
        limits.check("params", len(member.comp.params))
        limits.check("results", len(member.comp.results))
    else:
        need(features, Feature.GC, "structures and arrays")
        limits.check("fields", len(mentioned(member.comp)))
    for part in mentioned(member.comp):
        if part not in context.allowed:
            need_type(features, part)
            context.allowed.add(part)


# ---- what is imported and defined, Spec: §3.5.11 (valid-import), §3.5.2 (valid-tag) to §3.5.9 (valid-elem)


def _imports(context: Context, module: Module) -> None:
    context.limits.check("imports", len(module.imports))
    _each("imports", module.imports, lambda import_: add_import(context, import_.type))


def _tags(context: Context, module: Module) -> None:
    section = module.section(TagSec)
    _each("tags", section.tags if section else (), lambda tag: add_tag(context, tag), len(context.tags))
    context.limits.check("tags", len(context.tags))


def _funcs(context: Context, module: Module) -> None:
    section = module.section(FuncSec)
    exact = Feature.CUSTOM_DESCRIPTORS in context.features
    uses = section.types if section else []
    _each("funcs", uses, lambda use: add_func(context, use, exact), len(context.funcs))
    context.limits.check("funcs", len(context.funcs))


def _mems(context: Context, module: Module) -> None:
    section = module.section(MemSec)
    _each("mems", section.mems if section else (), lambda mem: add_mem(context, mem), len(context.mems))


def _tables(bodies: Bodies, module: Module) -> None:
    context, section = bodies.context, module.section(TableSec)

    def check(table: Table) -> None:
        type_ = table_type(context, table.type)
        if table.init is not None:
            need(context.features, Feature.FUNCTION_REFERENCES, "tables with an initial value")
            bodies.constant(table.init, type_.elem, ".init")
        elif not is_defaultable(type_.elem):
            shown = context.show(type_.elem)
            raise InvalidError(f"type mismatch: a table of {shown} requires an initial value", expected=(shown,))
        add_table(context, type_)

    _each("tables", section.tables if section else (), check, len(context.tables))


def _globals(bodies: Bodies, module: Module) -> None:
    context, section = bodies.context, module.section(GlobalSec)

    def check(global_: Global) -> None:
        type_ = global_type(context, global_.type, imported=False)
        bodies.constant(global_.init, type_.type, ".init")
        context.globals.append(type_)

    _each("globals", section.globals if section else (), check, len(context.globals))
    context.limits.check("globals", len(context.globals))


def _datas(bodies: Bodies, module: Module) -> None:
    bodies.context.limits.check("datas", len(module.datas))
    count = module.section(DataCountSec)
    if count is not None:
        need(bodies.context.features, Feature.BULK_MEMORY, "data count sections")
    _each("datas", module.datas, lambda data: check_data(bodies, data))


def _elems(bodies: Bodies, module: Module) -> None:
    _each("elems", module.elems, lambda elem: check_elem(bodies, elem))


# ---- code, Spec: §3.5.6 (valid-func)


def _codes(bodies: Bodies, module: Module) -> None:
    context, section = bodies.context, module.section(CodeSec)
    codes = section.codes if section else []
    first = len(context.funcs) - len(codes)
    defined = module.section(FuncSec)
    if len(codes) != len(defined.types if defined else ()):
        raise InvalidError("function and code section have inconsistent lengths")
    number = first
    try:
        for number, code in enumerate(codes, first):
            check_code(bodies, signature(context.funcs[number]), code)
    except InvalidError as error:
        locate(error, module, number)
        raise


# ---- start and exports, Spec: §3.5.10 (valid-start), §3.5.12 (valid-export)


def _start(context: Context, module: Module) -> None:
    try:
        if module.start is not None and context.func(module.start) != ((), ()):
            raise InvalidError("start function must not have parameters or results")
    except InvalidError as error:
        error.path = "module.start"
        raise


def _exports(context: Context, module: Module) -> None:
    context.limits.check("exports", len(module.exports))
    spaces: dict[ExternKind, tuple[str, Sequence[object]]] = {
        ExternKind.FUNC: ("function", context.funcs),
        ExternKind.TABLE: ("table", context.tables),
        ExternKind.MEMORY: ("memory", context.mems),
        ExternKind.GLOBAL: ("global", context.globals),
        ExternKind.TAG: ("tag", context.tags),
    }
    names: set[str] = set()

    def check(export: Export) -> None:
        context.find(*spaces[export.kind], export.index)
        if export.kind is ExternKind.GLOBAL and context.globals[export.index].mutable:
            need(context.features, Feature.MUTABLE_GLOBALS, "exported mutable globals")
        if export.name in names:
            raise InvalidError(f'duplicate export name "{export.name}"')
        names.add(export.name)

    _each("exports", module.exports, check)
