"""The types of imports, tables, memories, globals and tags.

Spec: §3.2.12 (valid-limits) to §3.2.17 (valid-externtype)
Source: the threads proposal; the custom-page-sizes proposal
"""

from __future__ import annotations

from wasm_construct.errors import InvalidError
from wasm_construct.features import Feature
from wasm_construct.syntax.types import (
    FUNCREF,
    ExternFunc,
    ExternType,
    GlobalType,
    Limits,
    MemType,
    NumType,
    TableType,
    TagType,
)
from wasm_construct.validation.context import Context, Global, Table
from wasm_construct.validation.gates import need, need_type

_PAGE_SIZE_LOG2 = 16
_ADDRESS_BITS = {NumType.I32: 32, NumType.I64: 64}


def _check_limits(limits: Limits, most: int, message: str) -> None:
    if limits.min > most or (limits.max is not None and limits.max > most):
        raise InvalidError(message)
    if limits.max is not None and limits.min > limits.max:
        raise InvalidError("size minimum must not be greater than maximum")


def _check_addrtype(context: Context, limits: Limits) -> None:
    if limits.addrtype is NumType.I64:
        need(context.features, Feature.MEMORY64, "64-bit addresses")


def _largest(context: Context, limits: Limits) -> tuple[int, str]:
    """The most pages that a memory may have, and what to say when it has more."""
    exponent = _PAGE_SIZE_LOG2 if limits.page_size_log2 is None else limits.page_size_log2
    most = 1 << (_ADDRESS_BITS[limits.addrtype] - exponent)
    if exponent == 0:
        return most - 1, f"memory size must be at most {most - 1} pages of 1 byte"
    if limits.addrtype is NumType.I32:
        return most, f"memory size must be at most {most} pages (4GiB)"
    limit = context.limits.mem64_pages
    if limit is not None and limit < most:
        return limit, f"memory size must be at most {limit} pages (implementation limit)"
    return most, "memory size must be at most 2^48 pages (256 TiB)"


def add_mem(context: Context, type_: MemType) -> None:
    """Check the type of a memory and add it; raises InvalidError. Spec: §3.2.15 (valid-memtype)"""
    limits = type_.limits
    if context.mems:
        need(context.features, Feature.MULTI_MEMORY, "multiple memories")
    _check_addrtype(context, limits)
    if limits.page_size_log2 is not None:
        need(context.features, Feature.CUSTOM_PAGE_SIZES, "custom page sizes")
        if limits.page_size_log2 not in (0, _PAGE_SIZE_LOG2):
            raise InvalidError("invalid custom page size")
    _check_limits(limits, *_largest(context, limits))
    if limits.shared:
        need(context.features, Feature.THREADS, "shared memories")
        if limits.max is None:
            raise InvalidError("shared memory must have maximum")
    context.mems.append(limits)
    context.limits.check("mems", len(context.mems))


def table_type(context: Context, type_: TableType) -> Table:
    """The closed type of a table; raises InvalidError. Spec: §3.2.16 (valid-tabletype)"""
    limits = type_.limits
    if context.tables:
        need(context.features, Feature.REFERENCE_TYPES, "multiple tables")
    if type_.elem != FUNCREF:
        need_type(context.features, type_.elem)
    elem = context.close_ref(type_.elem)
    _check_addrtype(context, limits)
    bits = _ADDRESS_BITS[limits.addrtype]
    _check_limits(limits, (1 << bits) - 1, f"table size must be at most 2^{bits}-1")
    context.limits.check("table_size", limits.min)
    return Table(elem, limits)


def add_table(context: Context, table: Table) -> None:
    """Add a table that has been checked; raises InvalidError when there are too many."""
    context.tables.append(table)
    context.limits.check("tables", len(context.tables))


def add_tag(context: Context, type_: TagType) -> None:
    """Check the type of a tag and add it; raises InvalidError. Spec: §3.2.13 (valid-tagtype)"""
    need(context.features, Feature.EXCEPTION_HANDLING, "tags")
    if context.func_type(type_.type).results:
        raise InvalidError("non-empty tag result type")
    context.tags.append(context.type(type_.type))


def add_func(context: Context, index: int, exact: bool) -> None:
    """Add a function with this type index; raises InvalidError. `exact`: it is exactly that type."""
    context.func_type(index)
    context.funcs.append(context.type(index))
    context.exact.append(exact)


def global_type(context: Context, type_: GlobalType, imported: bool) -> Global:
    """A global with the closed form of its type; raises InvalidError. Spec: §3.2.14 (valid-globaltype)"""
    return Global(context.close(type_.type), type_.mutable, imported)


def add_import(context: Context, type_: ExternType) -> None:
    """Check the type of an import and add the item; raises InvalidError. Spec: §3.2.17 (valid-externtype)"""
    if isinstance(type_, ExternFunc):
        if type_.exact:
            need(context.features, Feature.CUSTOM_DESCRIPTORS, "exact imports")
        add_func(context, type_.type, type_.exact)
    elif isinstance(type_, TableType):
        add_table(context, table_type(context, type_))
    elif isinstance(type_, MemType):
        add_mem(context, type_)
    elif isinstance(type_, TagType):
        add_tag(context, type_)
    else:
        if type_.mutable:
            need(context.features, Feature.MUTABLE_GLOBALS, "imported mutable globals")
        context.globals.append(global_type(context, type_, imported=True))
