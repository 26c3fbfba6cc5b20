"""The fields of a module: what each of them adds to which section.

Spec: §6.6.13 (text-module)
Source: the custom-descriptors proposal, exact imports
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wasm_construct.text.functions as functions
import wasm_construct.text.segments as segments
from wasm_construct.syntax.code_metadata import BranchHint
from wasm_construct.syntax.modules import (
    Code,
    Data,
    Elem,
    Export,
    ExternKind,
    Global,
    Import,
    Table,
)
from wasm_construct.syntax.types import (
    ExternFunc,
    ExternType,
    Limits,
    MemType,
    RecType,
    TableType,
    TagType,
)
from wasm_construct.text.code import CodeReader

KINDS: dict[str, str] = {
    "type": "typeidx",
    "func": "funcidx",
    "table": "tableidx",
    "memory": "memidx",
    "global": "globalidx",
    "tag": "tagidx",
    "elem": "elemidx",
    "data": "dataidx",
}
"""The index space that a field adds to."""


class Fields:
    """What the fields read so far have defined; each method reads one field, and raises TextError."""

    def __init__(self, code: CodeReader) -> None:
        self.code = code
        self.imports: list[Import] = []
        self.funcs: list[int] = []
        self.tables: list[Table] = []
        self.mems: list[MemType] = []
        self.tags: list[TagType] = []
        self.globals: list[Global] = []
        self.exports: list[Export] = []
        self.start: int | None = None
        self.elems: list[Elem] = []
        self.codes: list[Code] = []
        self.datas: list[Data] = []
        self.hints: list[tuple[int, list[BranchHint]]] = []
        self.indices = dict.fromkeys(KINDS.values(), 0)  # how many of each kind have been read
        self._defined: str | None = None  # the kind of the last definition: no import may follow it

    # ---- the beginning of all fields

    def _next(self, kind: str) -> int:
        index = self.indices[kind]
        self.indices[kind] += 1
        return index

    def _head(self, keyword: str, kind: ExternKind) -> tuple[int, tuple[str, str] | None]:
        """The index of an item, after its keyword, and the names that it is imported by; adds its exports."""
        code = self.code
        start = code.pos - 2
        code.binder()
        index = self._next(KINDS[keyword])
        while code.opens("export"):
            self.exports.append(Export(code.name(), kind, index))
            code.close()
        if not code.opens("import"):
            self._defined = "function" if keyword == "func" else keyword
            return index, None
        self._check_order(start)
        imported = code.name(), code.name()
        code.close()
        return index, imported

    def _check_order(self, at: int) -> None:
        if self._defined is not None:
            raise self.code.error(f"import after {self._defined} definition", at)

    def _add_import(self, names: tuple[str, str], type_: ExternType) -> None:
        self.imports.append(Import(*names, type_))
        self.code.close()

    # ---- imports, exports, the start function

    def import_(self) -> None:
        """An import, after its keyword. Spec: §6.6.11 (text-import)"""
        code = self.code
        self._check_order(code.pos - 2)
        names = code.name(), code.name()
        code.expect("(")
        keyword = code.take()
        if keyword not in _IMPORTED:
            raise code.unexpected(code.pos - 1)
        code.binder()
        index = self._next(KINDS[keyword])
        type_ = _IMPORTED[keyword](self, index)
        code.close()
        self._add_import(names, type_)

    def _extern_func(self, index: int) -> ExternType:
        """The type of an imported function, with names for its parameters."""
        code = self.code
        exact = code.opens("exact")
        if exact:
            code.needs_exact()
        use = code.typeuse()
        if exact:
            code.close()
        code.start_function()
        functions.bind_params(code, use)
        if code.locals.names:
            code.scope.local_names[index] = code.locals.names
        return ExternFunc(code.scope.types.resolve(use), exact)

    def _extern_tag(self, index: int) -> ExternType:
        return TagType(self.code.scope.types.resolve(self.code.typeuse()))

    def _extern_table(self, index: int) -> ExternType:
        return self.code.tabletype(self.code.addrtype())

    def _extern_memory(self, index: int) -> ExternType:
        return self.code.memtype(self.code.addrtype())

    def _extern_global(self, index: int) -> ExternType:
        return self.code.globaltype()

    def export(self) -> None:
        """An export, after its keyword. Spec: §6.6.12 (text-export)"""
        code = self.code
        name = code.name()
        code.expect("(")
        keyword = code.take()
        if keyword not in _IMPORTED:
            raise code.unexpected(code.pos - 1)
        index = code.scope.spaces[KINDS[keyword]].read()
        code.close()
        code.close()
        self.exports.append(Export(name, ExternKind(keyword), index))

    def start_(self) -> None:
        """The start function, after its keyword. Spec: §6.6.10 (text-start)"""
        code = self.code
        if self.start is not None:
            raise code.error("multiple start sections", code.pos - 1)
        self.start = code.scope.spaces["funcidx"].read()
        code.close()

    # ---- definitions

    def tag(self) -> None:
        """A tag, defined or imported. Spec: §6.6.3 (text-tag)"""
        _, imported = self._head("tag", ExternKind.TAG)
        type_ = TagType(self.code.scope.types.resolve(self.code.typeuse()))
        if imported:
            return self._add_import(imported, type_)
        self.tags.append(type_)
        return self.code.close()

    def global_(self) -> None:
        """A global, defined or imported. Spec: §6.6.4 (text-global)"""
        _, imported = self._head("global", ExternKind.GLOBAL)
        type_ = self.code.globaltype()
        if imported:
            return self._add_import(imported, type_)
        self.globals.append(Global(type_, self.code.expr()))
        return self.code.close()

    def memory(self) -> None:
        """A memory, defined or imported, and a data segment if it is written inside. Spec: §6.6.5 (text-mem)"""
        code = self.code
        index, imported = self._head("memory", ExternKind.MEMORY)
        addrtype = code.addrtype()
        if imported:
            return self._add_import(imported, code.memtype(addrtype))
        if code.words[code.pos] != "(":
            self.mems.append(code.memtype(addrtype))
            return code.close()
        exponent = code.page_size()
        if not code.opens("data"):
            raise code.unexpected(code.pos + (code.words[code.pos] == "("))
        self._next("dataidx")
        self.datas.append(segments.inline_data(code, index, addrtype))
        size = -(-len(self.datas[-1].init) // (1 << (16 if exponent is None else exponent)))
        self.mems.append(MemType(Limits(size, size, addrtype, page_size_log2=exponent)))
        return code.close()

    def table(self) -> None:
        """A table, defined or imported, and an element segment if it is written inside. Spec: §6.6.6 (text-table)"""
        code = self.code
        index, imported = self._head("table", ExternKind.TABLE)
        addrtype = code.addrtype()
        if imported:
            return self._add_import(imported, code.tabletype(addrtype))
        if code.at_reftype():
            type_ = code.reftype()
            if not code.opens("elem"):
                raise code.unexpected()
            self._next("elemidx")
            elem, size = segments.inline_elem(code, type_, index, addrtype)
            self.elems.append(elem)
            self.tables.append(Table(TableType(type_, Limits(size, size, addrtype))))
        else:
            tabletype = code.tabletype(addrtype)
            init = code.expr() if code.words[code.pos] != ")" else None
            self.tables.append(Table(tabletype, init))
        return code.close()

    def elem(self) -> None:
        """An element segment. Spec: §6.6.9 (text-elem)"""
        self.code.binder()
        self._next("elemidx")
        self.elems.append(segments.elem(self.code))
        self.code.close()

    def data(self) -> None:
        """A data segment. Spec: §6.6.8 (text-data)"""
        self.code.binder()
        self._next("dataidx")
        self.datas.append(segments.data(self.code))
        self.code.close()

    def func(self) -> None:
        """A function, defined or imported, with the hints in it. Spec: §6.6.7 (text-func)"""
        code = self.code
        index, imported = self._head("func", ExternKind.FUNC)
        if imported:
            return self._add_import(imported, self._extern_func(index))
        type_index, made, hints = functions.function(code, index)
        self.funcs.append(type_index)
        self.codes.append(made)
        if hints:
            self.hints.append((index, hints))
        return code.close()

    # ---- types

    def type_(self) -> None:
        """A type of its own. Spec: §6.6.2 (text-types)"""
        self.code.binder()
        entry = self.code.subtype(self._next("typeidx"))
        self.code.scope.types.define(entry)
        self.code.close()

    def rec(self) -> None:
        """A group of types that may refer to each other. Spec: §6.4.7 (text-rectype)"""
        code = self.code
        members = []
        while code.opens("type"):
            code.binder()
            members.append(code.subtype(self._next("typeidx")))
            code.close()
        code.scope.types.define(RecType(tuple(members)))
        code.close()


_IMPORTED: dict[str, Callable[[Fields, int], Any]] = {
    "func": Fields._extern_func,
    "table": Fields._extern_table,
    "memory": Fields._extern_memory,
    "global": Fields._extern_global,
    "tag": Fields._extern_tag,
}
FIELDS: dict[str, Callable[[Fields], None]] = {
    "import": Fields.import_,
    "func": Fields.func,
    "table": Fields.table,
    "memory": Fields.memory,
    "global": Fields.global_,
    "tag": Fields.tag,
    "export": Fields.export,
    "start": Fields.start_,
    "elem": Fields.elem,
    "data": Fields.data,
}
"""How to read a field after its keyword; types come before all others."""
TYPES: dict[str, Callable[[Fields], None]] = {"type": Fields.type_, "rec": Fields.rec}
