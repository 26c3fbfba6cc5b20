"""What is unusual about the encoding of a module: everything that could have been written shorter."""

from __future__ import annotations

from typing import NamedTuple

from wasm_construct.binary.leb128 import encode_s, encode_u
from wasm_construct.binary.stream import Remark
from wasm_construct.binary.trace import Leaf, trace_module
from wasm_construct.features import ALL
from wasm_construct.syntax.padded import PaddedInt


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
    findings = []
    for leaf in trace_module(data, ALL):
        message = _message(leaf)
        if message is not None:
            findings.append(Finding(leaf.offset, leaf.size, leaf.path, message))
    return findings


def _message(leaf: Leaf) -> str | None:
    value = leaf.value
    if isinstance(value, Remark):
        return str(value)
    if isinstance(value, PaddedInt):
        needed = min(len(encode(int(value))) for encode in (encode_u, encode_s) if value >= 0 or encode is encode_s)
        return f"{int(value)} takes {value.width} bytes, {needed} would do"
    return None
