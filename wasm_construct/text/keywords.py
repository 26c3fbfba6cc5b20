"""The keywords that are no instructions, and the names that instructions once had.

Spec: §6.2.2 (text-keyword)
"""

from __future__ import annotations

import re
from functools import cache

from wasm_construct.opcodes import BY_MNEMONIC
from wasm_construct.syntax.types import AbsHeapType, RefType

_TYPES = """
    i8 i16 i32 i64 f32 f64 v128 i8x16 i16x8 i32x4 i64x2 f32x4 f64x2
    ref null exact array struct field mut sub final rec describes descriptor shared pagesize
"""
_CODE = "then do catch catch_ref catch_all catch_all_ref"
_FIELDS = """
    type tag global memory table func param result local data elem declare offset item start import export
    module binary quote definition instance
"""
_SCRIPTS = """
    register invoke get assert_malformed assert_invalid assert_malformed_custom assert_invalid_custom
    assert_unlinkable assert_return assert_trap assert_exception assert_exhaustion
    nan:canonical nan:arithmetic either ref.struct ref.array ref.exn ref.extern ref.host
"""

HEAP_TYPES: dict[str, AbsHeapType] = {heap.value: heap for heap in AbsHeapType}
"""Spec: §6.4.3 (text-absheaptype)"""
REF_TYPES: dict[str, RefType] = {str(ref): ref for ref in (RefType(True, heap) for heap in AbsHeapType)}
"""The reference types of one word. Spec: §6.4.4 (text-reftype)"""

KEYWORDS = frozenset((_TYPES + _CODE + _FIELDS + _SCRIPTS).split()) | HEAP_TYPES.keys() | REF_TYPES.keys()
"""Every keyword that is no instruction."""

_RENAMED = {
    "get_local": "local.get",
    "set_local": "local.set",
    "tee_local": "local.tee",
    "get_global": "global.get",
    "set_global": "global.set",
    "current_memory": "memory.size",
    "grow_memory": "memory.grow",
}
_CONVERSION = re.compile(
    r"([if](?:32|64)\.(?:trunc|trunc_sat|convert|extend|wrap|demote|promote|reinterpret))_([if]\d\d)(_[su])?"
)


@cache
def old_names() -> dict[str, str]:
    """What instructions were called before Wasm 1.0, and what they are called now."""
    found = dict(_RENAMED)
    for mnemonic in BY_MNEMONIC:
        match = _CONVERSION.fullmatch(mnemonic)
        if match:
            operation, operand, sign = match[1], match[2], match[3] or ""
            found[f"{operation.replace('_sat', '')}{sign}{':sat' if '_sat' in operation else ''}/{operand}"] = mnemonic
    return found
