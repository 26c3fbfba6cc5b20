"""Whole modules: the fields in the order of the sections, so that reading them gives the same sections.

Spec: §6.6 (Modules)
"""

from __future__ import annotations

from collections.abc import Iterator

from wasm_construct.errors import BuildError
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.module import Item, Module
from wasm_construct.syntax.modules import (
    Active,
    Code,
    Data,
    DataCountSec,
    Declarative,
    Elem,
    ElemFuncs,
    ExternKind,
    Import,
    Locals,
    Table,
    TypeSec,
)
from wasm_construct.syntax.types import (
    ExternFunc,
    GlobalType,
    MemType,
    RecType,
    TableType,
    TagType,
)
from wasm_construct.text.printer.code import is_single
from wasm_construct.text.printer.customs import Customs, Encoding
from wasm_construct.text.printer.folding import FoldedPrinter
from wasm_construct.text.printer.literals import name, strings
from wasm_construct.text.printer.names import Ids, Scope, Style

MOST_LOCALS = 50_000
"""The most locals that are printed: the text has a word for each. No engine takes more."""


def print_module(
    module: Module,
    *,
    fold: bool = False,
    names: bool = True,
    custom: bool = False,
    comments: bool = True,
    encoding: Encoding | None = None,
) -> str:
    """A module in the text format; raises BuildError for what has no form there.

    `fold`: operands in parentheses within the instruction that takes them. `names`: with the identifiers and names of
    the name section. `custom`: with the other custom sections, as `(@custom ...)`. `comments`: with the indices of
    everything in comments. `encoding` gives instructions and custom sections their bytes; without one, instructions
    have no branch hints, and custom sections the bytes that they were read from.
    """
    return "".join(ModulePrinter(module, fold, names, custom, comments, encoding).module_lines())


def print_func(
    module: Module,
    index: int,
    *,
    fold: bool = False,
    names: bool = True,
    comments: bool = True,
    encoding: Encoding | None = None,
) -> str:
    """The field of one function that is not imported; raises BuildError for what has no form in the text."""
    printer = ModulePrinter(module, fold, names, False, comments, encoding)
    return printer.func(module.funcs[index]).replace("\n  ", "\n").strip()


