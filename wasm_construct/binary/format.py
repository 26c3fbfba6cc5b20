"""What a binary format is: a preamble, and sections up to the end of the file.

Readers, the writer, traces and frames take the format as an argument, `modules.core` unless told otherwise. So a second
format, such as that of components, is another `Format` beside it, and nothing else.

    preamble  section  section  ...        section = id  size  content
                                                     ^ the tag of a Tagged whose cases are Sized
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from wasm_construct.binary.combinators import Record, Sized, Vec
from wasm_construct.binary.leaves import Magic
from wasm_construct.binary.schema import Schema
from wasm_construct.binary.stream import left, next_byte
from wasm_construct.binary.unions import Tagged
from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.syntax.section import Section


def _nothing(sections: Sequence[Section], made_bodies_only: bool = False) -> Iterable[str]:
    return ()


class ListContent(NamedTuple):
    """A section that is one list: its frame, the name of the field, and the list."""

    sized: Sized
    name: str
    vec: Vec


@dataclass(frozen=True, eq=False)
class Format:
    """A binary format: what stands at the beginning, the sections by their ids, and what must hold between them."""

    name: str
    """What a file holds, such as "module"; paths begin with it."""
    preamble: Magic
    section: Tagged
    """The schema of a section: a byte, the id, and the case for it, a Sized."""
    order: Sequence[type[Section]] = ()
    """The order of those sections that there may be one of; others may stand anywhere."""
    inconsistencies: Callable[[Sequence[Section], bool], Iterable[str]] = _nothing
    """What is wrong between the sections: a function of these, and whether bodies that were read may be passed over."""

    @cached_property
    def kinds(self) -> Mapping[int, str]:
        """What a section is called, by its id."""
        return {code: case.gives.kind for code, case in self.section.cases.items()}

    @cached_property
    def _ranks(self) -> Mapping[int, int]:
        return {section.id: rank for rank, section in enumerate(self.order, start=1)}

    def check_order(self, section_id: int, rank: int, offset: int, path: str) -> int:
        """The rank of the section that follows one of rank `rank`; raises MalformedError when it may not.

        Unknown ids are left to the schema.
        """
        following = self._ranks.get(section_id)
        if following is None:
            return rank
        if following <= rank:
            raise MalformedError("unexpected content after last section", offset, path)
        return following

    def check_consistency(self, sections: Sequence[Section], end: int) -> None:
        """Raise MalformedError, at the end of the file, when sections contradict each other."""
        for message in self.inconsistencies(sections, False):
            raise MalformedError(message, end, self.name)

    def list_content(self, section_id: int | None) -> ListContent | None:
        """The list that a section with this id is, if it is one: it can be read element by element."""
        sized = None if section_id is None else self.section.cases.get(section_id)
        if sized is None or section_id in self.section.gates or not isinstance(sized.content, Record):
            return None
        (name, vec), *others = sized.content.fields
        return ListContent(sized, name, vec) if name and not others and isinstance(vec, Vec) else None


class ModuleSchema(Schema):
    """The preamble and the sections in order, as a list of sections. Spec: §5.5.17 (binary-module)"""

    gives = list

    def __init__(self, format_: Format) -> None:
        super().__init__()
        self.format = format_

    def _parse(self, stream: io.BytesIO, context: Any, path: str) -> list[Section]:
        known = self.format
        known.preamble._parse(stream, context, path)
        sections: list[Section] = []
        rank = 0
        while left(stream):
            where = f"{path}.sections[{len(sections)}]"
            rank = known.check_order(next_byte(stream) or 0, rank, stream.tell(), where)
            sections.append(known.section._parse(stream, context, where))
        for message in known.inconsistencies(sections, False):
            raise MalformedError(message, stream.tell(), path)
        return sections

    def _build(self, obj: Any, stream: io.BytesIO, context: Any, path: str) -> Any:
        if not isinstance(obj, list | tuple):
            raise BuildError(f"{obj!r} is not a list of sections", path)
        self.format.preamble._build(None, stream, context, path)
        for number, item in enumerate(obj):
            self.format.section._build(item, stream, context, f"{path}.sections[{number}]")
        return obj
