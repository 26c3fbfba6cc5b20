"""Linking: finds what a module imports, and checks that its type matches.

Spec: §3.3.16 (match-externtype)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from interpreter.errors import LinkError
from interpreter.runtime.exceptions import Tag
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global
from interpreter.runtime.instance import Extern
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule
from interpreter.runtime.show import show_comp, show_func, show_global, show_limits, show_type
from interpreter.runtime.table import Table
from wasm_construct.syntax.modules import Import
from wasm_construct.syntax.types import ExternFunc, GlobalType, Limits, MemType, TableType, TagType
from wasm_construct.validation.context import signature
from wasm_construct.validation.matching import matches, matches_heap, matches_limits

Resolver: TypeAlias = Callable[[str, str], Extern | None]
"""Finds an extern by the names of a module and a field; None when there is none."""


def resolve(module: ValidModule, find: Resolver) -> list[Extern]:
    """The externs that a module imports, in order; raises LinkError, whose `problems` name all imports that fail."""
    found: list[Extern] = []
    problems: list[LinkError] = []
    for import_ in module.imports:
        extern = find(import_.module, import_.name)
        problem = _check(module, import_, extern)
        if problem is not None:
            problems.append(problem)
        elif extern is not None:
            found.append(extern)
    if problems:
        problems[0].problems = tuple(problems)
        raise problems[0]
    return found


def _check(module: ValidModule, import_: Import, extern: Extern | None) -> LinkError | None:
    expected = show_import(module, import_)
    if extern is None:
        return LinkError("unknown import", import_.module, import_.name, expected)
    if _matches(module, import_, extern):
        return None
    return LinkError("incompatible import type", import_.module, import_.name, expected, show_extern(extern))


def _matches(module: ValidModule, import_: Import, extern: Extern) -> bool:
    context = module.context
    match import_.type, extern:
        case ExternFunc() as type_, Func():
            wanted = context.types[type_.type]
            return extern.type is wanted or (not type_.exact and matches_heap(extern.type, wanted))
        case MemType() as type_, Memory():
            return _same_kind(extern.limits, type_.limits) and matches_limits(current(extern), type_.limits)
        case TableType() as type_, Table():
            elem = context.close_ref(type_.elem)
            return (
                _same_kind(extern.limits, type_.limits)
                and matches_limits(current(extern), type_.limits)
                and matches(extern.elem, elem)
                and matches(elem, extern.elem)
            )
        case GlobalType() as type_, Global():
            value = context.close(type_.type)
            return (
                extern.mutable == type_.mutable
                and matches(extern.type, value)
                and (not type_.mutable or matches(value, extern.type))
            )
        case TagType() as type_, Tag():
            return extern.type is context.types[type_.type]
    return False


def _same_kind(one: Limits, other: Limits) -> bool:
    sizes = [16 if limits.page_size_log2 is None else limits.page_size_log2 for limits in (one, other)]
    return one.addrtype is other.addrtype and one.shared == other.shared and sizes[0] == sizes[1]


def current(extern: Memory | Table) -> Limits:
    """The limits of a memory or a table, its size now as the minimum."""
    limits = extern.limits
    size = extern.pages if isinstance(extern, Memory) else len(extern.elems)
    return Limits(size, limits.max, limits.addrtype, limits.shared, limits.page_size_log2)


# ---- for messages


def show_import(module: ValidModule, import_: Import) -> str:
    """The type that an import must have, as in `func [i32] -> [i32]`."""
    context, type_ = module.context, import_.type
    match type_:
        case ExternFunc():
            return show_comp(context.types[type_.type].comp)
        case MemType():
            return f"memory {show_limits(type_.limits)}"
        case TableType():
            return f"table {show_limits(type_.limits)} {show_type(context.close_ref(type_.elem))}"
        case GlobalType():
            return f"global {show_global(context.close(type_.type), type_.mutable)}"
        case TagType():
            return f"tag {show_func(signature(context.types[type_.type]))}"


def show_extern(extern: Extern) -> str:
    """The type of an extern, as in `memory 1 2`."""
    match extern:
        case Func():
            return f"func {show_func(extern.signature)}"
        case Memory():
            return f"memory {show_limits(current(extern))}"
        case Table():
            return f"table {show_limits(current(extern))} {show_type(extern.elem)}"
        case Global():
            return f"global {show_global(extern.type, extern.mutable)}"
        case Tag():
            return f"tag {show_func(signature(extern.type))}"
