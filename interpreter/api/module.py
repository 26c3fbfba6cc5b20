"""`Module`: a module to read, validate, edit and run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

import wasm_construct.module
import wasm_construct.syntax.module as syntax
import wasm_construct.syntax.types as types
from interpreter.api.config import Config
from interpreter.api.executor import Executor
from interpreter.api.imports import Imports
from interpreter.api.validated import up_to_date
from interpreter.runtime.instance import Instance
from interpreter.runtime.module import ValidModule
from interpreter.runtime.types import FuncType, GlobalType, MemoryType, TableType
from wasm_construct.errors import TextError
from wasm_construct.syntax.modules import ExternKind

Source: TypeAlias = bytes | bytearray | memoryview | str | syntax.Module
"""A module in the binary format, in the text format, or already read."""
ExternType: TypeAlias = FuncType | MemoryType | TableType | GlobalType
"""The type of an import or an export; that of a tag is a FuncType."""
_CONFIG = Config()
_EXTENSIONS = (".wasm", ".wat", b".wasm", b".wat")


@dataclass(frozen=True, slots=True)
class ImportType:
    """An import: its two names, and the type that it must have. Spec: §2.5.11 (syntax-import)"""

    module_name: str
    name: str
    kind: ExternKind
    type: ExternType

    def ty(self) -> ExternType:
        """The type that the import must have, the same as `type`."""
        return self.type


@dataclass(frozen=True, slots=True)
class ExportType:
    """An export: its name and its type. Spec: §2.5.12 (syntax-export)"""

    name: str
    kind: ExternKind
    type: ExternType

    def ty(self) -> ExternType:
        """The type of what is exported, the same as `type`."""
        return self.type


class Module(wasm_construct.module.Module):
    """A module to run. It may be edited like any module; instances that are made afterwards have the changes.

    `config` says which features are on.
    """

    __slots__ = ("_valid", "config")

    def __init__(self, sections: list[Any] | None = None, config: Config | None = None) -> None:
        super().__init__([] if sections is None else sections)
        self.config = config
        self._valid: ValidModule | None = None

    # ---- reading

    @classmethod
    def load(cls, source: Source, config: Config | None = None) -> Self:
        """Read a module, valid or not; raises MalformedError (of the text format: TextError).

        Bytes that begin as a binary module does are one, others are text.
        """
        options = config or _CONFIG
        read: syntax.Module
        if isinstance(source, syntax.Module):
            read = source
        elif isinstance(source, str):
            read = cls._of_text(source, options)
        elif isinstance(source, os.PathLike):
            raise TypeError("a path is no module: load_file and from_file read a file")
        else:
            data = bytes(memoryview(source))
            binary = data[:1] == b"\0" or not data
            read = cls.parse(data, options.features) if binary else cls._of_text(data, options)
        return cls(list(read.sections), config)

    @classmethod
    def _of_text(cls, text: str | bytes, options: Config) -> Self:
        try:
            return cls.from_wat(text, options.features)
        except TextError as error:
            if len(text) < 1000 and os.path.splitext(text)[1] in _EXTENSIONS:
                error.add_note("this is the name of a file, it seems: load_file and from_file read one")
            raise

    @classmethod
    def load_file(cls, path: str | os.PathLike[str], config: Config | None = None) -> Self:
        """Read a module from a file, valid or not; raises OSError and MalformedError."""
        return cls.load(Path(path).read_bytes(), config)

    @classmethod
    def from_bytes(cls, source: Source | Config | None, config: Source | Config | None = None) -> Self:
        """Read a module and validate it; raises MalformedError (of the text format: TextError) and InvalidError.

        The arguments may come in the order of WasmEdge's SDK, too: the configuration, or None, first.
        """
        if source is None or isinstance(source, Config):
            source, config = config, source
        if source is None or isinstance(source, Config) or not (config is None or isinstance(config, Config)):
            raise TypeError("from_bytes() takes a module and a Config")
        module = cls.load(source, config)
        module.valid()
        return module

    @classmethod
    def from_file(
        cls, path: str | os.PathLike[str] | Config | None, config: str | os.PathLike[str] | Config | None = None
    ) -> Self:
        """Read a module from a file, binary or text, and validate it; raises OSError and what `from_bytes` raises."""
        if path is None or isinstance(path, Config):
            path, config = config, path
        if path is None or isinstance(path, Config) or not (config is None or isinstance(config, Config)):
            raise TypeError("from_file() takes a path and a Config")
        return cls.from_bytes(Path(path).read_bytes(), config)

    # ---- running

    def valid(self, config: Config | None = None) -> ValidModule:
        """The module as its instances share it, made anew after an edit; raises InvalidError and BuildError.

        `config` is for a module that was read without one.
        """
        self._valid = up_to_date(self._valid, self, self.config or config or _CONFIG)
        return self._valid

    def instantiate(self, imports: Imports = None, name: str | None = None) -> Instance:
        """Make an instance: short for `Executor(module.config).instantiate(module, ...)`."""
        return Executor(self.config).instantiate(self, imports, name)

    # ---- looking

    def count_of_imports(self) -> int:
        """The number of imports."""
        return len(self.imports)

    def count_of_exports(self) -> int:
        """The number of exports."""
        return len(self.exports)

    def import_types(self) -> list[ImportType]:
        """The imports with their types; raises InvalidError."""
        valid = self.valid()
        places = dict.fromkeys(ExternKind, 0)
        found = []
        for import_ in valid.imports:
            kind = _KINDS[type(import_.type)]
            type_ = _type(valid, kind, places[kind])
            places[kind] += 1
            found.append(ImportType(str(import_.module), str(import_.name), kind, type_))
        return found

    def export_types(self) -> list[ExportType]:
        """The exports with their types; raises InvalidError."""
        valid = self.valid()
        return [ExportType(str(e.name), e.kind, _type(valid, e.kind, e.index)) for e in valid.exports]

    def get_export(self, name: str) -> ExternType | None:
        """The type of an export; None when there is none of this name. Raises InvalidError."""
        return next((export.type for export in self.export_types() if export.name == name), None)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, syntax.Module):
            return NotImplemented
        return self.sections == other.sections  # also with a module of `wasm_construct`

    __hash__ = None  # type: ignore[assignment]

    # ---- copies

    def __getstate__(self) -> tuple[list[Any], Config | None]:
        return self.sections, self.config

    def __setstate__(self, state: tuple[list[Any], Config | None]) -> None:
        self.sections, self.config = state
        self._valid = None


_KINDS = {
    types.ExternFunc: ExternKind.FUNC,
    types.TableType: ExternKind.TABLE,
    types.MemType: ExternKind.MEMORY,
    types.GlobalType: ExternKind.GLOBAL,
    types.TagType: ExternKind.TAG,
}


def _type(module: ValidModule, kind: ExternKind, index: int) -> ExternType:
    context = module.context
    match kind:
        case ExternKind.FUNC:
            return FuncType.of(context.funcs[index])
        case ExternKind.TABLE:
            table = context.tables[index]
            limits = table.limits
            return TableType(table.elem, limits.min, limits.max, table64=limits.addrtype is types.I64)
        case ExternKind.MEMORY:
            return MemoryType.of(context.mems[index])
        case ExternKind.GLOBAL:
            return GlobalType(context.globals[index].type, context.globals[index].mutable)
        case ExternKind.TAG:
            return FuncType.of(context.tags[index])