class ModulePrinter:
    """Prints the fields of a module, each beginning with a line break."""

    def __init__(
        self, module: Module, fold: bool, names: bool, custom: bool, comments: bool, encoding: Encoding | None
    ) -> None:
        self.module = module
        self.fold = fold
        self.customs = Customs(module, names, custom, encoding)
        style = Style(self.customs.names is not None, comments)
        self.scope = Scope(module, self.customs.names or self.customs.remarks, style)
        self.funcs = module.funcs
        func_types = [item.type.type for item in self.funcs if isinstance(item.type, ExternFunc)]
        tag_types = [item.type.type for item in module.tags if isinstance(item.type, TagType)]
        self.code = FoldedPrinter(self.scope, func_types, tag_types)

    def module_lines(self) -> Iterator[str]:
        """The module."""
        module = self.module
        yield f"(module{self._module_name()}"
        yield from self.types()
        yield from self.imports()
        for kind in (ExternKind.TABLE, ExternKind.MEMORY, ExternKind.TAG, ExternKind.GLOBAL):
            yield from (self._definition(item) for item in module.space(kind) if item.imported is None)
        for export in module.exports:
            ref = self._ids(export.kind).ref(export.index)
            yield f"\n  (export {name(export.name)} ({export.kind.value} {ref}))"
        if module.start is not None:
            yield f"\n  (start {self._ids(ExternKind.FUNC).ref(module.start)})"
        yield from (self._elem(number, elem) for number, elem in enumerate(module.elems))
        for item in self.funcs:
            if item.imported is None:
                yield self.func(item)
        yield from (self._data(number, data) for number, data in enumerate(module.datas))
        if module.section(DataCountSec) and not self.code.uses_data:
            yield "\n  (@datacount)"
        yield from self.customs.lines()
        yield ")\n"

    def _module_name(self) -> str:
        return Ids({} if self.scope.module_name is None else {0: self.scope.module_name}, self.scope.style).binder(0)

    def _ids(self, kind: ExternKind) -> Ids:
        return self.scope.ids[IndexSpace.of(kind)]

    # ---- the fields before definitions

    def types(self) -> Iterator[str]:
        """The type section."""
        index = 0
        section = self.module.section(TypeSec)
        for entry in section.types if section else ():
            yield self.code.entry(entry, index, "\n  ")
            index += len(entry.types) if isinstance(entry, RecType) else 1

    def imports(self) -> Iterator[str]:
        """The imports, with the names of parameters."""
        indices = dict.fromkeys(ExternKind, 0)
        for import_ in self.module.imports:
            kind = _kind(import_)
            index = indices[kind]
            indices[kind] += 1
            names = f"{name(import_.module)} {name(import_.name)}"
            binder = self._ids(kind).numbered(index)
            yield f"\n  (import {names} ({kind.value}{binder} {self._extern(import_, index)}))"

    def _extern(self, import_: Import, index: int) -> str:
        match import_.type:
            case ExternFunc(type_, exact):
                use = self.code.typeuse(type_, self.scope.locals(index))
                return f"(exact {use})" if exact else use
            case TableType():
                return self.code.tabletype(import_.type)
            case MemType():
                return self.code.memtype(import_.type)
            case GlobalType():
                return self.code.globaltype(import_.type)
            case TagType(type_):
                return self.code.typeuse(type_)

    # ---- definitions

    def _definition(self, item: Item) -> str:
        value = item.defined
        head = f"\n  ({item.kind.value}{self._ids(item.kind).numbered(item.index)}"
        if isinstance(value, Table):
            if value.init is not None and len(value.init.peek()) < 2:
                raise BuildError("a table whose elements have no value has no form in the text")
            init = "" if value.init is None else f" {self.code.const(value.init)}"
            return f"{head} {self.code.tabletype(value.type)}{init})"
        if isinstance(value, MemType):
            return f"{head} {self.code.memtype(value)})"
        if isinstance(value, TagType):
            return f"{head} {self.code.typeuse(value.type)})"
        return f"{head} {self.code.globaltype(value.type)} {self.code.const(value.init)})"

    def func(self, item: Item) -> str:
        """A function."""
        code = item.defined
        if not isinstance(code, Code) or not isinstance(item.type, ExternFunc):
            raise BuildError(f"function {item.index} has no code")
        locals_ = self.scope.locals(item.index)
        type_ = self.scope.func_type(item.type.type)
        first = len(type_.params) if type_ else 0
        head = (
            f"\n  (func{self._ids(ExternKind.FUNC).numbered(item.index)} {self.code.typeuse(item.type.type, locals_)}"
        )
        instrs = code.body.peek()
        self.code.start(locals_, self.scope.indirect[IndexSpace.LABEL].get(item.index))
        marks = self.customs.marks(item.index)
        if self.fold:
            lines = self.code.folded(instrs, marks, len(type_.results) if type_ else 0)
        else:
            lines = self.code.lines(instrs)
            for at, mark in marks.items():
                text = lines[at].lstrip()
                lines[at] = lines[at][: -len(text)] + mark + text
        return "".join([head, self._locals(code.locals, first, locals_), *lines, ")"])

    def _locals(self, runs: list[Locals], first: int, ids: Ids) -> str:
        if sum(run.count for run in runs) > MOST_LOCALS:
            raise BuildError(f"more than {MOST_LOCALS} locals have no place in a text")
        types = [text for run in runs for text in [self.code.valtype(run.type)] * run.count]
        if not types:
            return ""
        if not ids:
            return f"\n    (local {' '.join(types)})"
        return "".join(f"\n    (local{ids.numbered(index)} {text})" for index, text in enumerate(types, first))

    # ---- segments

    def _active(self, mode: Active, keyword: str, kind: ExternKind) -> str:
        index = f" ({keyword} {self._ids(kind).ref(mode.index)})" if mode.index or mode.explicit else ""
        offset = self.code.const(mode.offset)
        if not is_single(mode.offset.peek()):
            offset = f"(offset{' ' if offset else ''}{offset})"
        return f"{index} {offset}"

    def _elem(self, number: int, elem: Elem) -> str:
        head = f"\n  (elem{self.scope.ids[IndexSpace.ELEM].numbered(number)}"
        mode = elem.mode
        if isinstance(mode, Active):
            head += self._active(mode, "table", ExternKind.TABLE)
        elif isinstance(mode, Declarative):
            head += " declare"
        if isinstance(elem, ElemFuncs):
            ref = self._ids(ExternKind.FUNC).ref
            return f"{head} func{''.join(f' {ref(func)}' for func in elem.funcs)})"
        items = []
        for expr in elem.exprs:
            text = self.code.const(expr)
            items.append(f" {text}" if is_single(expr.peek()) else f" (item{' ' if text else ''}{text})")
        return f"{head} {self.code.valtype(elem.type)}{''.join(items)})"

    def _data(self, number: int, data: Data) -> str:
        head = f"\n  (data{self.scope.ids[IndexSpace.DATA].numbered(number)}"
        if isinstance(data.mode, Active):
            head += self._active(data.mode, "memory", ExternKind.MEMORY)
        return f"{head}{strings(data.init, chr(10) + '    ')})"


def _kind(import_: Import) -> ExternKind:
    match import_.type:
        case ExternFunc():
            return ExternKind.FUNC
        case TableType():
            return ExternKind.TABLE
        case MemType():
            return ExternKind.MEMORY
        case GlobalType():
            return ExternKind.GLOBAL
        case TagType():
            return ExternKind.TAG
