"""Just enough of Markdown to find the fenced code blocks of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"(?P<indent>[ \t]*(?:>[ \t]?)*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)$")


@dataclass(frozen=True)
class Block:
    """A fenced code block; `line` is that of its first line of code, counted from 1."""

    page: Path
    line: int
    language: str
    flags: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def code(self) -> str:
        """The text of the block."""
        return "\n".join(self.lines) + "\n"


@dataclass(frozen=True)
class Command:
    """A command of a console block, and the output that is shown below it, if any."""

    line: int
    text: str
    output: tuple[str, ...]


class UnclosedFenceError(ValueError):
    """A fence that opens a block is never closed."""


def blocks(page: Path) -> Iterator[Block]:
    """The fenced code blocks of a page, without the indentation of their fence."""
    lines = enumerate(page.read_text("utf-8").splitlines(), 1)
    for number, line in lines:
        opened = _FENCE.match(line)
        if not opened:
            continue
        indent, fence = opened["indent"], opened["fence"]
        code: list[str] = []
        for _, inner in lines:
            text = _without(inner, indent)
            if re.fullmatch(rf"[ ]{{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*", text):
                break
            code.append(text)
        else:
            raise UnclosedFenceError(f"{page}:{number}: the block is never closed")
        language, *flags = opened["info"].split() or [""]
        yield Block(page, number + 1, language, tuple(flags), tuple(code))


def _without(line: str, indent: str) -> str:
    shared = 0
    while shared < min(len(line), len(indent)) and line[shared] == indent[shared]:
        shared += 1
    return line[shared:]


def commands(block: Block) -> Iterator[Command]:
    r"""The commands of a console block: lines that begin with `$ `, continued after a `\`, each with its output."""
    found: list[tuple[int, str, list[str]]] = []
    continued = False
    for number, line in enumerate(block.lines, block.line):
        if continued:
            start, text, output = found[-1]
            found[-1] = (start, text[:-1] + line.removeprefix("> ").lstrip(), output)
        elif line.startswith("$ "):
            found.append((number, line.removeprefix("$ ").strip(), []))
        elif found:
            found[-1][2].append(line)
            continue
        continued = bool(found) and found[-1][1].endswith("\\")
    for start, text, output in found:
        yield Command(start, text, tuple(_stripped(output)))


def _stripped(output: list[str]) -> list[str]:
    """The lines without trailing white space and without blank lines at the end."""
    return "\n".join(line.rstrip() for line in output).rstrip("\n").split("\n") if any(output) else []


def matches(shown: tuple[str, ...], actual: str) -> bool:
    """Whether the output is what the page shows, where a line `...` stands for any number of lines."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + "\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _stripped(actual.splitlines()))) is not None
