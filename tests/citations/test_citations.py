"""Every citation of the specification exists and has the number of its section; other documents are known ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, sources
from tests.citations.citations import DOCUMENTS, NUMBERS, TITLES, citations, problems
from tests.citations.make_labels import sections

PATTERNS = ("*.md", "docs/**/*.md", "docs/**/*.py", "wasm_construct/**/*.py", "interpreter/**/*.py", "tests/**/*.py")
HERE = Path(__file__).parent  # where wrong citations stand on purpose
FILES = [path for pattern in PATTERNS for path in sorted(ROOT.glob(pattern)) if path.parent != HERE]


def test_citations_are_right() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {problem}"
        for path in FILES
        for line, problem in problems(path.read_text("utf-8"))
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_have_citations(package: str) -> None:
    assert sum(len(list(citations(source.text))) for source in sources(package)) > 100


@pytest.mark.parametrize(
    "text",
    [
        '"""A catch clause. Spec: §5.4.2 (binary-catch)"""',
        "Spec: §4.6.9 (exec-struct.new, exec-array.new), §4.6.7 (exec-instr-table)",
        "Spec: §7.6.1 (Data Structures); what stands here is a remark",
        "Source: the threads proposal, under the prefix 0xFE; the wide-arithmetic proposal",
        '"""Descriptors. Source: WASI preview 1, fd_*"""',
        "Source: TypeAlias = bytes | str",
    ],
)
def test_right_citations(text: str) -> None:
    assert list(problems(text)) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Spec: §5.4.3 (binary-catch)", "§5.4.3 (binary-catch): the label is in §5.4.2"),
        ("Spec: §5.4.2 (binary-catch, binary-byte)", "§5.4.2 (binary-byte): the label is in §5.2.1"),
        ("Spec: §5.4.2 (binary-cash)", "§5.4.2 (binary-cash): there is no such label"),
        ("Spec: §5.4.2 (binary-catch and others)", "§5.4.2 (binary-catch and others): there is no such label"),
        ("Spec: §5.4.99 (binary-catch)", "there is no section §5.4.99"),
        ("Spec: §5.4.2", "'§5.4.2': a citation has a number and labels, as in §5.4.2 (binary-catch)"),
        ("see § (binary-catch)", "'§ (binary-catch)': a citation has a number and labels, as in §5.4.2 (binary-catch)"),
        ("Spec: §7.6.2 (Data Structures)", "§7.6.2 (Data Structures): there is no such label"),
        ("Spec: §5.2.1 (Bytes)", "§5.2.1 (Bytes): there is no such label"),
        ("Spec: binary-catch", "'Spec: binary-catch': after Spec comes a section, as in §5.4.2 (binary-catch)"),
        ("Source: the thread proposal", "Source: the thread proposal: documents.tsv has no such document"),
        ("as in the multi-storey proposal", "the multi-storey proposal: documents.tsv has no such proposal"),
    ],
)
def test_wrong_citations(text: str, problem: str) -> None:
    assert list(problems(f"\n{text}\n")) == [(2, problem)]


def test_a_citation_has_a_line_and_a_target() -> None:
    text = "\n§5.4.2 (binary-catch), §5.2.1 (binary-byte)\nSource: the threads proposal, 0xFE; WASI preview 1"
    assert list(citations(text)) == [(2, "5.4.2"), (2, "5.2.1"), (3, "the threads proposal"), (3, "WASI preview 1")]


def test_the_data_has_the_whole_specification() -> None:
    chapters = ["Introduction", "Structure", "Validation", "Execution", "Binary Format", "Text Format", "Appendix"]
    assert [title for number, title in TITLES.items() if "." not in number] == chapters
    assert all(number.rpartition(".")[0] in TITLES for number in TITLES if "." in number)
    assert len(TITLES) > 300 and len(NUMBERS) > 1400
    assert all(re.match("https://", address) for address in DOCUMENTS.values())


def test_sections_are_numbered_as_sphinx_does() -> None:
    files = {  # with | for the end of a line
        "index": ".. toctree::|   :maxdepth: 2||   one/index|   two/index||.. only:: latex||   .. toctree::||      no|",
        "one/index": ".. _one:||One|===||.. toctree::||   first|   second|",
        "one/first": ".. _first:|.. _too:||First|-----||Sub|~~~||.. index:: x|.. _deep:||:math:`x`|.........|",
        "one/second": ".. _closed:||.. todo||.. _second:|.. index:: y|   z||:ref:`Second <two>`|-------------------|",
        "two/index": "Two|===||.. _paragraph:||Text.||.. toctree::||   only|",
        "two/only": "Only|----||Sub|~~~||.. _end:|",
    }
    assert sections(lambda name: files[name].replace("|", "\n")) == [
        ("1", "One", ["one"]),
        ("1.1", "First", ["first", "too"]),
        ("1.1.1", "Sub", ["deep", "closed"]),
        ("1.2", "Second", ["second"]),
        ("2", "Two", ["paragraph"]),
        ("2.1", "Only", []),
        ("2.1.1", "Sub", ["end"]),
    ]
