"""The schemas of the `metadata.code.*` sections.

Source: the tool conventions, CodeMetadata.md; the branch-hinting proposal
"""

from __future__ import annotations

from construct import Construct

from wasm_construct.binary.combinators import Checked, Record, Vec
from wasm_construct.binary.indices import funcidx
from wasm_construct.binary.leaves import OneOf, blob
from wasm_construct.binary.leb128 import u32
from wasm_construct.syntax.code_metadata import BranchHint, CodeMetadata, CodeRemark, FuncMetadata


def _code_metadata(item: Construct) -> Record:
    return Record(CodeMetadata, "funcs" / Vec(Record(FuncMetadata, "func" / funcidx, "items" / Vec(item))))


branch_hints = _code_metadata(
    Record(
        BranchHint,
        "offset" / u32,
        "size" / Checked(u32, lambda size: size == 1, "the size of a branch hint is 1"),
        "likely" / OneOf({0: False, 1: True}, "malformed branch hint"),
    )
)
code_metadata = _code_metadata(Record(CodeRemark, "offset" / u32, "data" / blob))
