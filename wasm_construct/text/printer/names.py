"""The names in a printed module: identifiers from the name section, made unique, or numbers.

Reading the text gives the same name section again, if that names only items that exist, in the order of their indices.
Other name sections are printed as they are, in `(@custom "name" ...)`, and the names stand in comments.

Spec: §6.3.5 (text-id), §7.7.1 (binary-namesec), §7.7.2 (text-nameannot)
"""

from __future__ import annotations

from dataclasses import dataclass

from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.instructions import Expr
from wasm_construct.syntax.module import Module
from wasm_construct.syntax.modules import Code
from wasm_construct.syntax.names import INDIRECT, IndirectNameMap, ModuleName, NameMap, Names
from wasm_construct.syntax.nesting import OPENERS
from wasm_construct.syntax.types import CompType, Describes, Descriptor, ExternFunc, FuncType, StructType, SubType
from wasm_construct.text.printer.literals import comment, identifier, name
from wasm_construct.text.sections import assocs, indirect_assocs

ORDER = tuple(IndexSpace)


@dataclass(frozen=True, slots=True)
class Style:
    """How names are printed. `ids`: as identifiers, else in comments. `comments`: comments, with names and indices."""

    ids: bool = True
    comments: bool = True


class Ids:
    """The names of the entries of one index space, as the text writes them."""

    def __init__(self, names: dict[int, str], style: Style) -> None:
        self.names = names
        self.style = style
        self._ids: dict[int, str] = {}
        self._refs: dict[int, str] = {}
        used = set(names.values())
        seen: set[str] = set()
        following: dict[str, int] = {}  # the first number that a name has not been tried with
        for index, text in names.items():
            if not style.ids:
                if style.comments:
                    self._refs[index] = f"{int(index)} {comment(text)}"
            elif text:
                unique = text
                if text in seen:
                    number = max(index, following.get(text, 0))
                    while (unique := f"{text}.{number}") in seen or unique in used:
                        number += 1
                    following[text] = number + 1
                seen.add(unique)
                self._ids[index] = self._refs[index] = identifier(unique)

    def __bool__(self) -> bool:
        return bool(self.names)

    def ref(self, index: int) -> str:
        """The index as an instruction or a field names it."""
        return self._refs.get(index) or str(int(index))

    def binder(self, index: int) -> str:
        """The identifier of the entry as its definition has it, after a blank; nothing when it has no name."""
        text = self.names.get(index)
        if text is None:
            return ""
        if not self.style.ids:
            return f" {comment(text)}" if self.style.comments else ""
        id_ = self._ids.get(index)
        if id_ == identifier(text or "?"):
            return f" {id_}"
        return f" {id_} (@name {name(text)})" if id_ else f" (@name {name(text)})"

    def numbered(self, index: int) -> str:
        """The same, with the number in a comment."""
        return f"{self.binder(index)} (;{index};)" if self.style.comments else self.binder(index)


class Scope:
    """The index spaces of a module, with their names."""

    def __init__(self, module: Module, names: Names | None, style: Style) -> None:
        self.style = style
        self.module_name = names.module if names else None
        direct = {space: names.map(space) if names else {} for space in ORDER if space not in INDIRECT}
        self.indirect = {space: names.indirect_map(space) if names else {} for space in INDIRECT}
        self.ids = {space: Ids(found, style) for space, found in direct.items()}
        self.types: tuple[SubType, ...] = module.types
        self._fields: dict[int, Ids] = {}

    def fields(self, type_index: int) -> Ids:
        """The fields of a structure type."""
        found = self._fields.get(type_index)
        if found is None:
            names = self.indirect[IndexSpace.FIELD].get(type_index, {})
            found = self._fields[type_index] = Ids(names, self.style)
        return found

    def locals(self, func: int) -> Ids:
        """The parameters and locals of a function."""
        return Ids(self.indirect[IndexSpace.LOCAL].get(func, {}), self.style)

    def comp(self, index: int) -> CompType | None:
        """The composite type with this index, without its descriptors; None when there is no such type."""
        comp = self.types[index].comp if 0 <= index < len(self.types) else None
        while isinstance(comp, Describes | Descriptor):
            comp = comp.comp
        return comp

    def func_type(self, index: int) -> FuncType | None:
        """The function type with this index; None when there is none."""
        comp = self.comp(index)
        return comp if isinstance(comp, FuncType) else None


def can_be_read_back(module: Module, names: Names) -> bool:
    """Whether a text with these names as identifiers gives exactly this name section."""
    sizes = {
        IndexSpace.FUNC: len(module.funcs),
        IndexSpace.TYPE: len(module.types),
        IndexSpace.TABLE: len(module.tables),
        IndexSpace.MEMORY: len(module.mems),
        IndexSpace.GLOBAL: len(module.globals),
        IndexSpace.ELEM: len(module.elems),
        IndexSpace.DATA: len(module.datas),
        IndexSpace.TAG: len(module.tags),
    }
    expected: list[object] = [] if names.module is None else [ModuleName(names.module)]
    for space in ORDER:
        if space in INDIRECT:
            inner = names.indirect_map(space)
            if not _fit(module, space, inner):
                return False
            if inner:
                expected.append(IndirectNameMap(space, indirect_assocs(inner)))
        else:
            found = names.map(space)
            if any(index >= sizes[space] for index in found):
                return False
            if found:
                expected.append(NameMap(space, assocs(found)))
    return bool(expected) and expected == list(names.subsections)


def _fit(module: Module, space: IndexSpace, names: dict[int, dict[int, str]]) -> bool:
    """Whether all of these names belong to items that exist."""
    scope = Scope(module, None, Style())
    funcs = module.funcs if names and space is not IndexSpace.FIELD else []
    for outer, inner in names.items():
        if space is IndexSpace.FIELD:
            comp = scope.types[outer].comp if outer < len(scope.types) else None
            while isinstance(comp, Describes | Descriptor):
                comp = comp.comp
            size = len(comp.fields) if isinstance(comp, StructType) else 0
        elif outer >= len(funcs):
            return False
        else:
            item = funcs[outer]
            code = item.defined if isinstance(item.defined, Code) else None
            if space is IndexSpace.LOCAL:
                type_ = scope.func_type(item.type.type) if isinstance(item.type, ExternFunc) else None
                if type_ is None:
                    return False
                size = len(type_.params) + sum(run.count for run in (code.locals if code else ()))
            else:
                size = count_blocks(code.body) if code else 0
        if not inner or any(index >= size for index in inner):
            return False
    return True


def count_blocks(body: Expr) -> int:
    """How many blocks there are in a body."""
    return sum(instr.row.mnemonic in OPENERS for instr in body.peek())
