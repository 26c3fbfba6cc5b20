"""The links between the pages lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.runner import ROOT

PAGES = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]


def prose(page: Path) -> str:
    """The text of a page without its code."""
    return re.sub(r"^ *```.*?^ *```$|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", prose(page)):
        other = page.parent / target if target else page
        assert other.exists(), f"there is no {target}"
        assert not anchor or anchor in anchors(other), f"there is no heading {anchor} in {other.name}"


def test_anchors_are_those_of_github() -> None:
    assert "one-row-per-instruction" in anchors(ROOT / "docs" / "architecture.md")
    assert "the-name-interpreter" in anchors(ROOT / "docs" / "limits.md")
