"""The sections with remarks on the code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wasm_construct.errors import BuildError, MalformedError
from wasm_construct.syntax.code_metadata import BranchHint, CodeMetadata, CodeRemark, FuncMetadata

Read = Callable[[str, bytes], Any]
Built = Callable[[str, Any], bytes]

HINTS = "metadata.code.branch_hint"


def test_branch_hints(read: Read, built: Built) -> None:
    data = b"\x02\x01\x02\x05\x01\x00\x80\x01\x01\x01\x03\x00"
    content = CodeMetadata([FuncMetadata(1, [BranchHint(5, False), BranchHint(128, True)]), FuncMetadata(3)])
    assert read(HINTS, data) == content
    assert built(HINTS, content) == data
    assert content.of(1)[1].likely
    assert content.of(2) == []


def test_a_padded_size_is_kept(read: Read) -> None:
    assert read(HINTS, b"\x01\x01\x01\x85\x00\x81\x80\x00\x01").of(1) == [BranchHint(5, True)]


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"\x01\x00\x01\x05\x02\x00\x00", "the size of a branch hint is 1"), (b"\x01\x00\x01\x05\x01\x02", "malformed")],
)
def test_malformed_hints(read: Read, data: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        read(HINTS, data)


def test_hints_of_another_size_are_not_built(built: Built) -> None:
    with pytest.raises(BuildError):
        built(HINTS, CodeMetadata([FuncMetadata(0, [BranchHint(0, True, size=2)])]))


def test_other_remarks_keep_their_bytes(read: Read) -> None:
    content = read("metadata.code.hotness", b"\x01\x02\x01\x07\x82\x00ab")
    assert content == CodeMetadata([FuncMetadata(2, [CodeRemark(7, b"ab")])])
