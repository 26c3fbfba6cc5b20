"""A second format beside that of core modules, by all ways to read and write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.damage import damaged
from wasm_construct import ALL, BuildError, MalformedError
from wasm_construct.binary.combinators import Record, Sized, Vec
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.format import Format
from wasm_construct.binary.frames import frames
from wasm_construct.binary.instructions import expr
from wasm_construct.binary.leaves import Magic, byte, name
from wasm_construct.binary.reader import read_lenient, read_module, read_reference
from wasm_construct.binary.stream import Remark
from wasm_construct.binary.trace import trace_module
from wasm_construct.binary.unions import Tagged
from wasm_construct.binary.writer import write_module, write_reference
from wasm_construct.strategies import values
from wasm_construct.syntax import Expr, Section


@dataclass(slots=True)
class _Title(Section):
    id: ClassVar[int] = 3
    kind: ClassVar[str] = "title"
    text: str = ""


@dataclass(slots=True)
class _Script(Section):
    id: ClassVar[int] = 0x10
    kind: ClassVar[str] = "script"
    steps: list[Expr] = field(default_factory=list)


def _without_steps(sections: Sequence[Section], made_bodies_only: bool = False) -> list[str]:
    scripts = [section for section in sections if isinstance(section, _Script)]
    return [] if any(script.steps for script in scripts) else ["nothing happens"]


_CONTENTS = (Record(_Title, "text" / name), Record(_Script, "steps" / Vec(expr)))
PLAY = Format(
    "play",
    Magic(b"play\1", "no play"),
    Tagged(byte, {content.gives.id: Sized(content) for content in _CONTENTS}, "malformed act"),
    (_Title,),
    _without_steps,
)
_BODY = Expr.of(("block", None), ("i32.const", 300), "drop", "end")
SECTIONS: list[Section] = [_Script([_BODY]), _Title("Faust"), _Script([Expr.of(), _BODY])]
DATA = b"play\1" + bytes.fromhex(
    "10 09 01 02 40 41 ac 02 1a 0b 0b"  # a script of one step
    "03 06 05 46 61 75 73 74"
    "10 0a 02 0b 02 40 41 ac 02 1a 0b 0b"
)


def test_reading_and_writing() -> None:
    assert write_module(SECTIONS, format_=PLAY) == write_reference(SECTIONS, PLAY) == DATA
    assert read_module(DATA, ALL, PLAY) == read_reference(DATA, ALL, PLAY) == SECTIONS
    assert read_lenient(DATA, ALL, PLAY) == (SECTIONS, [])


def test_frames() -> None:
    found = [(frame.kind, frame.offset, frame.end) for frame in frames(DATA, PLAY)]
    assert found == [("script", 5, 16), ("title", 16, 24), ("script", 24, len(DATA))]


def test_tracing() -> None:
    leaves = [leaf for leaf in trace_module(DATA, ALL, PLAY) if not isinstance(leaf.value, Remark)]
    assert b"".join(DATA[leaf.offset : leaf.offset + leaf.size] for leaf in leaves) == DATA
    assert leaves[4].path == "play.sections[0].steps[0][0]"
    assert leaves[-1].path == "play.sections[2].steps[1][4]"


@pytest.mark.parametrize(
    ("data", "message", "offset", "path"),
    [
        (b"plug\1", "no play", 0, "play"),
        (b"play\1", "nothing happens", 5, "play"),
        (b"play\1\4\0", "malformed act", 5, "play.sections[0]"),
        (b"play\1\3\1\0\3\1\0", "unexpected content after last section", 8, "play.sections[1]"),
        (b"play\1\x10\2\1\x0e", "unexpected end of section or function", 9, "play.sections[0].steps[0][0].br_table.0"),
        (b"play\1\x10\3\1\x0b\x0b", "section size mismatch", 9, "play.sections[0]"),
    ],
)
def test_malformed_files(data: bytes, message: str, offset: int, path: str) -> None:
    for read in (read_module, read_reference):
        with pytest.raises(MalformedError) as caught:
            read(data, ALL, PLAY)
        assert (caught.value.message, caught.value.offset) == (message, offset)
        assert caught.value.path.startswith(path)
    _, errors = read_lenient(data, ALL, PLAY)
    assert errors[0].message == message


def test_writing_checks() -> None:
    with pytest.raises(BuildError, match=r"a section out of order, or twice \(in play.sections\[1\]\)"):
        write_module([_Title("a"), _Title("b")], format_=PLAY)
    with pytest.raises(BuildError, match=r"nothing happens \(in play\)"):
        write_module([_Title("a")], format_=PLAY)
    with pytest.raises(BuildError, match=r"has no encoding here \(in play.sections\[0\]\)"):
        write_module([Section()], format_=PLAY)


@given(st.lists(values(PLAY.section, ALL), max_size=3), st.data())
def test_all_ways_agree(sections: list[Section], data: st.DataObject) -> None:
    encoded = write_module(sections, check=False, format_=PLAY)
    assert encoded == write_reference(sections, PLAY)
    if data.draw(st.booleans()):
        encoded = damaged(encoded, lambda least, most: data.draw(st.integers(least, most)))
    assert _outcome(read_module, encoded) == _outcome(read_reference, encoded)
    found, errors = read_lenient(encoded, ALL, PLAY)
    if not errors:
        assert write_module(found, format_=PLAY) == encoded


def _outcome(read: Callable[[bytes, Features, Format], list[Section]], data: bytes) -> tuple[object, ...]:
    try:
        return (read(data, ALL, PLAY),)
    except MalformedError as error:
        return error.message, error.offset, error.path
