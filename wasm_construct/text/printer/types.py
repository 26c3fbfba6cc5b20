"""Types in the text format.

Spec: §6.4 (text-type)
"""

from __future__ import annotations

from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.types import (
    ArrayType,
    CompType,
    Describes,
    Descriptor,
    Exact,
    FieldType,
    FuncType,
    GlobalType,
    HeapType,
    Limits,
    MemType,
    NumType,
    RecType,
    RefType,
    StorageType,
    StructType,
    SubType,
    TableType,
    TypeDef,
    ValType,
)
from wasm_construct.text.printer.names import Ids, Scope


class TypePrinter:
    """Prints types with the names of a module."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.typeidx = scope.ids[IndexSpace.TYPE].ref
        self._uses: dict[int, str] = {}

    # ---- values and references

    def heaptype(self, heap: HeapType) -> str:
        """A heap type. Spec: §6.4.3 (text-heaptype)"""
        if isinstance(heap, Exact):
            return f"(exact {self.typeidx(heap.type)})"
        return self.typeidx(heap) if isinstance(heap, int) else heap.value

    def valtype(self, type_: StorageType) -> str:
        """A value type, or a packed type. Spec: §6.4.5 (text-valtype)"""
        if isinstance(type_, RefType) and isinstance(type_.heap, int | Exact):
            return f"(ref {'null ' if type_.null else ''}{self.heaptype(type_.heap)})"
        return str(type_)

    def valtypes(self, keyword: str, types: tuple[ValType, ...]) -> str:
        """A clause with these types, after a blank; nothing when there are none."""
        return f" ({keyword} {' '.join(map(self.valtype, types))})" if types else ""

    # ---- function types and their uses

    def params(self, params: tuple[ValType, ...], ids: Ids) -> str:
        """Parameters with their names, after a blank."""
        if not ids:
            return self.valtypes("param", params)
        return "".join(f" (param{ids.binder(index)} {self.valtype(type_)})" for index, type_ in enumerate(params))

    def typeuse(self, index: int, ids: Ids | None = None) -> str:
        """A type by its index and, for the reader, its parts. Spec: §6.4.15 (text-typeuse)"""
        if ids:
            type_ = self.scope.func_type(index)
            if type_:
                params, results = self.params(type_.params, ids), self.valtypes("result", type_.results)
                return f"(type {self.typeidx(index)}){params}{results}"
        found = self._uses.get(index)
        if found is None:
            type_ = self.scope.func_type(index)
            if type_ is None:
                return f"(type {self.typeidx(index)})"
            params, results = self.valtypes("param", type_.params), self.valtypes("result", type_.results)
            found = self._uses[index] = f"(type {self.typeidx(index)}){params}{results}"
        return found

    # ---- composite types

    def entry(self, entry: TypeDef, first: int, indent: str) -> str:
        """An entry of the type section; `first` is the index of its first type. Spec: §6.4.7 (text-rectype)"""
        if not isinstance(entry, RecType):
            return indent + self._type(entry, first)
        members = (f"{indent}  {self._type(member, index)}" for index, member in enumerate(entry.types, first))
        return f"{indent}(rec{''.join(members)})"

    def _type(self, type_: SubType | CompType, index: int) -> str:
        return f"(type{self.scope.ids[IndexSpace.TYPE].numbered(index)} {self._subtype(type_, index)})"

    def _subtype(self, type_: SubType | CompType, index: int) -> str:
        if not isinstance(type_, SubType):
            return self._comptype(type_, index)
        supers = "".join(f" {self.typeidx(super_)}" for super_ in type_.supers)
        return f"(sub{' final' if type_.final else ''}{supers} {self._comptype(type_.comp, index)})"

    def _comptype(self, comp: CompType, index: int) -> str:
        clauses = []
        while isinstance(comp, Describes | Descriptor):
            keyword = "describes" if isinstance(comp, Describes) else "descriptor"
            clauses.append(f"({keyword} {self.typeidx(comp.type)}) ")
            comp = comp.comp
        return "".join(clauses) + self._plain(comp, index)

    def _plain(self, comp: FuncType | StructType | ArrayType, index: int) -> str:
        if isinstance(comp, FuncType):
            return f"(func{self.valtypes('param', comp.params)}{self.valtypes('result', comp.results)})"
        if isinstance(comp, ArrayType):
            return f"(array {self._field(comp.field)})"
        ids = self.scope.fields(index)
        fields = (f" (field{ids.binder(number)} {self._field(field)})" for number, field in enumerate(comp.fields))
        return f"(struct{''.join(fields)})"

    def _field(self, field: FieldType) -> str:
        return f"(mut {self.valtype(field.storage)})" if field.mutable else self.valtype(field.storage)

    # ---- types of memories, tables and globals

    def limits(self, limits: Limits) -> str:
        """The size of a memory or table, with its address type if that is not i32. Spec: §6.4.9 (text-limits)"""
        address = "i64 " if limits.addrtype is NumType.I64 else ""
        return f"{address}{int(limits.min)}" + ("" if limits.max is None else f" {int(limits.max)}")

    def memtype(self, type_: MemType) -> str:
        """The type of a memory. Spec: §6.4.12 (text-memtype)"""
        limits = type_.limits
        shared = " shared" if limits.shared else ""
        size = "" if limits.page_size_log2 is None else f" (pagesize {1 << limits.page_size_log2})"
        return self.limits(limits) + shared + size

    def tabletype(self, type_: TableType) -> str:
        """The type of a table. Spec: §6.4.13 (text-tabletype)"""
        return f"{self.limits(type_.limits)} {self.valtype(type_.elem)}"

    def globaltype(self, type_: GlobalType) -> str:
        """The type of a global. Spec: §6.4.11 (text-globaltype)"""
        return f"(mut {self.valtype(type_.type)})" if type_.mutable else self.valtype(type_.type)
