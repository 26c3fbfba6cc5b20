"""The regular language of a schema's bytes, as a regular expression.

`exact` accepts what the schema accepts and nothing else. `loose` may accept more, but finds the same end in bytes that
are known to be right, and is faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from construct import Computed, Construct

from wasm_construct.binary.combinators import Record, Restated, Tagged, Tuple
from wasm_construct.binary.indices import Index
from wasm_construct.binary.instructions import MemArgSchema
from wasm_construct.binary.leaves import Byte, Fixed, Float, OneOf
from wasm_construct.binary.leb128 import Leb, u32, u64
from wasm_construct.features import Feature

Features = frozenset[Feature]
CONTINUED = rb"[\x80-\xff]"


class NotRegularError(Exception):
    """The end of such a value depends on a count in front of it."""


def escaped(code: int) -> bytes:
    """One byte, spelled so that it means itself everywhere."""
    return b"\\x%02x" % code


def one_of(codes: Iterable[int]) -> bytes:
    """Any of these bytes."""
    return b"[" + b"".join(map(escaped, sorted(codes))) + b"]"


def either(alternatives: Iterable[bytes]) -> bytes:
    """The first of these that matches."""
    return b"(?:" + b"|".join(alternatives) + b")"


def number(values: Iterable[int]) -> bytes:
    """Any of these numbers (below 2**14) as a u32, padded or not."""
    by_high: dict[int, list[int]] = {}
    for value in values:
        by_high.setdefault(value >> 7, []).append(value & 0x7F)
    parts = []
    for high, lows in sorted(by_high.items()):
        first = one_of(low | 0x80 for low in lows)
        if high == 0:
            parts += [one_of(lows), first + rb"\x80{0,3}\x00"]
        else:
            parts += [first + escaped(high), first + escaped(high | 0x80) + rb"\x80{0,2}\x00"]
    return either(parts)


def _leb(schema: Leb, features: Features) -> bytes:
    used = schema.bits - 7 * (schema.longest - 1)
    if not schema.signed:
        short, last = rb"[\x00-\x7f]", b"[\\x00-%s]" % escaped((1 << used) - 1)
    elif schema.natural:
        short, last = rb"[\x00-\x3f]", b"[\\x00-%s]" % escaped((1 << used - 1) - 1)
    else:
        short = rb"[\x00-\x7f]"
        last = b"[\\x00-%s%s-\\x7f]" % (escaped((1 << used - 1) - 1), escaped(0x80 - (1 << used - 1)))
    return b"(?:%s{0,%d}+%s|%s{%d}%s)" % (CONTINUED, schema.longest - 2, short, CONTINUED, schema.longest - 1, last)


def _tagged(schema: Tagged, features: Features) -> bytes:
    by_content: dict[bytes, list[int]] = {}
    for code, case in schema.cases.items():
        if features.issuperset(schema.gates.get(code, ())):
            by_content.setdefault(exact(case, features), []).append(code)
    parts = [one_of(codes) + content for content, codes in sorted(by_content.items())]
    if schema.default is not None:
        parts.append(exact(schema.default, features))
    return either(parts)


def _memarg(schema: MemArgSchema, features: Features) -> bytes:
    offset = exact(u64, features)
    return either([number(range(0x40)) + offset, number(range(0x40, 0x80)) + exact(u32, features) + offset])


_EXACT: dict[type, Callable[[Any, Features], bytes]] = {
    Leb: _leb,
    Index: _leb,
    Tagged: _tagged,
    MemArgSchema: _memarg,
    Byte: lambda schema, features: rb"[\x00-\xff]",
    Fixed: lambda schema, features: rb"[\x00-\xff]{%d}" % schema.size,
    Float: lambda schema, features: rb"[\x00-\xff]{%d}" % schema.size,
    Restated: lambda schema, features: exact(schema.schema, features),
    OneOf: lambda schema, features: one_of(schema.values),
    Computed: lambda schema, features: b"",
    Record: lambda schema, features: b"".join(exact(field, features) for _, field in schema.fields),
    Tuple: lambda schema, features: b"".join(exact(item, features) for item in schema.items),
}


def exact(schema: Construct, features: Features) -> bytes:
    """A regular expression for just the bytes that the schema accepts; raises NotRegularError."""
    rule = _EXACT.get(type(schema))
    if rule is None:
        raise NotRegularError(type(schema).__name__)
    return rule(schema, features)


ANY_LEB = CONTINUED + rb"*+[\x00-\x7f]"


def loose(schema: Construct, features: Features) -> bytes:
    """A regular expression that ends where the value ends, for bytes that the schema accepts."""
    if isinstance(schema, Leb):
        return ANY_LEB
    if isinstance(schema, MemArgSchema):
        with_index = rb"(?:[\x40-\x7f]|[\xc0-\xff]\x80*+\x00)" + ANY_LEB
        return rb"(?:[\x00-\x3f]|[\x80-\xbf]\x80*+\x00|" + with_index + b")" + ANY_LEB
    if isinstance(schema, Tuple):
        return b"".join(loose(item, features) for item in schema.items)
    return exact(schema, features)


def shortest(schema: Construct, features: Features) -> bytes:
    """A regular expression for the one-byte forms of integers, which are the common ones."""
    if isinstance(schema, Leb) and not schema.natural:
        return rb"[\x00-\x7f]"
    if isinstance(schema, MemArgSchema):
        return rb"[\x00-\x3f][\x00-\x7f]"
    if isinstance(schema, Tuple):
        return b"".join(shortest(item, features) for item in schema.items)
    return exact(schema, features)
