"""The module as its users hold it: read from bytes, looked at, edited, built again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeGuard

import wasm_construct.syntax.module as syntax
from wasm_construct.binary.custom import lazy_section
from wasm_construct.binary.custom.contents import content_schema
from wasm_construct.binary.fast.write_compiler import encode_instr
from wasm_construct.binary.modules import MAGIC, locals_
from wasm_construct.binary.offsets import code_ends, code_offsets, instr_offset, instr_offsets
from wasm_construct.binary.reader import read_lenient, read_module
from wasm_construct.binary.report import Finding, encoding_findings
from wasm_construct.binary.writer import write_by_schema, write_module
from wasm_construct.errors import BuildError, InvalidError, MalformedError
from wasm_construct.features import WASM3, feature_set
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.indices import IndexSpace, Place, Renumbering
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.modules import CodeSec, ExternKind, Locals
from wasm_construct.syntax.section import Section
from wasm_construct.syntax.types import ExternFunc
from wasm_construct.validation.limits import DEFAULT_LIMITS, ImplementationLimits

if TYPE_CHECKING:
    from wasm_construct.display.uses import Use
    from wasm_construct.text.commands import ScriptModule
    from wasm_construct.validation.facts import Validation

Bytes = bytes | bytearray | memoryview


class Module(syntax.Module):
    """A module that can be parsed and built.

    `Module.parse(data).build() == data` for all data that parse, whatever has been looked at in between.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, data: Bytes, features: Iterable[str] = WASM3) -> Self:
        """Read a module; raises MalformedError. `features` are those that are on (see `wasm_construct.features`)."""
        return cls(read_module(bytes(memoryview(data)), feature_set(features)))

    @classmethod
    def parse_file(cls, path: str | os.PathLike[str], features: Iterable[str] = WASM3) -> Self:
        """Read a module from a file; raises MalformedError and OSError."""
        return cls.parse(Path(path).read_bytes(), features)

    @classmethod
    def from_wat(cls, source: str | Bytes, features: Iterable[str] = WASM3, legacy_names: bool = False) -> Self:
        """Read a module in the text format; raises TextError.

        Identifiers go to the name section. `legacy_names`: take what instructions were called before Wasm 1.0 too, such
        as `get_local`. Bytes that are binary already are parsed, as are those of `(module binary ...)`; they raise
        MalformedError.
        """
        source = _source(source)
        if _is_binary(source):
            return cls.parse(source, features)
        from wasm_construct.text.modules import (
            read_source,  # where it is used: who has binary modules only starts faster
        )

        sections = read_source(source, features, legacy_names, _Encoding())
        if isinstance(sections, bytes):
            return cls.parse(sections, features)
        return cls([_with_content(section) for section in sections])

    @classmethod
    def from_script(cls, module: ScriptModule, features: Iterable[str] = WASM3) -> Self:
        """The module in a command of a script (see `wasm_construct.text.read_script`), whatever form it has there."""
        from wasm_construct.text.commands import BinaryModule

        if isinstance(module, BinaryModule):
            return cls.parse(module.data, features)
        return cls([_with_content(section) for section in module.read(features, encoding=_Encoding())])

    @classmethod
    def parse_lenient(cls, data: Bytes, features: Iterable[str] = WASM3) -> tuple[Self, list[MalformedError]]:
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

    def to_wat(self, *, fold: bool = False, names: bool = True, custom: bool = False, comments: bool = True) -> str:
        """The module in the text format; raises BuildError for what has no form there.

        `fold`: operands in parentheses within the instruction that takes them. `names`: with the identifiers and names
        of the name section. `custom`: with the other custom sections, as `(@custom ...)`. `comments`: with the indices
        of everything in comments.
        """
        from wasm_construct.text.printer import print_module

        return print_module(self, fold=fold, names=names, custom=custom, comments=comments, encoding=_Encoding())

    def func_to_wat(self, which: int | str, *, fold: bool = False, names: bool = True, comments: bool = True) -> str:
        """One function in the text format, by index, export or debug name; raises KeyError when there is none.

        Raises BuildError when the function is imported. See `to_wat` for the options.
        """
        from wasm_construct.text.printer import print_func

        index = self.func(which).index
        return print_func(self, index, fold=fold, names=names, comments=comments, encoding=_Encoding())

    def validate(self, features: Iterable[str] = WASM3, limits: ImplementationLimits = DEFAULT_LIMITS) -> Validation:
        """Check that the module is valid, with these features on; raises InvalidError, which says where it is not.

        The result says what validation has found out about the module (see `wasm_construct.validation`). Raises
        ValueError when a feature is on without those that it builds upon.
        """
        from wasm_construct.validation.modules import validate  # where it is used: what only reads starts faster

        with self._offsets_in_errors():
            return validate(self, features, limits)

    def validate_customs(self) -> None:
        """Check that the branch hints of a valid module are on branches; raises InvalidError and BuildError.

        `validate` does not look at custom sections: whatever they say, the module is valid.
        """
        from wasm_construct.validation.custom import validate_customs

        with self._offsets_in_errors():
            validate_customs(self, code_offsets)

    @contextmanager
    def _offsets_in_errors(self) -> Iterator[None]:
        try:
            yield
        except InvalidError as error:
            if error.func is not None and error.instr is not None:
                imported = sum(isinstance(import_.type, ExternFunc) for import_ in self.imports)
                with suppress(BuildError):  # what cannot be built has no offsets
                    error.offset = instr_offset(self.sections, error.func - imported, error.instr)
            raise

    def indices(self, space: IndexSpace | ExternKind | str, within: int | None = None) -> list[Place]:
        """Every place that names an item of an index space, in the order of the file; raises BuildError.

            for place in module.indices("func"): print(place)

        `space` is an IndexSpace, an ExternKind or a string such as `func` or `local`. `within`: only the locals and
        labels of this function, or the fields of this type. The places in well-known custom sections, such as names,
        are among them.
        """
        from wasm_construct.binary.places import indices

        return indices(self.sections, IndexSpace.of(space), within)

    def map_indices(
        self, space: IndexSpace | ExternKind | str, renumbering: Renumbering, within: int | None = None
    ) -> None:
        """Renumber every place that names an item of an index space; raises BuildError.

        `renumbering` is a function from the old index to the new one, or a dict, in which indices that stay need not
        be. It is asked once for each index before anything changes, so when it raises the module is as it was. Only
        the places change: the items, and the order of the names in a name section, stay where they are. For `space` and
        `within` see `indices`.
        """
        from wasm_construct.binary.places import map_indices

        map_indices(self.sections, IndexSpace.of(space), renumbering, within)

    def uses(self, space: IndexSpace | ExternKind | str, which: int | str) -> list[Use]:
        """Who refers to an item: exports, segments, instructions and so on, in the order of the file.

            for use in module.uses("func", "main"): print(use)

        `which` is an index, an export name or a debug name. A use also tells the byte offset of an instruction in a
        body. Names in the name section are no uses. Raises KeyError when there is no such item, ValueError for locals,
        labels and fields (see `indices`), and BuildError.
        """
        from wasm_construct.display.uses import find, uses_at

        space = IndexSpace.of(space)
        index = find(self, space, which)
        places = [place for place in self.indices(space) if place.index == index]
        codes = self.section(CodeSec)
        ends = code_ends(self.sections) if any(place.instr is not None for place in places) else []
        return list(uses_at(self, places, instr_offsets(codes.codes if codes else [], ends)))

    def encoding_report(self) -> list[Finding]:
        """Everything in the encoding that could be shorter or in another place, with its offset in `build()`."""
        return encoding_findings(self.build())

    def _repr_html_(self) -> str:
        """What a notebook shows of a module: a page to unfold, of bounded size."""
        from wasm_construct.display.page import page

        return page(self)


