"""The regular language of a schema's bytes, as a regular expression.

`exact` accepts what the schema accepts and nothing else. `loose` may accept more, but finds the same end in bytes that
are known to be right, and is faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from construct import Construct

from wasm_construct.binary.combinators import Record, Remarked, Restated, Tuple, Vec
from wasm_construct.binary.fast.source import rule_for
from wasm_construct.binary.leaves import Byte, Constant, Fixed, Float, OneOf
from wasm_construct.binary.leb128 import Leb
from wasm_construct.binary.unions import Flagged, Tagged
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


def _flagged(schema: Flagged, features: Features) -> bytes:
    return either(number(_flags(schema, code)) + exact(case, features) for code, case in schema.cases.items())


def _flags(schema: Flagged, code: int) -> list[int]:
    """The numbers that select a case; raises NotRegularError when they are too many to list."""
    if schema.most >= 1 << 14:
        raise NotRegularError("flags of any value")
    return [flags for flags in range(schema.most + 1) if flags & schema.selecting == code and not flags & ~schema.most]


_EXACT: dict[type, Callable[[Any, Features], bytes]] = {
    Leb: _leb,
    Tagged: _tagged,
    Flagged: _flagged,
    Byte: lambda schema, features: rb"[\x00-\xff]",
    Fixed: lambda schema, features: rb"[\x00-\xff]{%d}" % schema.size,
    Float: lambda schema, features: rb"[\x00-\xff]{%d}" % schema.size,
    Remarked: lambda schema, features: exact(schema.schema, features),
    Restated: lambda schema, features: exact(schema.schema, features),
    OneOf: lambda schema, features: one_of(schema.values),
    Constant: lambda schema, features: b"",
    Record: lambda schema, features: b"".join(exact(field, features) for field in parts(schema)),
    Tuple: lambda schema, features: b"".join(exact(item, features) for item in parts(schema)),
}


def exact(schema: Construct, features: Features) -> bytes:
    """A regular expression for just the bytes that the schema accepts; raises NotRegularError."""
    rule = rule_for(_EXACT, schema)
    if rule is None:
        raise NotRegularError(type(schema).__name__)
    return rule(schema, features)


ANY_LEB = CONTINUED + rb"*+[\x00-\x7f]"


def loose(schema: Construct, features: Features) -> bytes:
    """A regular expression that ends where the value ends, for bytes that the schema accepts."""
    if isinstance(schema, Leb):
        return ANY_LEB
    if isinstance(schema, Flagged) and schema.most < 0x80:
        return either(
            either([one_of(flags), one_of(flag | 0x80 for flag in flags) + rb"\x80*+\x00"]) + loose(case, features)
            for flags, case in ((_flags(schema, code), case) for code, case in schema.cases.items())
        )
    if isinstance(schema, Tuple | Record):
        return b"".join(loose(item, features) for item in parts(schema))
    return exact(schema, features)


def shortest(schema: Construct, features: Features) -> bytes:
    """A regular expression for the one-byte forms of integers, and the preferred form of flags: the common ones."""
    if isinstance(schema, Leb) and not schema.natural:
        return rb"[\x00-\x7f]"
    if isinstance(schema, Flagged):
        code, case = next(iter(schema.cases.items()))
        return one_of(flags for flags in _flags(schema, code) if flags < 0x80) + shortest(case, features)
    if isinstance(schema, Tuple | Record):
        return b"".join(shortest(item, features) for item in parts(schema))
    return exact(schema, features)


LISTED = 127
"""The most elements of a list whose count is one byte."""


def short_list(schema: Tuple, features: Features) -> bytes:
    """A regular expression for a list of up to LISTED numbers of one byte, and what follows in its shortest form.

    Raises NotRegularError for what does not begin with a list of natural numbers.
    """
    if not (schema.items and isinstance(schema.items[0], Vec) and isinstance(schema.items[0].item, Leb)):
        raise NotRegularError("no list of numbers")
    item = shortest(schema.items[0].item, features)
    rest = b"".join(shortest(each, features) for each in schema.items[1:])
    return either(escaped(count) + b"(?:%s){%d}%s" % (item, count, rest) for count in range(LISTED + 1))


def parts(schema: Tuple | Record) -> list[Construct]:
    """The schemas that are read one after the other."""
    return list(schema.items) if isinstance(schema, Tuple) else [field for _, field in schema.fields]
