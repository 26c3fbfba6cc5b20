"""What it means for a module to survive: the same bytes again, in whatever way it is read, looked at and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from wasm_construct import MalformedError
from wasm_construct.binary.reader import read_module, read_reference
from wasm_construct.binary.writer import write_module, write_reference
from wasm_construct.features import Feature, feature_set
from wasm_construct.syntax import CodeSec, CustomSec, DataSec, ElemSec, Expr, GlobalSec, Section, TableSec

Read = Callable[[bytes, frozenset[Feature]], list[Section]]
READERS: tuple[Read, ...] = (read_module, read_reference)


def forbid_slow_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it an error to ask the schemas about what a compiled reader or writer refused."""

    def forbidden(*args: Any) -> Any:
        raise AssertionError("well-formed input took the slow path")

    monkeypatch.setattr("wasm_construct.binary.reader.explain", forbidden)
    monkeypatch.setattr("wasm_construct.binary.writer.write_reference", forbidden)


def exprs(sections: Iterable[Section]) -> Iterator[Expr]:
    """Every expression of a module."""
    for section in sections:
        if isinstance(section, CodeSec):
            yield from (code.body for code in section.codes)
        elif isinstance(section, GlobalSec):
            yield from (item.init for item in section.globals)
        elif isinstance(section, TableSec):
            yield from (table.init for table in section.tables if table.init is not None)
        elif isinstance(section, ElemSec | DataSec):
            for segment in section.elems if isinstance(section, ElemSec) else section.datas:
                yield from (expr for expr in (getattr(segment.mode, "offset", None),) if expr is not None)
                yield from getattr(segment, "exprs", ())


def look_at_everything(sections: Iterable[Section]) -> int:
    """Decode every instruction and every custom section, so that all of them are built anew; how many instructions."""
    sections = list(sections)
    count = sum(len(expr.instrs) for expr in exprs(sections))
    for section in sections:
        if isinstance(section, CustomSec):
            _ = section.content
    return count


def assert_survives(data: bytes, features: Iterable[str], reference: bool = True) -> list[Section]:
    """Assert that a module comes back untouched, looked at and (unless told otherwise) through the schemas alone."""
    on = feature_set(features)
    sections = read_module(data, on)
    assert write_module(sections) == data
    look_at_everything(sections)
    assert write_module(sections) == data
    if reference:
        by_schemas = read_reference(data, on)
        assert by_schemas == sections
        assert write_reference(by_schemas) == data
        assert write_reference(sections) == data
    return sections


def refusal(read: Read, data: bytes, features: Iterable[str]) -> tuple[str, int, str] | None:
    """The message, offset and path with which a reader refuses these bytes; None when it does not."""
    try:
        read(data, feature_set(features))
    except MalformedError as error:
        return error.message, error.offset, error.path
    return None
