"""Custom sections in the text format: as annotations, or as the identifiers and branch hints that they hold.

Spec: §7.7.3 (text-customannot)
Source: the branch-hinting proposal
"""

from __future__ import annotations

from typing import Protocol

from wasm_construct.syntax.code_metadata import BranchHint, CodeMetadata
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.instructions import Instr
from wasm_construct.syntax.module import Module
from wasm_construct.syntax.modules import SECTION_ORDER, Code, CodeSec, Locals
from wasm_construct.syntax.names import Names
from wasm_construct.syntax.section import Section
from wasm_construct.text.annotations import BRANCH_HINT, PLACES
from wasm_construct.text.printer.literals import name, strings
from wasm_construct.text.printer.names import can_be_read_back

_PLACES = dict(zip(SECTION_ORDER, PLACES, strict=True))
_DELIMITERS = frozenset({"else", "end", "catch", "catch_all", "delegate"})


class Encoding(Protocol):
    """What the binary format knows and a text does not: bytes, and the offsets that branch hints have."""

    def instr(self, instr: Instr) -> bytes:
        """The bytes of an instruction."""

    def locals(self, runs: list[Locals]) -> bytes:
        """The bytes of the locals in front of a body."""

    def custom(self, section: CustomSec) -> bytes:
        """The bytes of a custom section after its name."""


class Customs:
    """The custom sections of a module, sorted by how they are printed."""

    def __init__(self, module: Module, names: bool, custom: bool, encoding: Encoding | None) -> None:
        self.encoding = encoding
        self.names: Names | None = None  # those that are identifiers in the text
        self.remarks: Names | None = None  # those that are comments
        self.hints: dict[int, dict[int, bool]] = {}
        self.verbatim: list[tuple[str, CustomSec]] = []
        sections = [section for section in module if _is_kept(section, names, custom)]
        before: Section | None = None
        for number, section in enumerate(sections):
            if not isinstance(section, CustomSec):
                before = section
            elif not self._understood(module, sections, number, section):
                place = "before first" if before is None else f"after {_PLACES[type(before)]}"
                self.verbatim.append((place, self._printed(section)))
        if names and self.names is None:
            self.remarks = module.names

    def _understood(self, module: Module, sections: list[Section], number: int, section: CustomSec) -> bool:
        """Whether the text needs no annotation for the section; notes the names and hints in it in any case."""
        content = section.content
        if isinstance(content, Names) and _is_only(sections, section) and can_be_read_back(module, content):
            self.names = content
            return number == len(sections) - 1
        if section.name == BRANCH_HINT and isinstance(content, CodeMetadata):
            following = sections[number + 1] if number + 1 < len(sections) else None
            hints = self._hints(module, content) if isinstance(following, CodeSec) else None
            if hints is not None:
                self.hints = hints
                return True
        return False

    def _printed(self, section: CustomSec) -> CustomSec:
        return _GAP if self.names is not None and section.name == "name" else section

    def _hints(self, module: Module, content: CodeMetadata[object]) -> dict[int, dict[int, bool]] | None:
        """For each function the instructions that have a hint, by number; None when a hint has no instruction."""
        funcs = module.funcs if self.encoding else []
        found: dict[int, dict[int, bool]] = {}
        last = -1
        for entry in content.funcs:
            code = funcs[entry.func].defined if entry.func < len(funcs) else None
            if entry.func <= last or not isinstance(code, Code) or not entry.items:
                return None
            last = entry.func
            numbers = self._numbers(code)
            marks: dict[int, bool] = {}
            for item in entry.items:
                at = numbers.get(item.offset) if isinstance(item, BranchHint) and item.size == 1 else None
                if at is None or not isinstance(item, BranchHint) or (marks and at <= max(marks)):
                    return None
                marks[at] = item.likely
            found[entry.func] = marks
        return found

    def _numbers(self, code: Code) -> dict[int, int]:
        """The number of the instruction at each offset that may have a hint."""
        found: dict[int, int] = {}
        if self.encoding is None:
            return found
        offset = len(self.encoding.locals(code.locals))
        for number, instr in enumerate(code.body.peek()):
            if instr.row.mnemonic not in _DELIMITERS:
                found[offset] = number
            offset += len(instr.raw if instr.raw is not None else self.encoding.instr(instr))
        return found

    def marks(self, func: int) -> dict[int, str]:
        """The annotations in a function, by the number of the instruction that follows."""
        hints = self.hints.get(func, {})
        return {at: f'(@{BRANCH_HINT} "\\{int(likely):02x}") ' for at, likely in hints.items()}

    def lines(self) -> list[str]:
        """The sections that are printed as they are, and the place of the names where it is not the last one."""
        return [
            f"\n  (@custom {name(section.name)} ({place}){strings(self._data(section), chr(10) + '    ')})"
            for place, section in self.verbatim
        ]

    def _data(self, section: CustomSec) -> bytes:
        return self.encoding.custom(section) if self.encoding else section.data


_GAP = CustomSec("name")
"""An empty section that marks the place of the name section, when other custom sections follow it."""


def _is_only(sections: list[Section], section: CustomSec) -> bool:
    """Whether no other section has the same name."""
    return all(other is section for other in sections if isinstance(other, CustomSec) and other.name == section.name)


def _is_kept(section: Section, names: bool, custom: bool) -> bool:
    if not isinstance(section, CustomSec):
        return True
    if section.name == "name":
        return names
    return custom or section.name == BRANCH_HINT
