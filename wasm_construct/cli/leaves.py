"""The leaves of one section: what `dump` shows, without reading the rest of the module."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from wasm_construct.binary.frames import Frame, elements
from wasm_construct.binary.trace import Leaf, trace_elements, trace_section
from wasm_construct.errors import MalformedError
from wasm_construct.features import Feature
from wasm_construct.syntax.modules import CodeSec


def leaves(data: bytes, frame: Frame, features: frozenset[Feature]) -> Iterator[Leaf]:
    """The leaves of a section, as far as it is well-formed; their paths begin within the section."""
    yield from _shown(trace_section(data, frame, features))


def leaves_near(data: bytes, frame: Frame, features: frozenset[Feature], at: int) -> Iterator[Leaf]:
    """The same, or only those around an offset where the section is good, long and consists of functions."""
    places = elements(data, frame) if frame.id == CodeSec.id else []
    first = max(0, bisect_right(places, at, key=lambda place: place[1]) - 1)
    chosen = places[first : first + 3]
    if first == 0 or not chosen:
        yield from leaves(data, frame, features)
    else:
        numbers = range(first, first + len(chosen))
        yield from _shown(trace_elements(data, frame, numbers, places[first - 1][1], chosen[-1][1], features))


def _shown(traced: Iterator[Leaf]) -> Iterator[Leaf]:
    """These leaves, as far as they go, with the paths as they are shown."""
    try:
        for offset, size, path, value in traced:
            yield Leaf(offset, size, path.lstrip(".") or "id", value)
    except MalformedError:
        return  # where it ends shows where the error is; the words for it come from reading the whole module
