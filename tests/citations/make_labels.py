"""Write `labels.tsv`: the sections of the WebAssembly specification, and the labels in each.

    $ python tests/citations/make_labels.py path/to/a/clone/of/WebAssembly/spec [commit]

Sphinx numbers the chapters and sections in the order of the toctrees, down to the third level. A label directly before
a heading of these levels belongs to the section that the heading opens; any other label belongs to the section around
it. The .rst files have all labels: where SpecTec fills in a splice, `$${rule: ...}`, it writes formulas and no labels.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

OUTPUT = Path(__file__).with_name("labels.tsv")
FOLDER = "document/core"
LEVELS = 3
"""How many levels of headings have numbers."""

_TOCTREE = re.compile(r"^\.\. toctree::\n(?: .*\n|\n)*", re.MULTILINE)
_LABEL = re.compile(r"\.\. _([\w.-]+): *")
_UNDERLINE = re.compile(r"([=~.^-])\1{2,} *")
_ROLE = re.compile(r":\w+:`([^`<]*?)(?: *<[^`]*>)?`")


class Section(NamedTuple):
    """A section: its number, its title, and the labels in it."""

    number: str
    title: str
    labels: list[str]


def entries(text: str) -> Iterator[str]:
    """The documents that an index names. An indented toctree is for one output format alone, and left out."""
    for tree in _TOCTREE.findall(text):
        yield from re.findall(r"^   ([a-z/-]+)$", tree, flags=re.MULTILINE)


def labelled(text: str) -> Iterator[tuple[int | None, str, list[str]]]:
    """The headings and the paragraphs with labels: the level from 0 (None for a paragraph), the title, the labels."""
    lines = text.splitlines()
    levels: list[str] = []  # the characters that underline headings: the first to occur is level 0, and so on
    labels: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        label, underline = _LABEL.fullmatch(line), _UNDERLINE.fullmatch(following)
        if label:
            labels.append(label[1])
        elif not line or line.startswith((" ", ".. index::")):
            continue  # what may stand between a label and the heading or paragraph it belongs to
        elif underline:
            if underline[1] not in levels:
                levels.append(underline[1])
            yield levels.index(underline[1]), line.strip(), labels
            labels = []
        elif labels:
            yield None, "", labels
            labels = []
    yield None, "", labels


def sections(read: Callable[[str], str]) -> list[Section]:
    """The sections of the whole document in order; `read` gives the text of one of its files."""
    found: list[Section] = []
    numbers = [0] * LEVELS
    for index in entries(read("index")):
        folder = index.rpartition("/")[0]
        documents = [(index, 0), *((f"{folder}/{name}", 1) for name in entries(read(index)))]
        for document, top in documents:
            for level, title, labels in labelled(read(document)):
                if level is not None and top + level < LEVELS:
                    depth = top + level
                    numbers[depth:] = [numbers[depth] + 1, *[0] * (LEVELS - depth - 1)]
                    number = ".".join(map(str, numbers[: depth + 1]))
                    found.append(Section(number, _ROLE.sub(r"\1", title), []))
                found[-1].labels.extend(labels)
    return found


def git(clone: Path, *arguments: str) -> str:
    """What a git command writes."""
    return subprocess.run(["git", "-C", clone, *arguments], check=True, capture_output=True, encoding="utf-8").stdout


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("clone", type=Path)
    parser.add_argument("commit", nargs="?", default="HEAD")
    options = parser.parse_args()
    commit = git(options.clone, "rev-parse", options.commit).strip()
    files = git(options.clone, "ls-tree", "-r", "--name-only", commit, FOLDER).split()

    def read(document: str) -> str:
        path = f"{FOLDER}/{document}.rst"
        # one document is written by a script, which holds its heading and its label as they are
        return git(options.clone, "show", f"{commit}:{path if path in files else path.replace('.rst', '.py')}")

    with OUTPUT.open("w", encoding="utf-8") as output:
        output.write(
            "# The sections of the WebAssembly specification, and the labels in each, by make_labels.py from\n"
        )
        output.write(f"# {FOLDER} of WebAssembly/spec, commit {commit}\n")
        output.write("# Columns are separated by tabs: number, title, labels.\n")
        for section in sections(read):
            output.write(f"{section.number}\t{section.title}\t{' '.join(section.labels)}\n")


if __name__ == "__main__":
    main()
