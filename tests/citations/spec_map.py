"""Makes the page docs/spec-map.md out of the citations in the code.

`python -m tests.citations.spec_map` writes the page anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.architecture.sources import ROOT, sources
from tests.citations.citations import DOCUMENTS, TITLES, citations

PAGE = ROOT / "docs" / "spec-map.md"
HEAD = """\
# Where a section of the specification is

The folders are the specification's table of contents. Sections are those of
[WebAssembly 3.0](https://webassembly.github.io/spec/core/). A file is named where a docstring or a comment of it cites
the section; the tests check every citation, and `python -m tests.citations.spec_map` makes this page.

What has no file of its own: the store and its addresses (4.2.3, 4.2.4) are Python's objects and references to them;
element and data instances (4.2.12, 4.2.13) are the lists and bytes in `Instance.elems` and `Instance.datas`; an
instruction whose type is closed is validated (3.4) by its row in `wasm_construct/opcodes/`.
"""


def page() -> str:
    """The text of the page."""
    files: dict[str, dict[str, None]] = defaultdict(dict)
    for source in sources():
        for citation in citations(source.text):
            files[citation.target][source.path.relative_to(ROOT).as_posix()] = None
    lines = [HEAD]
    for chapter in (number for number in TITLES if "." not in number):
        cited = [number for number in TITLES if number.split(".")[0] == chapter and number in files]
        rows = {f"{number} {TITLES[number]}": files[number] for number in cited}
        lines += _table(f"{chapter} {TITLES[chapter]}", "Section", rows)
    other = {f"[{name}]({address})": files[name] for name, address in DOCUMENTS.items() if name in files}
    lines += _table("Other documents", "Document", other)
    return "\n".join(lines)


def _table(heading: str, column: str, rows: dict[str, dict[str, None]]) -> Iterator[str]:
    if rows:
        yield f"## {heading}\n"
        yield f"| {column} | Files |\n|---|---|"
        for title, files in rows.items():
            yield f"| {title} | {', '.join(f'[`{file}`](../{file})' for file in files)} |"
        yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
