"""A module that exports whatever another one imports, so that no host has to."""

from __future__ import annotations

from tests.differential.budget import MORE_ELEMENTS, MORE_PAGES, limited
from tests.differential.samples import sample
from wasm_construct import ALL, Module
from wasm_construct.syntax import (
    Code,
    CodeSec,
    Expr,
    ExternFunc,
    ExternKind,
    FuncSec,
    FuncType,
    Global,
    GlobalSec,
    GlobalType,
    Import,
    ImportSec,
    MemSec,
    MemType,
    Table,
    TableSec,
    TableType,
    TagSec,
    TagType,
    TypeSec,
    instr,
)
from wasm_construct.syntax.types import RefType, ValType


def provider(module: Module) -> bytes | None:
    """The module, of the same types; None when nothing is imported. The imports are named anew, so that none is twice.

    Functions give constants, tables are empty, and globals have simple values.
    """
    imports = module.section(ImportSec)
    if not imports or not imports.imports:
        return None
    types = module.section(TypeSec)
    made = Module([TypeSec(list(types.types) if types else [])])
    funcs = _funcs(made)
    imports.imports = [Import("env", f"i{number}", import_.type) for number, import_ in enumerate(imports.imports)]
    for import_ in imports.imports:
        match import_.type:
            case ExternFunc(type=index):
                made.add_export(import_.name, ExternKind.FUNC, funcs[index])
            case TableType() as table:
                made.ensure(TableSec).tables.append(Table(TableType(table.elem, limited(table.limits, MORE_ELEMENTS))))
                made.add_export(import_.name, ExternKind.TABLE, len(made.tables) - 1)
            case MemType() as memory:
                made.ensure(MemSec).mems.append(MemType(limited(memory.limits, MORE_PAGES)))
                made.add_export(import_.name, ExternKind.MEMORY, len(made.mems) - 1)
            case TagType() as tag:
                made.ensure(TagSec).tags.append(tag)
                made.add_export(import_.name, ExternKind.TAG, len(made.tags) - 1)
            case GlobalType() as global_:
                made.ensure(GlobalSec).globals.append(Global(global_, _constant(made, global_.type, global_.mutable)))
                made.add_export(import_.name, ExternKind.GLOBAL, len(made.globals) - 1)
    made.validate(ALL)
    return made.build()


def _funcs(made: Module) -> dict[int, int]:
    """Add a function of each type; gives their indices."""
    uses = [index for index, type_ in enumerate(made.types) if isinstance(type_.comp, FuncType)]
    made.ensure(FuncSec).types.extend(uses)
    for number, _ in enumerate(uses):  # exported, so that the others can refer to them
        made.add_export(f"func{number}", ExternKind.FUNC, number)
    codes = made.ensure(CodeSec).codes
    for number, _ in enumerate(uses):
        results = made.func_type(number).results
        code = [part for result in results for part in sample(made, result, 1)]
        codes.append(Code([], Expr([*code, instr("end")])))
    return {use: number for number, use in enumerate(uses)}


def _constant(made: Module, type_: ValType, mutable: bool) -> Expr:
    nonnull = isinstance(type_, RefType) and not type_.null
    number = 1 if nonnull else 4 if mutable else 0
    return Expr([*sample(made, type_, number), instr("end")])
