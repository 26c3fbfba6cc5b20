"""How the tests read and build custom sections."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from wasm_construct.binary.custom import customsec
from wasm_construct.binary.leaves import name
from wasm_construct.binary.stream import Window
from wasm_construct.syntax.custom import CustomSec

SectionOf = Callable[[str, bytes], CustomSec]
Read = Callable[[str, bytes], Any]
Built = Callable[[str, Any], bytes]


def _section(section_name: str, data: bytes) -> CustomSec:
    section: CustomSec = customsec.parse_stream(Window(name.build(section_name) + data))
    return section


def _build(section: CustomSec) -> bytes:
    stream = io.BytesIO()
    customsec._build(section, stream, None, "")
    return stream.getvalue()[len(name.build(section.name)) :]


def _read(section_name: str, data: bytes) -> Any:
    section = _section(section_name, data)
    if section.error is not None:
        raise section.error
    assert _build(section) == data
    return section.content


@pytest.fixture(scope="session")
def section_of() -> SectionOf:
    """A section of this name and with these bytes, read."""
    return _section


@pytest.fixture(scope="session")
def read() -> Read:
    """The content of such a section, which must be read without an error and build the same bytes."""
    return _read


@pytest.fixture(scope="session")
def built() -> Built:
    """The bytes of a section with this name and content."""
    return lambda section_name, content: _build(CustomSec(section_name, content=content))
