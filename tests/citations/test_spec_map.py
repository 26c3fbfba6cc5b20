"""The page docs/spec-map.md is what the citations say, and leaves no document out."""

from __future__ import annotations

from tests.citations.citations import DOCUMENTS
from tests.citations.spec_map import PAGE, page


def test_the_committed_page_is_what_the_citations_make() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.citations.spec_map writes it anew"


def test_every_other_document_is_cited() -> None:
    text = page()
    assert [name for name in DOCUMENTS if f"[{name}]" not in text] == []


def test_a_section_names_the_files_that_cite_it() -> None:
    lines = page().splitlines()
    assert "| 5.2.2 Integers | [`wasm_construct/binary/leb128.py`](../wasm_construct/binary/leb128.py) |" in lines
    assert not any(line.startswith("| 4.2.4 ") for line in lines)
