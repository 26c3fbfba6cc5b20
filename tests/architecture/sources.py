"""The files of the library, as text and as syntax trees."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("wasm_construct", "interpreter")


@dataclass(frozen=True)
class Source:
    """One Python file: the dotted name of its module, its path, and its text."""

    module: str
    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, str(self.path))

    @property
    def is_package(self) -> bool:
        """Whether it is an `__init__.py`."""
        return self.path.name == "__init__.py"

    def at(self, line: int, problem: str) -> str:
        """A finding on this line."""
        shown = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{shown}:{line}: {problem}"


def snippet(text: str, module: str = "wasm_construct.snippet", file: str = "snippet.py") -> Source:
    """A source that is no file, to try a checker on."""
    return Source(module, Path(file), text)


def sources(*packages: str, root: Path = ROOT) -> list[Source]:
    """Every Python file of these packages (or of all), in the order of the paths."""
    found = []
    for package in packages or PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append(Source(module, path, path.read_text("utf-8")))
    return found