def wat2wasm(source: str | Bytes, features: Iterable[str] = WASM3, legacy_names: bool = False) -> bytes:
    """The binary form of a module in the text format; raises TextError. Bytes that are binary already stay as they are.

    See `Module.from_wat` for the options.
    """
    source = _source(source)
    if _is_binary(source):
        return source
    from wasm_construct.text.modules import read_source

    sections = read_source(source, features, legacy_names, _Encoding())
    return sections if isinstance(sections, bytes) else write_module(sections)


def wasm2wat(
    source: Bytes | syntax.Module,
    features: Iterable[str] = WASM3,
    *,
    fold: bool = False,
    names: bool = True,
    custom: bool = False,
    comments: bool = True,
) -> str:
    """The text form of a module, or of the bytes of one; raises MalformedError, and BuildError for what has none.

    For a module whose encoding is canonical, `wat2wasm` gives the same bytes again, but for the custom sections that
    are left out. See `Module.to_wat` for the options.
    """
    from wasm_construct.text.printer import print_module

    module = source if isinstance(source, syntax.Module) else Module.parse(source, features)
    return print_module(module, fold=fold, names=names, custom=custom, comments=comments, encoding=_Encoding())


def _source(source: str | Bytes) -> str | bytes:
    return source if isinstance(source, str | bytes) else bytes(memoryview(source))


def _is_binary(source: str | bytes) -> TypeGuard[bytes]:
    return isinstance(source, bytes) and source.startswith(MAGIC)


class _Encoding:
    """What the text format wants to know of the binary one."""

    def instr(self, instr: Instr) -> bytes:
        return encode_instr(instr)

    def locals(self, runs: list[Locals]) -> bytes:
        return write_by_schema(locals_, runs, "locals")

    def custom(self, section: CustomSec) -> bytes:
        schema = content_schema(section.name)
        if section.built is None or schema is None:
            return section.data
        return write_by_schema(schema, section.built, "content")


def _with_content(section: Section) -> Section:
    """The same section; one that was written out as `@custom` has a content, as if it had been read from bytes."""
    if not isinstance(section, CustomSec) or section.built is not None:
        return section
    return lazy_section(section.name, section.data, 0, "content")
