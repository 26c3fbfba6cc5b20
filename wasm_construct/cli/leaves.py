"""The leaves of one section: what `dump` shows, without reading the rest of the module."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from wasm_construct.binary.leb128 import encode_u
from wasm_construct.binary.reader import PREAMBLE
from wasm_construct.binary.trace import Leaf, trace_module
from wasm_construct.cli.frames import Frame, bodies
from wasm_construct.errors import MalformedError
from wasm_construct.features import Feature
from wasm_construct.syntax.modules import CodeSec

_PATH = len("module.sections[0]")


def leaves(data: bytes, frame: Frame, features: frozenset[Feature]) -> Iterator[Leaf]:
    """The leaves of a section, as far as it is well-formed; their paths begin within the section."""
    yield from _traced(data[frame.offset : frame.end], frame.offset, features)


def leaves_near(data: bytes, frame: Frame, features: frozenset[Feature], at: int) -> Iterator[Leaf]:
    """The same, or only those around an offset where the section is good, long and consists of functions."""
    if frame.id != CodeSec.id:
        yield from leaves(data, frame, features)
        return
    places = bodies(data, frame)
    first = max(0, bisect_right(places, at, key=lambda place: place[1]) - 1)
    chosen = places[first : first + 3]
    if first == 0 or not chosen:
        yield from leaves(data, frame, features)
        return
    # a section of these functions alone
    start = places[first - 1][1]
    count = bytes((len(chosen),))
    entries = data[start : chosen[-1][1]]
    head = bytes((CodeSec.id,)) + encode_u(len(count) + len(entries)) + count
    for offset, size, path, value in _traced(head + entries, start - len(head), features):
        if offset >= start:
            number, _, rest = path.removeprefix("codes[").partition("]")
            yield Leaf(offset, size, f"codes[{int(number) + first}]{rest}", value)


def _traced(section: bytes, base: int, features: frozenset[Feature]) -> Iterator[Leaf]:
    """The leaves of the section in these bytes, which stand at `base` in the file; it is read as if alone."""
    shift = base - len(PREAMBLE)
    try:
        for offset, size, path, value in trace_module(PREAMBLE + section, features):
            if offset >= len(PREAMBLE):
                yield Leaf(offset + shift, size, path[_PATH:].lstrip(".") or "id", value)
    except MalformedError:
        return  # where it ends shows where the error is; the words for it come from reading the whole module
