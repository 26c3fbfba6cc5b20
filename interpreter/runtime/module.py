"""A valid module, which its instances share; it does not change any more.

Spec: §4.2.6 (syntax-moduleinst)
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from wasm_construct.binary.offsets import code_ends, size_from
from wasm_construct.features import WASM3, feature_set
from wasm_construct.module import Module
from wasm_construct.syntax.indices import IndexSpace
from wasm_construct.syntax.modules import Code, CodeSec, ExternKind, GlobalSec, TableSec
from wasm_construct.validation.limits import DEFAULT_LIMITS, ImplementationLimits


class ValidModule:
    """A valid module with its parts by index, and the code that engines make of it. Spec: §2.5 (syntax-module)

    `compiled` belongs to the engines: it holds, by the name of an engine, what instances of the module share.
    `trusted`: an engine may run the compiled code that the module contains, which nobody can check.
    """

    def __init__(
        self,
        data: bytes,
        features: Iterable[str] = WASM3,
        limits: ImplementationLimits = DEFAULT_LIMITS,
        trusted: bool = False,
    ) -> None:
        """Read and validate a module; raises MalformedError and InvalidError."""
        self.data = data
        self.features = feature_set(features)
        self.limits = limits
        self.trusted = trusted
        self.module = Module.parse(data, features)  # its own, which nobody else can change
        self.validation = self.module.validate(features, limits)
        self.context = self.validation.context
        self.imports = self.module.imports
        self.exports = self.module.exports
        codes, tables, globals_ = (
            self.module.section(CodeSec),
            self.module.section(TableSec),
            self.module.section(GlobalSec),
        )
        self.codes: list[Code] = codes.codes if codes else []
        self.tables = tables.tables if tables else []
        self.globals = globals_.globals if globals_ else []
        self.elems = self.module.elems
        self.datas = self.module.datas
        self.start = self.module.start
        self.first_func = len(self.context.funcs) - len(self.codes)
        self.compiled: dict[str, Any] = {}

    def __copy__(self) -> ValidModule:
        return self

    def __deepcopy__(self, memo: object) -> ValidModule:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return ValidModule, (self.data, self.features, self.limits, self.trusted)

    @cached_property
    def _func_names(self) -> dict[int, str]:
        names = self.module.names
        exported = {e.index: e.name for e in reversed(self.exports) if e.kind is ExternKind.FUNC}
        return exported | (dict(names.map(IndexSpace.FUNC)) if names else {})

    def func_name(self, index: int) -> str | None:
        """The debug name of a function, or else the first name that it is exported under."""
        return self._func_names.get(index)

    def offset(self, func: int, instr: int) -> int:
        """The byte offset of an instruction in the binary, its function and its number in the body being given."""
        number = func - self.first_func
        return self._code_ends[number] - size_from(self.codes[number], instr)

    @cached_property
    def _code_ends(self) -> list[int]:
        return code_ends(self.module.sections)
