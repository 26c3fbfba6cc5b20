"""The sections that lead to debug information."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wasm_construct.errors import MalformedError
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.debugging import BuildId, ExternalDebugInfo, SourceMappingURL

Read = Callable[[str, bytes], Any]
Built = Callable[[str, Any], bytes]


@pytest.mark.parametrize(
    ("name", "data", "content"),
    [
        ("sourceMappingURL", b"\x05a.map", SourceMappingURL("a.map")),
        ("external_debug_info", b"\x07a.debug", ExternalDebugInfo("a.debug")),
        ("build_id", b"\x04\x00\xff\x80\x01", BuildId(b"\x00\xff\x80\x01")),
    ],
)
def test_the_content(read: Read, built: Built, name: str, data: bytes, content: object) -> None:
    assert read(name, data) == content
    assert built(name, content) == data
    assert read(name, bytes((data[0] | 0x80, 0)) + data[1:]) == content


def test_bytes_after_the_content_are_malformed(read: Read) -> None:
    with pytest.raises(MalformedError, match="section size mismatch"):
        read("sourceMappingURL", b"\x01a!")


def test_an_edited_content_is_what_gets_built(section_of: Callable[[str, bytes], CustomSec], built: Built) -> None:
    section = section_of("sourceMappingURL", b"\x05a.map")
    section.content.url = "b"
    assert built(section.name, section.content) == b"\x01b"


def test_a_build_id_shows_its_digits() -> None:
    assert repr(BuildId(b"\x01\xab")) == "BuildId(bytes.fromhex('01ab'))"
