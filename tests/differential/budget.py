"""Makes all that runs end, at the same place everywhere: loops and calls count a global down, and trap at zero."""

from __future__ import annotations

from wasm_construct import Module
from wasm_construct.syntax import CodeSec, Expr, Global, GlobalSec, GlobalType, Instr, Limits, MemSec, TableSec, instr
from wasm_construct.syntax.types import I32, MemType, TableType

MORE_PAGES, MORE_ELEMENTS = 16, 100


def limit(module: Module) -> int:
    """Count the rounds of loops and the calls of functions; gives the index of the global that has to be set."""
    counter = len(module.globals)
    module.ensure(GlobalSec).globals.append(Global(GlobalType(I32, True), Expr.of(("i32.const", 0))))
    count = _count(counter)
    codes = module.section(CodeSec)
    for code in codes.codes if codes else []:
        body = [part for item in code.body for part in (item, *(count if item.name == "loop" else ()))]
        code.body = Expr([*count, *body])
    return counter


def limit_growth(module: Module) -> None:
    """Let memories and tables grow by little, so that it does not depend on the machine how far they do."""
    memories, tables = module.section(MemSec), module.section(TableSec)
    if memories:
        memories.mems = [MemType(limited(type_.limits, MORE_PAGES)) for type_ in memories.mems]
    for table in tables.tables if tables else []:
        table.type = TableType(table.type.elem, limited(table.type.limits, MORE_ELEMENTS))


def limited(limits: Limits, more: int) -> Limits:
    """The same limits, but no further than so many pages or elements from the minimum."""
    most = limits.min + more if limits.max is None else min(limits.max, limits.min + more)
    return Limits(limits.min, most, limits.addrtype, limits.shared, limits.page_size_log2)


def _count(counter: int) -> list[Instr]:
    get = instr("global.get", counter)
    return [
        *(get, instr("i32.eqz"), instr("if", None), instr("unreachable"), instr("end")),
        *(get, instr("i32.const", 1), instr("i32.sub"), instr("global.set", counter)),
    ]
