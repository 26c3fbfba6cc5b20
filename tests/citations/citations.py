"""Citations: which there are, and what is wrong with them.

The specification is cited by section and labels, `§5.4.2 (binary-catch)`. A section without labels is cited by its
title, `§7.6.1 (Data Structures)`. Other documents are cited at the end of a line, as `Source: the threads proposal`;
`; ` stands between several, and what stands after a comma is a remark.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent
_SECTION = re.compile(r"§(?P<number>[\d.]*\d)? ?(?:\((?P<names>[^()]*)\))?")
_SPEC = re.compile(r"\bSpec: (?!§)\S*")
_SOURCE = re.compile(r"\bSource: (?!TypeAlias)(?P<documents>.+?) *(?:\"\"\"|`|$)", re.MULTILINE)
_PROPOSAL = re.compile(r"\bthe (?:legacy )?\w+(?:-\w+)+ proposal\b")


class Citation(NamedTuple):
    """Where a text cites what: the number of a section, or the name of another document."""

    line: int
    target: str


def _rows(name: str) -> list[list[str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


TITLES = {number: title for number, title, _ in _rows("labels.tsv")}
"""The title of each section, by number, in the order of the specification."""
NUMBERS = {label: number for number, _, labels in _rows("labels.tsv") for label in labels.split()}
"""The number of the section that each label is in."""
DOCUMENTS = dict(_rows("documents.tsv"))
"""The address of each of the other documents, by name."""
_LABELLED = frozenset(NUMBERS.values())


def citations(text: str) -> Iterator[Citation]:
    """The citations in a text that has no problems."""
    for match in _SECTION.finditer(text):
        yield Citation(_line(text, match), match["number"])
    for match in _SOURCE.finditer(text):
        for document in match["documents"].split("; "):
            yield Citation(_line(text, match), document.partition(",")[0])


def problems(text: str) -> Iterator[tuple[int, str]]:
    """What is wrong with the citations in a text, and the line of each."""
    for match in _SECTION.finditer(text):
        for problem in _wrong_section(match):
            yield _line(text, match), problem
    for match in _SPEC.finditer(text):
        yield _line(text, match), f"{match[0]!r}: after Spec comes a section, as in §5.4.2 (binary-catch)"
    for match in _SOURCE.finditer(text):
        for document in match["documents"].split("; "):
            if document.partition(",")[0] not in DOCUMENTS:
                yield _line(text, match), f"Source: {document}: documents.tsv has no such document"
    for match in _PROPOSAL.finditer(text):
        if match[0] not in DOCUMENTS:
            yield _line(text, match), f"{match[0]}: documents.tsv has no such proposal"


def _wrong_section(match: re.Match[str]) -> Iterator[str]:
    number, names = match["number"], match["names"]
    if not number or not names:
        yield f"{match[0]!r}: a citation has a number and labels, as in §5.4.2 (binary-catch)"
    elif number not in TITLES:
        yield f"there is no section §{number}"
    elif names != TITLES[number] or number in _LABELLED:
        for label in names.split(", "):
            if label not in NUMBERS:
                yield f"§{number} ({label}): there is no such label"
            elif NUMBERS[label] != number:
                yield f"§{number} ({label}): the label is in §{NUMBERS[label]}"


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1
