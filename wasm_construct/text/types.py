"""Types, and the uses of function types.

Spec: §6.4 (text-type)
Source: the threads proposal; the custom-page-sizes proposal; the custom-descriptors proposal
"""

from __future__ import annotations

from wasm_construct.features import Feature
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
    PackType,
    RefType,
    StorageType,
    StructType,
    SubType,
    TableType,
    ValType,
    VecType,
)
from wasm_construct.text.keywords import HEAP_TYPES, REF_TYPES
from wasm_construct.text.lexer import Source
from wasm_construct.text.reader import INDEX_START, Binder, Reader
from wasm_construct.text.scopes import Scope, TypeUse

_WORDS: dict[str, ValType] = {
    **{type_.value: type_ for type_ in NumType},
    **{type_.value: type_ for type_ in VecType},
    **REF_TYPES,
}
_PACKED = {type_.value: type_ for type_ in PackType}
_EXACT, _SHARED, _PAGE_SIZE = Feature.CUSTOM_DESCRIPTORS, Feature.THREADS, Feature.CUSTOM_PAGE_SIZES


class TypeReader(Reader):
    """Reads types in the scope of a module; each method raises TextError where the tokens are no such type."""

    def __init__(self, source: Source, pos: int, features: frozenset[Feature], legacy_names: bool = False) -> None:
        super().__init__(source, pos, features)
        self.legacy_names = legacy_names
        self.scope = Scope(self)

    def needs(self, feature: Feature) -> None:
        """Refuse the token just read when its feature is off."""
        if feature not in self.features:
            word = self.words[self.pos - 1]
            raise self.error(f"unknown operator {word} (it needs the feature {feature})", self.pos - 1)

    def needs_exact(self) -> None:
        """Refuse the token `exact` just read when its feature is off."""
        self.needs(_EXACT)

    # ---- values and references

    def heaptype(self) -> HeapType:
        """A heap type. Spec: §6.4.3 (text-heaptype)"""
        word = self.words[self.pos]
        if word[:1] in INDEX_START:
            return self.scope.spaces["typeidx"].read()
        if self.opens("exact"):
            self.needs(_EXACT)
            index = self.scope.spaces["typeidx"].read()
            self.close()
            return Exact(index)
        if word not in HEAP_TYPES:
            raise self.unexpected()
        self.pos += 1
        return HEAP_TYPES[word]

    def at_reftype(self) -> bool:
        """Whether a reference type comes next."""
        word = self.words[self.pos]
        return word in REF_TYPES or (word == "(" and self.words[self.pos + 1] == "ref") or self._legacy(word)

    def _legacy(self, word: str) -> bool:
        return self.legacy_names and word == "anyfunc"

    def reftype(self) -> RefType:
        """A reference type, in its long form or as one word. Spec: §6.4.4 (text-reftype)"""
        if self.opens("ref"):
            null = self.has("null")
            ref = RefType(null, self.heaptype())
            self.close()
            return ref
        word = self.words[self.pos]
        if self._legacy(word):
            word = "funcref"
        if word not in REF_TYPES:
            raise self.unexpected()
        self.pos += 1
        return REF_TYPES[word]

    def valtype(self) -> ValType:
        """A value type. Spec: §6.4.5 (text-valtype)"""
        found = _WORDS.get(self.words[self.pos])
        if found is not None:
            self.pos += 1
            return found
        return self.reftype()

    def valtypes(self) -> list[ValType]:
        """Value types up to a closing parenthesis, which is read too."""
        found = []
        while self.words[self.pos] != ")":
            found.append(self.valtype())
        self.pos += 1
        return found

    # ---- function types and their uses

    def functype(self, *, named: bool = True) -> TypeUse:
        """Parameters and results; `named`: parameters may have names. Spec: §6.4.6 (text-functype)"""
        at = self.pos
        params: list[ValType] = []
        names: list[tuple[int, Binder]] = []
        while self.opens("param"):
            binder = self.binder() if named else None
            if binder is not None and binder.name is not None:
                names.append((len(params), binder))
            if binder is not None and binder.id is not None:
                params.append(self.valtype())
                self.close()
            else:
                params += self.valtypes()
        results = self.results()
        if self.words[self.pos] == "(" and self.words[self.pos + 1] == "param":
            raise self.unexpected(self.pos + 1)
        return TypeUse(None, FuncType(tuple(params), results), names, at)

    def results(self) -> tuple[ValType, ...]:
        """Any number of `(result ...)`."""
        if self.words[self.pos] != "(" or self.words[self.pos + 1] != "result":
            return ()
        found: list[ValType] = []
        while self.opens("result"):
            found += self.valtypes()
        return tuple(found)

    def typeuse(self, *, named: bool = True) -> TypeUse:
        """A type by its index, by its parameters and results, or both. Spec: §6.4.15 (text-typeuse)"""
        at = self.pos
        index = None
        if self.opens("type"):
            index = self.scope.spaces["typeidx"].read()
            self.close()
        use = self.functype(named=named)
        use.index, use.at = index, at
        return use

    # ---- composite types

    def fieldtype(self) -> FieldType:
        """The type of a field. Spec: §6.4.6 (text-fieldtype)"""
        if self.opens("mut"):
            field = FieldType(self._storage(), mutable=True)
            self.close()
            return field
        return FieldType(self._storage())

    def _storage(self) -> StorageType:
        packed = _PACKED.get(self.words[self.pos])
        if packed is None:
            return self.valtype()
        self.pos += 1
        return packed

    def subtype(self, index: int) -> SubType | CompType:
        """The type with this index, and its supertypes. Spec: §6.4.7 (text-subtype)"""
        if not self.opens("sub"):
            return self._described(index)
        final = self.has("final")
        supers = []
        while self.at_index():
            supers.append(self.scope.spaces["typeidx"].read())
        comp = self._described(index)
        self.close()
        return comp if final and not supers else SubType(comp, tuple(supers), final)

    def _described(self, index: int) -> CompType:
        clauses: list[tuple[type[Describes] | type[Descriptor], int]] = []
        for keyword, cls in (("describes", Describes), ("descriptor", Descriptor)):
            if self.opens(keyword):
                self.needs(_EXACT)
                clauses.append((cls, self.scope.spaces["typeidx"].read()))
                self.close()
        comp = self._comptype(index)
        for cls, other in reversed(clauses):
            comp = cls(other, comp)
        return comp

    def _comptype(self, index: int) -> CompType:
        comp: CompType
        if self.opens("func"):
            comp = self.functype().type
        elif self.opens("struct"):
            comp = StructType(tuple(self._fields(index)))
        elif self.opens("array"):
            comp = ArrayType(self.fieldtype())
        else:
            at = self.pos
            raise self.unexpected(at + 1 if self.words[at] == "(" else at)
        self.close()
        return comp

    def _fields(self, index: int) -> list[FieldType]:
        fields: list[FieldType] = []
        space = self.scope.fields_of(index)
        while self.opens("field"):
            binder = self.binder()
            if binder.name is None:
                while self.words[self.pos] != ")":
                    fields.append(self.fieldtype())
                self.pos += 1
                space.count = len(fields)
            else:
                space.bind(binder)
                fields.append(self.fieldtype())
                self.close()
        return fields

    # ---- types of memories, tables and globals

    def addrtype(self) -> NumType:
        """The type of addresses, i32 when none is written. Spec: §6.4.8 (text-addrtype)"""
        if self.has("i64"):
            return NumType.I64
        self.has("i32")
        return NumType.I32

    def limits(self, addrtype: NumType) -> Limits:
        """The size of a memory or table, after its address type. Spec: §6.4.9 (text-limits)"""
        bits = 64 if Feature.MEMORY64 in self.features else 32
        least = self.nat(bits)
        return Limits(least, self.nat(bits) if self.at_index() else None, addrtype)

    def memtype(self, addrtype: NumType) -> MemType:
        """The size of a memory, after its address type. Spec: §6.4.12 (text-memtype)"""
        limits = self.limits(addrtype)
        shared = self.has("shared")
        if shared:
            self.needs(_SHARED)
        page_size = self.page_size()
        if shared or page_size is not None:
            limits = Limits(limits.min, limits.max, addrtype, shared, page_size)
        return MemType(limits)

    def page_size(self) -> int | None:
        """The exponent of the page size; None when none is written."""
        if not self.opens("pagesize"):
            return None
        self.needs(_PAGE_SIZE)
        size = self.nat(64)
        if size.bit_count() != 1:
            raise self.error("invalid custom page size", self.pos - 1)
        self.close()
        return size.bit_length() - 1

    def tabletype(self, addrtype: NumType) -> TableType:
        """The size and the type of a table, after its address type. Spec: §6.4.13 (text-tabletype)"""
        limits = self.limits(addrtype)
        return TableType(self.reftype(), limits)

    def globaltype(self) -> GlobalType:
        """The type of a global. Spec: §6.4.11 (text-globaltype)"""
        if self.opens("mut"):
            type_ = GlobalType(self.valtype(), mutable=True)
            self.close()
            return type_
        return GlobalType(self.valtype())
