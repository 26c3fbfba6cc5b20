"""The parts of a module, and its sections in the form and order of the file.

Every record of the binary format is a slotted dataclass that can be made by hand. `size_width` remembers a padded size
(see `padded`), `tag_width` a padded form number; reading sets them, and they are not part of equality.

Spec: §2.5 (syntax-module), §5.5 (Modules)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, TypeAlias

from wasm_construct.syntax.instructions import Expr
from wasm_construct.syntax.section import Section
from wasm_construct.syntax.types import (
    ExternType,
    GlobalType,
    MemType,
    RefType,
    TableType,
    TagType,
    TypeDef,
    ValType,
)


class ExternKind(Enum):
    """The index space that an export names an item of. Spec: §2.5.12 (syntax-externidx)"""

    FUNC = "func"
    TABLE = "table"
    MEMORY = "memory"
    GLOBAL = "global"
    TAG = "tag"

    def __repr__(self) -> str:
        return f"ExternKind.{self.name}"


@dataclass(slots=True)
class Import:
    """An import: two names, and the type that the item must have. Spec: §2.5.11 (syntax-import)"""

    module: str
    name: str
    type: ExternType


@dataclass(slots=True)
class Table:
    """A table and the value of its elements; `init` None: null. Spec: §2.5.6 (syntax-table)"""

    type: TableType
    init: Expr | None = None


@dataclass(slots=True)
class Global:
    """A global and its initial value. Spec: §2.5.4 (syntax-global)"""

    type: GlobalType
    init: Expr


@dataclass(slots=True)
class Export:
    """A name for an item of the module. Spec: §2.5.12 (syntax-export)"""

    name: str
    kind: ExternKind
    index: int


@dataclass(slots=True)
class Active:
    """A segment that instantiation copies into table or memory `index`, at `offset`. Spec: §2.5.8 (syntax-datamode)

    `explicit`: index 0 was written out although it need not be; not part of equality.
    """

    offset: Expr
    index: int = 0
    explicit: bool = field(default=False, compare=False, repr=False)


@dataclass(slots=True)
class Passive:
    """A segment that waits for `table.init`, `memory.init` and the like. Spec: §2.5.8 (syntax-datamode)"""


@dataclass(slots=True)
class Declarative:
    """An element segment that only declares references. Spec: §2.5.9 (syntax-elemmode)"""


ElemMode: TypeAlias = Active | Passive | Declarative
"""Spec: §2.5.9 (syntax-elemmode)"""
DataMode: TypeAlias = Active | Passive
"""Spec: §2.5.8 (syntax-datamode)"""


@dataclass(slots=True)
class ElemFuncs:
    """An element segment of function indices (all references are non-null). Spec: §2.5.9 (syntax-elem)"""

    mode: ElemMode
    funcs: list[int]
    tag_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class ElemExprs:
    """An element segment of constant expressions, each a reference of type `type`. Spec: §2.5.9 (syntax-elem)"""

    mode: ElemMode
    type: RefType
    exprs: list[Expr]
    tag_width: int = field(default=0, init=False, compare=False, repr=False)


Elem: TypeAlias = ElemFuncs | ElemExprs
"""Spec: §2.5.9 (syntax-elem)"""


@dataclass(slots=True)
class Data:
    """A data segment. Spec: §2.5.8 (syntax-data)"""

    mode: DataMode
    init: bytes
    tag_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Locals:
    """A run of `count` locals of the same type. Spec: §5.5.13 (binary-local)"""

    count: int
    type: ValType


@dataclass(slots=True)
class Code:
    """The locals and the body of a function. Spec: §5.5.13 (binary-code)"""

    locals: list[Locals]
    body: Expr
    size_width: int = field(default=0, init=False, compare=False, repr=False)


@dataclass(slots=True)
class TypeSec(Section):
    """The types. Spec: §5.5.4 (binary-typesec)"""

    id: ClassVar[int] = 1
    kind: ClassVar[str] = "type"
    types: list[TypeDef] = field(default_factory=list)


@dataclass(slots=True)
class ImportSec(Section):
    """The imports. Spec: §5.5.5 (binary-importsec)"""

    id: ClassVar[int] = 2
    kind: ClassVar[str] = "import"
    imports: list[Import] = field(default_factory=list)


@dataclass(slots=True)
class FuncSec(Section):
    """The type index of each function that is not imported. Spec: §5.5.6 (binary-funcsec)"""

    id: ClassVar[int] = 3
    kind: ClassVar[str] = "func"
    types: list[int] = field(default_factory=list)


@dataclass(slots=True)
class TableSec(Section):
    """The tables that are not imported. Spec: §5.5.7 (binary-tablesec)"""

    id: ClassVar[int] = 4
    kind: ClassVar[str] = "table"
    tables: list[Table] = field(default_factory=list)


@dataclass(slots=True)
class MemSec(Section):
    """The memories that are not imported. Spec: §5.5.8 (binary-memsec)"""

    id: ClassVar[int] = 5
    kind: ClassVar[str] = "memory"
    mems: list[MemType] = field(default_factory=list)


@dataclass(slots=True)
class GlobalSec(Section):
    """The globals that are not imported. Spec: §5.5.9 (binary-globalsec)"""

    id: ClassVar[int] = 6
    kind: ClassVar[str] = "global"
    globals: list[Global] = field(default_factory=list)


@dataclass(slots=True)
class ExportSec(Section):
    """The exports. Spec: §5.5.10 (binary-exportsec)"""

    id: ClassVar[int] = 7
    kind: ClassVar[str] = "export"
    exports: list[Export] = field(default_factory=list)


@dataclass(slots=True)
class StartSec(Section):
    """The index of the start function. Spec: §5.5.11 (binary-startsec)"""

    id: ClassVar[int] = 8
    kind: ClassVar[str] = "start"
    func: int = 0


@dataclass(slots=True)
class ElemSec(Section):
    """The element segments. Spec: §5.5.12 (binary-elemsec)"""

    id: ClassVar[int] = 9
    kind: ClassVar[str] = "elem"
    elems: list[Elem] = field(default_factory=list)


@dataclass(slots=True)
class CodeSec(Section):
    """The code of each function that is not imported. Spec: §5.5.13 (binary-codesec)"""

    id: ClassVar[int] = 10
    kind: ClassVar[str] = "code"
    codes: list[Code] = field(default_factory=list)


@dataclass(slots=True)
class DataSec(Section):
    """The data segments. Spec: §5.5.14 (binary-datasec)"""

    id: ClassVar[int] = 11
    kind: ClassVar[str] = "data"
    datas: list[Data] = field(default_factory=list)


@dataclass(slots=True)
class DataCountSec(Section):
    """How many data segments there are, ahead of the code. Spec: §5.5.15 (binary-datacntsec)"""

    id: ClassVar[int] = 12
    kind: ClassVar[str] = "datacount"
    count: int = 0


@dataclass(slots=True)
class TagSec(Section):
    """The tags that are not imported. Spec: §5.5.16 (binary-tagsec)"""

    id: ClassVar[int] = 13
    kind: ClassVar[str] = "tag"
    tags: list[TagType] = field(default_factory=list)


SECTION_ORDER: tuple[type[Section], ...] = (
    TypeSec,
    ImportSec,
    FuncSec,
    TableSec,
    MemSec,
    TagSec,
    GlobalSec,
    ExportSec,
    StartSec,
    ElemSec,
    DataCountSec,
    CodeSec,
    DataSec,
)
"""The order of the sections in a module; custom sections may stand anywhere. Spec: §5.5.17 (binary-module)"""
