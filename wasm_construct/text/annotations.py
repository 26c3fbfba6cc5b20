"""The annotations that this library knows: `@custom`, `@name` and `@metadata.code.branch_hint`.

Spec: §6.2.5 (text-annot), §7.7.2 (text-nameannot), §7.7.3 (text-customannot)
Source: the branch-hinting proposal
"""

from __future__ import annotations

from dataclasses import dataclass

from wasm_construct.text.lexer import Annotation, Source
from wasm_construct.text.literals import is_string, string

BRANCH_HINT = "metadata.code.branch_hint"
"""The annotation of a branch, and the custom section that it becomes."""
DATA_COUNT = "datacount"
"""The annotation for a data count section that no instruction needs; a convention of this library."""
PLACES = (
    "type",
    "import",
    "func",
    "table",
    "memory",
    "tag",
    "global",
    "export",
    "start",
    "elem",
    "datacount",
    "code",
    "data",
)
"""The names of the sections in `@custom`, in their order."""
FIRST, LAST = ("before", "first"), ("after", "last")


@dataclass(frozen=True, slots=True)
class CustomPlace:
    """A custom section and where it stands: before or after a section."""

    name: str
    data: bytes
    place: tuple[str, str]


def name_annotation(source: Source, annotation: Annotation) -> str:
    """The name in `(@name "...")`."""
    items = annotation.items
    if not items or not is_string(items[0][0]):
        raise source.error("@name annotation: string expected", annotation.offset)
    _nothing_more(source, annotation, 1)
    return _decoded(source, items[0], "malformed UTF-8 encoding")


def branch_hint(source: Source, annotation: Annotation) -> bool:
    """Whether a hint says that the branch is likely taken; raises TextError."""
    data = bytearray()
    for item in annotation.items:
        data += _bytes(source, item, f"@{annotation} annotation: unexpected token")
    if bytes(data) not in (b"\0", b"\1"):
        raise source.error(f"@{annotation} annotation: invalid hint value", annotation.offset)
    return data == b"\1"


def custom_annotation(source: Source, annotation: Annotation) -> CustomPlace:
    """The section that `(@custom "name" place? "..."*)` describes."""
    items = annotation.items
    if not items or not is_string(items[0][0]):
        raise source.error("@custom annotation: missing section name", annotation.offset)
    name = _decoded(source, items[0], "@custom annotation: malformed UTF-8 encoding")
    at, place = 1, LAST
    if len(items) > 1 and items[1][0] == "(":
        at, place = _place(source, annotation)
    data = bytearray()
    while at < len(items) and is_string(items[at][0]):
        data += _bytes(source, items[at], "")
        at += 1
    _nothing_more(source, annotation, at)
    return CustomPlace(name, bytes(data), place)


def _place(source: Source, annotation: Annotation) -> tuple[int, tuple[str, str]]:
    words = [word for word, _ in annotation.items[2:5]] + ["", "", ""]
    offset = annotation.items[1][1]
    if words[0] not in ("before", "after"):
        raise source.error("@custom annotation: malformed placement", offset)
    if words[1] not in PLACES and (words[0], words[1]) not in (FIRST, LAST):
        raise source.error("@custom annotation: malformed section kind", offset)
    if words[2] != ")":
        _nothing_more(source, annotation, 4)
    return 5, (words[0], words[1])


def _nothing_more(source: Source, annotation: Annotation, count: int) -> None:
    if len(annotation.items) > count:
        raise source.error(f"@{annotation} annotation: unexpected token", annotation.items[count][1])


def _bytes(source: Source, item: tuple[str, int], otherwise: str) -> bytes:
    if not is_string(item[0]):
        raise source.error(otherwise, item[1])
    try:
        return string(item[0])
    except UnicodeDecodeError:
        raise source.error("malformed UTF-8 encoding", item[1]) from None


def _decoded(source: Source, item: tuple[str, int], otherwise: str) -> str:
    try:
        return string(item[0]).decode()
    except UnicodeDecodeError:
        raise source.error(otherwise, item[1]) from None
