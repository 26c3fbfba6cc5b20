"""Who refers to an item of a module: the places that name it, each with its owner, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from wasm_construct.display.instructions import instr_text
from wasm_construct.display.items import KIND_OF, Described
from wasm_construct.display.words import quoted, shown
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.indices import WITHIN, IndexSpace, Place, Steps, steps_text
from wasm_construct.syntax.instructions import Expr, Instr
from wasm_construct.syntax.module import SPACES, Module
from wasm_construct.syntax.modules import (
    CodeSec,
    DataSec,
    ElemSec,
    ExportSec,
    ExternKind,
    FuncSec,
    GlobalSec,
    ImportSec,
    TableSec,
    TagSec,
    TypeSec,
)
from wasm_construct.syntax.section import Section
from wasm_construct.syntax.types import RecType

_DEFINES: dict[type[Section], IndexSpace] = {
    TypeSec: IndexSpace.TYPE,
    FuncSec: IndexSpace.FUNC,
    CodeSec: IndexSpace.FUNC,
    TableSec: IndexSpace.TABLE,
    TagSec: IndexSpace.TAG,
    GlobalSec: IndexSpace.GLOBAL,
    ElemSec: IndexSpace.ELEM,
    DataSec: IndexSpace.DATA,
}
"""The sections whose elements are items of an index space, and may refer to others."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The part of a module that refers to an item.

    `kind` is that of an item (`func`, `type`, `table`, `tag`, `global`, `elem`, `data`), or `import`, `export`, `start`
    or `custom`. `index` is the index of an item, and None for the others. `names` are what it is called: none, one, or
    the two names of an import.
    """

    kind: str
    index: int | None = None
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([self.kind, *([] if self.index is None else [str(self.index)]), *map(quoted, self.names)])


@dataclass(frozen=True, slots=True)
class Use:
    """A place that names an item, and its owner.

    `where` leads from the owner to the place, or to the instruction `instr`. `offset` is the byte offset of an
    instruction in the body of a function, in the module as it is built.
    """

    place: Place
    owner: Owner
    where: str
    instr: Instr | None = None
    offset: int | None = None

    @property
    def text(self) -> str | None:
        """The instruction in the text format, with numbers instead of names."""
        return None if self.instr is None else instr_text(self.instr)

    def __str__(self) -> str:
        what = " ".join(filter(None, (self.where, self.text)))
        offset = "" if self.offset is None else f" at {self.offset:#x}"
        return f"{self.owner}{': ' if what else ''}{what}{offset}{' (implied)' if self.place.implied else ''}"


def uses_at(module: Module, places: Iterable[Place], offset_of: Callable[[int, int], int]) -> Iterator[Use]:
    """The uses at these places of a module; debug names are no uses.

    `offset_of(number, instr)` gives the byte offset of an instruction of a code of the code section.
    """
    owners = _Owners(module)
    last: Expr | None = None
    instrs: list[Instr] = []
    for place in places:
        section = module.sections[place.section]
        if isinstance(section, CustomSec) and section.name == "name":
            continue
        owner, steps = owners.of(section, place.steps)
        at, found = _leading_to_code(section, place.steps)
        if found is None:
            yield Use(place, owner, steps_text(steps))
            continue
        if found is not last:
            last, instrs = found, found.peek()
        number = int(place.steps[at])
        where = steps_text(steps[: len(steps) - (len(place.steps) - at) + 1])
        offset = None if place.instr is None else offset_of(int(place.steps[3]), number)
        yield Use(place, owner, where, instrs[number], offset)


def _leading_to_code(section: Section, steps: Steps) -> tuple[int, Expr | None]:
    """The expression that the steps of a place lead into, and how many of them lead to it."""
    value: object = section
    for number, step in enumerate(steps[2:], start=2):
        if isinstance(value, Expr):
            return number, value
        value = value[step] if isinstance(step, int) else getattr(value, step, None)  # type: ignore[index]
    return len(steps), None


class _Owners:
    """The owners of the places of a module."""

    def __init__(self, module: Module) -> None:
        self.described = Described(module)
        self.imported = Counter(IndexSpace.of(KIND_OF[type(item.type)]) for item in module.imports)
        section, self.types = module.section(TypeSec), [0]  # of the first type of each entry of the type section
        for entry in section.types if section else ():
            self.types.append(self.types[-1] + (len(entry.types) if isinstance(entry, RecType) else 1))

    def of(self, section: Section, steps: Steps) -> tuple[Owner, Steps]:
        """The owner of the place that these steps lead to, and the steps from there."""
        space = _DEFINES.get(type(section))
        number, rest = int(steps[3]) if len(steps) > 3 and isinstance(steps[3], int) else 0, steps[4:]
        match section:
            case CustomSec(name=name):
                return Owner("custom", names=(name,)), steps[3:]
            case ImportSec(imports=imports):
                return Owner("import", names=(imports[number].module, imports[number].name)), rest
            case ExportSec(exports=exports):
                return Owner("export", names=(exports[number].name,)), ()
            case TypeSec(types=types) if isinstance(types[number], RecType):
                return self.item(IndexSpace.TYPE, self.types[number] + int(steps[5])), steps[6:]
            case TypeSec():
                return self.item(IndexSpace.TYPE, self.types[number]), rest
            case _ if space is not None:
                return self.item(space, self.imported[space] + number), rest or ("type",)
            case _:
                return Owner("start"), ()

    def item(self, space: IndexSpace, index: int) -> Owner:
        """An item as an owner."""
        name = name_of(self.described, space, index)
        return Owner(space.value, index, () if name is None else (name,))


def name_of(described: Described, space: IndexSpace, index: int) -> str | None:
    """The debug name of an item, or else the first name that it is exported under."""
    exports = described.exports.get((ExternKind(space.value), index)) if space.value in _EXTERN else None
    return described.name(space, index) or (exports[0] if exports else None)


_EXTERN = {kind.value for kind in ExternKind}


def find(module: Module, space: IndexSpace, which: int | str) -> int:
    """The index of an item that is given by index, export name or debug name; raises KeyError, which suggests a name.

    Raises ValueError for a space that is not of the module as a whole.
    """
    if space in WITHIN:
        raise ValueError(f"a {space.value} has its index within a {WITHIN[space].value}")
    size = len(getattr(module, SPACES[space]))
    if isinstance(which, int):
        if not 0 <= which < size:
            raise KeyError(f"there is no {space.value} {int(which)}: the module has {size}")
        return int(which)
    names = {name: index for index, name in reversed((module.names.map(space) if module.names else {}).items())}
    names |= {export.name: int(export.index) for export in module.exports if export.kind.value == space.value}
    if which not in names:
        close = get_close_matches(which, names, n=1)
        hint = f": did you mean {quoted(close[0])}?" if close else ""
        raise KeyError(f"the module has no {space.value} {quoted(shown(which))}{hint}")
    return int(names[which])
