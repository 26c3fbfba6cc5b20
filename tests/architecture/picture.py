"""Draws who imports whom, as it stands in docs/architecture.md.

`python -m tests.architecture.picture` draws it anew. An arrow points from a part to one that it imports; an arrow that
follows from two others is left out, so that what is drawn are the layers.
"""

from __future__ import annotations

from tests.architecture.sources import PACKAGES, ROOT, sources
from tests.architecture.test_imports import arrows

PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn by tests.architecture.picture -->\n", "<!-- end of the drawing -->\n"
_LEFT_OUT = {"lazy", "everything", "__main__", ""}
"""How a package offers its names, and what starts the command: these say nothing about the layers."""


def direct(graph: dict[str, set[str]]) -> list[tuple[str, str]]:
    """The arrows of a graph without circles that do not follow from others, sorted."""

    def reached(part: str) -> set[str]:
        return set().union(*({other} | reached(other) for other in graph.get(part, set())))

    return sorted(
        (part, other)
        for part, others in graph.items()
        for other in others
        if not any(other in reached(between) for between in others - {other})
    )


def drawing() -> str:
    """One Mermaid block per package."""
    blocks = []
    for package in PACKAGES:
        graph = {part: others - _LEFT_OUT for part, others in arrows(sources(package)).items() if part not in _LEFT_OUT}
        lines = [f"    {part} --> {other}" for part, other in direct(graph)]
        blocks.append("\n".join([f"`{package}`:\n", "```mermaid", "flowchart TD", *lines, "```\n"]))
    return "\n".join(blocks)


def with_drawing(page: str) -> str:
    """The page with the drawing of today."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} has no place for the drawing")
    return f"{before}{BEGIN}\n{drawing()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_drawing(PAGE.read_text("utf-8")), "utf-8")
