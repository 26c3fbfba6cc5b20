"""The code of every page runs, in a folder that has a copy of `docs/examples`, as the root of the repository does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.markdown import blocks
from tests.docs.runner import ROOT, place, run_page

EXAMPLES = ROOT / "docs" / "examples"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NO_RUN = {
    place(page, block.line): "pywasm is not among what the tests need"
    for page in PAGES
    for block in blocks(page)
    if "no-run" in block.flags and page.name == "coming-from.md"
}
"""Why a block marked `python no-run` cannot run, by `page:line`, where the line is that of its first line of code."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "page"
    shutil.copytree(EXAMPLES, folder / "docs" / "examples")
    monkeypatch.chdir(folder)
    run_page(page, folder, NO_RUN)


def test_every_exception_is_in_use() -> None:
    marked = {place(page, block.line) for page in PAGES for block in blocks(page) if "no-run" in block.flags}
    assert set(NO_RUN) == marked
