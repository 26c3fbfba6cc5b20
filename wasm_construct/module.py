"""The module as its users hold it: read from bytes, looked at, edited, built again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from wasm_construct.binary.offsets import instr_offset
from wasm_construct.binary.reader import read_lenient, read_module
from wasm_construct.binary.report import Finding, encoding_findings
from wasm_construct.binary.writer import write_module
from wasm_construct.errors import BuildError, InvalidError, MalformedError
from wasm_construct.features import WASM3, feature_set
from wasm_construct.syntax import module as syntax
from wasm_construct.syntax.types import ExternFunc
from wasm_construct.validation import DEFAULT_LIMITS, ImplementationLimits, Validation, validate

Bytes = bytes | bytearray | memoryview


class Module(syntax.Module):
    """A module that can be parsed and built.

    `Module.parse(data).build() == data` for all data that parse, whatever has been looked at in between.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, data: Bytes, features: Iterable[str] = WASM3) -> Module:
        """Read a module; raises MalformedError. `features` are those that are on (see `wasm_construct.features`)."""
        return cls(read_module(bytes(data), feature_set(features)))

    @classmethod
    def parse_file(cls, path: str | os.PathLike[str], features: Iterable[str] = WASM3) -> Module:
        """Read a module from a file; raises MalformedError and OSError."""
        return cls.parse(Path(path).read_bytes(), features)

    @classmethod
    def parse_lenient(cls, data: Bytes, features: Iterable[str] = WASM3) -> tuple[Module, list[MalformedError]]:
        """The sections of a damaged module that can be read, and what is wrong with the others.

        A section is left out as a whole. Reading stops at a section whose size does not fit, since nobody knows where
        the next one would begin. When all sections are good, the errors are about what does not hold between them.
        """
        sections, errors = read_lenient(bytes(data), feature_set(features))
        return cls(sections), errors

    def build(self) -> bytes:
        """The bytes of the module: what was not changed keeps its bytes; raises BuildError."""
        return write_module(self.sections)

    def write_file(self, path: str | os.PathLike[str]) -> None:
        """Build the module into a file; raises BuildError and OSError."""
        Path(path).write_bytes(self.build())

    def validate(self, features: Iterable[str] = WASM3, limits: ImplementationLimits = DEFAULT_LIMITS) -> Validation:
        """Check that the module is valid, with these features on; raises InvalidError, which says where it is not.

        The result says what validation has found out about the module (see `wasm_construct.validation`). Raises
        ValueError when a feature is on without those that it builds upon.
        """
        try:
            return validate(self, features, limits)
        except InvalidError as error:
            if error.func is not None and error.instr is not None:
                imported = sum(isinstance(import_.type, ExternFunc) for import_ in self.imports)
                with suppress(BuildError):  # what cannot be built has no offsets
                    error.offset = instr_offset(self.sections, error.func - imported, error.instr)
            raise

    def encoding_report(self) -> list[Finding]:
        """Everything in the encoding that could be shorter or in another place, with its offset in `build()`."""
        return encoding_findings(self.build())
