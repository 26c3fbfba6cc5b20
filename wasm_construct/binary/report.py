"""What is unusual about the encoding of a module: everything that could have been written shorter."""

from __future__ import annotations

from typing import NamedTuple

from wasm_construct.binary.stream import Remark
from wasm_construct.binary.trace import trace_module
from wasm_construct.features import ALL


class Finding(NamedTuple):
    """One non-canonical encoding: where it stands and what could be shorter."""

    offset: int
    size: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"0x{self.offset:x} {self.path}: {self.message}"


def encoding_findings(data: bytes) -> list[Finding]:
    """All non-canonical encodings of a module, in the order of the bytes; raises MalformedError."""
    leaves = trace_module(data, ALL)
    return sorted(Finding(*leaf[:3], str(leaf.value)) for leaf in leaves if isinstance(leaf.value, Remark))
