"""Element and data segments, and the functions that a module mentions outside of bodies.

Spec: §3.5.8 (valid-data), §3.5.9 (valid-elem)
"""

from __future__ import annotations

from collections.abc import Iterator

from wasm_construct.errors import InvalidError
from wasm_construct.features import Feature
from wasm_construct.syntax.instructions import Expr
from wasm_construct.syntax.module import Module
from wasm_construct.syntax.modules import (
    Active,
    Data,
    Elem,
    ElemFuncs,
    ExternKind,
    GlobalSec,
    Passive,
    TableSec,
)
from wasm_construct.syntax.types import FUNCREF, AbsHeapType
from wasm_construct.validation.bodies import Bodies
from wasm_construct.validation.gates import need, need_type
from wasm_construct.validation.matching import matches_ref
from wasm_construct.validation.types import Ref, ref

_REF_FUNC = 0xD2


def check_data(bodies: Bodies, data: Data) -> None:
    """Check a data segment and count it; raises InvalidError. Spec: §3.5.8 (valid-data)"""
    context = bodies.context
    if isinstance(data.mode, Active):
        bodies.constant(data.mode.offset, context.mem(data.mode.index).addrtype, ".mode.offset")
    else:
        need(context.features, Feature.BULK_MEMORY, "passive data segments")
    context.datas += 1


def check_elem(bodies: Bodies, elem: Elem) -> None:
    """Check an element segment and add its type; raises InvalidError. Spec: §3.5.9 (valid-elem)"""
    context = bodies.context
    if isinstance(elem, ElemFuncs):
        context.limits.check("elem_length", len(elem.funcs))
        known = range(len(context.funcs))
        for func in elem.funcs:
            context.find("function", known, func)
        type_ = ref(False, AbsHeapType.FUNC)
    else:
        need(context.features, Feature.BULK_MEMORY, "element segments of expressions")
        context.limits.check("elem_length", len(elem.exprs))
        if elem.type != FUNCREF:
            need_type(context.features, elem.type)
        type_ = context.close_ref(elem.type)
        for number, expr in enumerate(elem.exprs):
            bodies.constant(expr, type_, f".exprs[{number}]")
    _check_mode(bodies, elem, type_)
    context.elems.append(type_)


def _check_mode(bodies: Bodies, elem: Elem, type_: Ref) -> None:
    context = bodies.context
    if not isinstance(elem.mode, Active):
        passive = isinstance(elem.mode, Passive)
        feature = Feature.BULK_MEMORY if passive else Feature.REFERENCE_TYPES
        need(context.features, feature, f"{'passive' if passive else 'declarative'} element segments")
        return
    table = context.table(elem.mode.index)
    if not matches_ref(type_, table.elem):
        found, expected = context.show(type_), context.show(table.elem)
        raise InvalidError(
            f"type mismatch: element segment's type {found} does not match table's element type {expected}",
            expected=(expected,),
            found=(found,),
        )
    bodies.constant(elem.mode.offset, table.at, ".mode.offset")


def mentioned_funcs(module: Module) -> set[int]:
    """The functions that the module names outside of bodies. Spec: §3.1.6 (context)"""
    refs = {export.index for export in module.exports if export.kind is ExternKind.FUNC}
    for elem in module.elems:
        if isinstance(elem, ElemFuncs):
            refs.update(elem.funcs)
    for expr in _exprs(module):
        raw = expr.untouched
        if raw is None or _REF_FUNC in raw:
            refs.update([instr.args[0] for instr in expr.peek() if instr.row.rule == "ref.func"])
    return refs


def _exprs(module: Module) -> Iterator[Expr]:
    """The constant expressions of a module."""
    tables, globals_ = module.section(TableSec), module.section(GlobalSec)
    for table in tables.tables if tables else ():
        if table.init is not None:
            yield table.init
    for global_ in globals_.globals if globals_ else ():
        yield global_.init
    for elem in module.elems:
        if isinstance(elem.mode, Active):
            yield elem.mode.offset
        if not isinstance(elem, ElemFuncs):
            yield from elem.exprs
    for data in module.datas:
        if isinstance(data.mode, Active):
            yield data.mode.offset
