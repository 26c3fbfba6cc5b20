"""Allocation and instantiation of modules.

Spec: §4.7.1 (alloc-module), §4.7.2 (exec-instantiation)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from interpreter.engines.engine import Engine, FuncCode, on_behalf_of
from interpreter.errors import Exhaustion, Trap, TrapCode
from interpreter.executor.constants import evaluate
from interpreter.executor.linking import Resolver, resolve
from interpreter.runtime.exceptions import Tag
from interpreter.runtime.func import Func
from interpreter.runtime.globals import Global, allocated
from interpreter.runtime.instance import Extern, Instance
from interpreter.runtime.memory import Memory
from interpreter.runtime.module import ValidModule
from interpreter.runtime.table import MOST_ELEMENTS, Table
from wasm_construct.syntax.modules import Active, Elem, ElemFuncs, ExternKind, Passive


def instantiate(
    module: ValidModule,
    find: Resolver,
    engine: Engine,
    name: str | None = None,
    max_memory_pages: int | None = None,
    executor: object = None,
) -> Instance:
    """Make an instance of a module: link its imports, allocate its parts, copy its segments, call its start function.

    Raises LinkError before anything else happens; Exhaustion when memory runs out; Trap when a segment does not fit;
    and what the start function raises. What it has written into imported memories and tables until then stays there, as
    the specification says. `engine` makes the code of its functions when they are first called. `max_memory_pages`
    limits each of its memories. Host functions see `executor` as `Caller.executor`.
    """
    instance = Instance(module, engine, name)
    instance.executor = executor
    imports = resolve(module, find)
    try:
        _allocate(instance, imports, max_memory_pages)
    except MemoryError:
        raise Exhaustion("out of memory") from None
    _copy_elems(instance)
    _copy_datas(instance)
    if module.start is not None:
        _start(instance, module.start)
    return instance


# ---- allocation

_MOST_IN_TABLES = 2 * MOST_ELEMENTS
"""How many elements all tables of a module may begin with: one takes eight bytes, and a module names them for free."""


def _allocate(instance: Instance, imports: Sequence[Extern], max_memory_pages: int | None) -> None:
    module, context = instance.module, instance.module.context
    spaces: dict[type, list[Any]] = {
        Func: instance.funcs,
        Table: instance.tables,
        Memory: instance.mems,
        Global: instance.globals,
        Tag: instance.tags,
    }
    for extern in imports:
        spaces[type(extern)].append(extern)
    for index in range(len(instance.funcs), len(context.funcs)):
        instance.funcs.append(Func(context.funcs[index], instance, index))
    for tag in context.tags[len(instance.tags) :]:
        instance.tags.append(Tag(tag))
    # only now can constant expressions be evaluated, and each may need the globals before it
    for global_ in module.globals:
        known = context.globals[len(instance.globals)]
        value = evaluate(instance, global_.init)
        instance.globals.append(allocated(known.type, known.mutable, value, instance.engine.raw_globals))
    for limits in context.mems[len(instance.mems) :]:
        instance.mems.append(Memory(limits, max_memory_pages))
    wanted = sum(table.limits.min for table in context.tables[len(instance.tables) :])
    if wanted > _MOST_IN_TABLES:
        raise Exhaustion(f"tables of {wanted} elements together are more than the {_MOST_IN_TABLES} that there may be")
    for table in module.tables:
        type_ = context.tables[len(instance.tables)]
        init = None if table.init is None else evaluate(instance, table.init)
        instance.tables.append(Table(type_.elem, type_.limits, init))
    instance.elems = [_elem(instance, elem) for elem in module.elems]
    instance.datas = [data.init for data in module.datas]
    _export(instance)


def _elem(instance: Instance, elem: Elem) -> list[Any]:
    if isinstance(elem, ElemFuncs):
        return [instance.funcs[index] for index in elem.funcs]
    return [evaluate(instance, expr) for expr in elem.exprs]


def _export(instance: Instance) -> None:
    spaces: dict[ExternKind, Sequence[Extern]] = {
        ExternKind.FUNC: instance.funcs,
        ExternKind.TABLE: instance.tables,
        ExternKind.MEMORY: instance.mems,
        ExternKind.GLOBAL: instance.globals,
        ExternKind.TAG: instance.tags,
    }
    for export in instance.module.exports:
        extern = spaces[export.kind][export.index]
        instance.externs[export.name] = extern
        if extern.name is None:
            extern.name, extern.mod_name = export.name, instance.name


# ---- instantiation: the segments, in order


def _copy_elems(instance: Instance) -> None:
    for number, elem in enumerate(instance.module.elems):
        if isinstance(elem.mode, Active):
            table, offset = instance.tables[elem.mode.index].elems, evaluate(instance, elem.mode.offset)
            refs = instance.elems[number]
            if offset + len(refs) > len(table):
                raise Trap(TrapCode.TABLE_BOUNDS)
            table[offset : offset + len(refs)] = refs
        if not isinstance(elem.mode, Passive):
            instance.elems[number] = []


def _copy_datas(instance: Instance) -> None:
    for number, data in enumerate(instance.module.datas):
        if isinstance(data.mode, Active):
            view, offset = instance.mems[data.mode.index].view, evaluate(instance, data.mode.offset)
            init = instance.datas[number]
            if offset + len(init) > len(view):
                raise Trap(TrapCode.MEMORY_BOUNDS)
            view[offset : offset + len(init)] = init
            instance.datas[number] = b""


def _start(instance: Instance, index: int) -> None:
    """Call the start function. When it is imported, from the host perhaps, the instance is its caller."""
    start = instance.funcs[index]
    if start.instance is not instance:
        start = Func(start.type, instance, index)
        start.install(FuncCode(on_behalf_of(instance, instance.funcs[index].code)))
    start()
