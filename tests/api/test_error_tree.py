"""The tree of errors in the docstring of `interpreter.errors` is the tree of the classes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import interpreter.errors
from wasm_construct.errors import WasmError

_LIBRARY = ("interpreter.errors", "wasm_construct.errors")


def drawn(text: str) -> Iterator[tuple[int, str]]:
    """Each class in the picture, with the number of classes above it."""
    for line in text.split("\n"):
        match = re.match(r"([│├└─ ]*)([A-Z]\w+)(?: {2,}|$)", line)
        if match:
            yield len(match[1]) // 4, match[2]


def classes(top: type[Exception], depth: int = 0) -> Iterator[tuple[int, str]]:
    """Each class of the library below one, with the number of classes above it."""
    yield depth, top.__name__
    for cls in top.__subclasses__():
        if cls.__module__ in _LIBRARY:
            yield from classes(cls, depth + 1)


def paths(tree: Iterator[tuple[int, str]]) -> set[tuple[str, ...]]:
    """The classes from the top down to each class."""
    found, above = set(), list[str]()
    for depth, name in tree:
        above[depth:] = [name]
        found.add(tuple(above))
    return found


def test_the_picture_is_the_tree() -> None:
    assert paths(drawn(interpreter.errors.__doc__ or "")) == paths(classes(WasmError))
