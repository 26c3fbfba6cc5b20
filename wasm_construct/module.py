"""The module as its users hold it: read from bytes, looked at, edited, built again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from wasm_construct.binary.reader import read_lenient, read_module
from wasm_construct.binary.report import Finding, encoding_findings
from wasm_construct.binary.writer import write_module
from wasm_construct.errors import MalformedError
from wasm_construct.features import WASM3, feature_set
from wasm_construct.syntax import module as syntax

Bytes = bytes | bytearray | memoryview


class Module(syntax.Module):
    """A module that can be parsed and built.

    `Module.parse(data).build() == data` for all data that parse, whatever has been looked at in between.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, data: Bytes, features: Iterable[str] = WASM3) -> Module:
        """Read a module; raises MalformedError. `features` are those that are on (see `wasm_construct.features`)."""
        return cls(read_module(bytes(memoryview(data)), feature_set(features)))

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

    def build(self, check: bool = True) -> bytes:
        """The bytes of the module: what was not changed keeps its bytes; raises BuildError.

        Without `check` the sections may be out of order, or contradict each other: for making malformed modules.
        """
        return write_module(self.sections, check)

    def write_file(self, path: str | os.PathLike[str]) -> None:
        """Build the module into a file; raises BuildError and OSError."""
        Path(path).write_bytes(self.build())

    def encoding_report(self) -> list[Finding]:
        """Everything in the encoding that could be shorter or in another place, with its offset in `build()`."""
        return encoding_findings(self.build())
