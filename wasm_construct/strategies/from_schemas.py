"""Strategies made from schemas: as the compilers do, they walk the tree of constructs, one rule for each class.

The rules here are for what schemas are made of. Modules that know about more add theirs by `add_rule`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from wasm_construct.binary.combinators import (
    Checked,
    Record,
    Sized,
    Tuple,
    UntilEnd,
    Vec,
    Wrapper,
)
from wasm_construct.binary.leaves import Blob, Byte, Constant, Fixed, Float, Magic, Name, OneOf, Rest, TypeCode
from wasm_construct.binary.leb128 import Leb, u32
from wasm_construct.binary.unions import Flagged, Tagged
from wasm_construct.features import WASM3, Feature, feature_set
from wasm_construct.syntax.padded import padded

_Values = SearchStrategy[Any]


@dataclass(frozen=True)
class Options:
    """What a strategy was asked for: the features that are on, whether to pad, and the most elements of a list."""

    features: frozenset[Feature] = WASM3
    padded: bool = True
    max_size: int = 4


def values(
    schema: Any, features: Iterable[str] = WASM3, *, padded: bool = True, max_size: int = 4
) -> SearchStrategy[Any]:
    """The values that a schema parses and builds, whatever its shape.

    `padded`: some of the LEB128s are longer than they have to be; the value says so by its `width` (numbers, strings,
    lists), its `size_width` or its `tag_width`. `max_size` is the most elements of each list, bytes of each byte
    string and characters of each name. For example, `values(wasm_construct.binary.types.functype)` yields such things
    as `FuncType((I32, F64), ())`.

    Raises TypeError for a construct that is not one of this library.
    """
    return values_of(schema, Options(feature_set(features), padded, max_size))


@cache
def values_of(schema: Any, options: Options) -> _Values:
    """The values of a schema, as asked for."""
    for cls in type(schema).__mro__:
        if cls in _RULES:
            return _RULES[cls](schema, options)
    raise TypeError(f"no strategy is known for the values of a {type(schema).__name__}")


def one_group(groups: Sequence[_Values]) -> _Values:
    """One of these strategies, each as often as the others; `one_of` would count the alternatives within them."""
    return groups[0] if len(groups) == 1 else st.integers(0, len(groups) - 1).flatmap(groups.__getitem__)


@cache
def widths(longest: int, options: Options) -> SearchStrategy[int]:
    """The width of a LEB128: 0, for as few bytes as it needs, but now and then up to the longest."""
    return st.sampled_from((0,) * 8 * longest + tuple(range(2, longest + 1))) if options.padded else st.just(0)


def with_width(strategy: _Values, longest: int, options: Options) -> _Values:
    """The same values; with padding, some of them know a width of their LEB128, or of the one in front of them."""
    if not options.padded:
        return strategy
    return st.builds(lambda value, width: padded(value, width) if width else value, strategy, widths(longest, options))


def _with_attribute(name: str, strategy: _Values, options: Options) -> _Values:
    if not options.padded:
        return strategy

    def put(value: Any, width: int) -> Any:
        setattr(value, name, width)
        return value

    return st.builds(put, strategy, widths(u32.longest, options))


# ---- leaves


def _leb(schema: Leb, options: Options) -> _Values:
    powers = {sign << bit for sign in (1, -1) for bit in range(schema.bits)}
    edges = sorted({number - less for number in powers for less in (0, 1)}, key=abs)
    small = st.integers(max(schema.least, -8), 8)
    near = st.sampled_from([number for number in edges if schema.least <= number <= schema.most])
    return with_width(small | near | st.integers(schema.least, schema.most), schema.longest, options)


def _fixed(schema: Fixed, options: Options) -> _Values:
    return st.binary(min_size=schema.size, max_size=schema.size)


def _float(schema: Float, options: Options) -> _Values:
    cls = schema.cls
    quiet, infinite = 1 << (cls.significand - 1), -1 << cls.significand & (1 << (cls.width - 1)) - 1
    positive = (
        0,
        1,
        infinite >> 1 & infinite,
        infinite - 1,
        infinite,
        infinite + 1,
        infinite | quiet,
        infinite | quiet + 1,
    )
    special = [bits | sign for sign in (0, 1 << (cls.width - 1)) for bits in positive]
    return (st.sampled_from(special) | st.integers(0, (1 << cls.width) - 1)).map(cls.from_bits)


_CHARACTERS = st.characters(codec="utf-8")


def prepare() -> None:
    """Have Hypothesis make its table of characters now: that takes seconds once, too long for within an example."""
    _CHARACTERS.validate()


def _name(schema: Name, options: Options) -> _Values:
    return with_width(st.text(_CHARACTERS, max_size=options.max_size), u32.longest, options)


def _blob(schema: Blob, options: Options) -> _Values:
    return with_width(st.binary(max_size=options.max_size), u32.longest, options)


# ---- combinations


def _record(schema: Record, options: Options) -> _Values:
    return _build(schema, options, {})


def _build(schema: Record, options: Options, more: dict[str, _Values]) -> _Values:
    """Records; a hint that a part is encoded in a longer way than it has to be is for padded values only."""
    fields = {
        name: values_of(field, options)
        for name, field in schema.fields
        if name and (options.padded or name not in schema.hints)
    }
    return st.builds(schema.cls, **fields, **more)


def _vec(schema: Vec, options: Options) -> _Values:
    items = st.lists(values_of(schema.item, options), max_size=options.max_size)
    return with_width(items if schema.kind is list else items.map(schema.kind), u32.longest, options)


def _sized(schema: Sized, options: Options) -> _Values:
    return _with_attribute("size_width", values_of(schema.content, options), options)


def _tagged(schema: Tagged, options: Options) -> _Values:
    groups: dict[Any, list[Any]] = {}
    for code, case in schema.cases.items():
        if options.features.issuperset(schema.gates.get(code, ())):
            groups.setdefault(_group(case), []).append(case)
    # constants first: they are the simplest
    parts = [_constants(groups.pop(Constant))] if Constant in groups else []
    parts += [st.sampled_from(cases).flatmap(lambda case: values_of(case, options)) for cases in groups.values()]
    if schema.default is not None:
        parts.append(values_of(schema.default, options))
    strategy = one_group(parts)
    return _with_attribute("tag_width", strategy, options) if isinstance(schema.tag, Leb) else strategy


def _constants(cases: list[Any]) -> _Values:
    return st.sampled_from([case.value for case in cases])


def _group(case: Any) -> Any:
    """What cases have in common that yield the same class."""
    while isinstance(case, Sized):
        case = case.content
    return case.cls if isinstance(case, Record) else Constant if isinstance(case, Constant) else case


def _flagged(schema: Flagged, options: Options) -> _Values:
    return st.sampled_from(list(schema.cases)).flatmap(lambda code: _flagged_case(schema, code, options))


def _flagged_case(schema: Flagged, code: int, options: Options) -> _Values:
    case = schema.cases[code]
    kept = values_of(schema.number, options) if schema.kept == schema.number.most else st.integers(0, schema.kept)
    bits = kept.map(lambda number: number & schema.kept & ~schema.selecting | code & schema.kept)
    return _build(case, options, {schema.field: with_width(bits, schema.number.longest, options)})


def _checked(schema: Checked, options: Options) -> _Values:
    if isinstance(schema.schema, Leb):  # a condition on a number leaves none or a few
        few = [number for number in range(0x80) if schema.holds(number)]
        return with_width(st.sampled_from(few), schema.schema.longest, options)
    return values_of(schema.schema, options).filter(schema.holds)


Rule = Callable[[Any, Options], _Values]


def add_rule(cls: type, rule: Rule) -> None:
    """Say what the values of the schemas of a class are; `rule(schema, options)` gives a strategy."""
    _RULES[cls] = rule


_RULES: dict[type, Rule] = {
    Leb: _leb,
    TypeCode: lambda schema, options: st.integers(0, 0x7F),
    Byte: lambda schema, options: st.integers(0, 0xFF),
    Fixed: _fixed,
    Float: _float,
    Magic: lambda schema, options: st.none(),
    OneOf: lambda schema, options: st.sampled_from(list(schema.values.values())),
    Constant: lambda schema, options: st.just(schema.value),
    Name: _name,
    Blob: _blob,
    Rest: lambda schema, options: st.binary(max_size=options.max_size),
    Record: _record,
    Tuple: lambda schema, options: st.tuples(*(values_of(item, options) for item in schema.items)),
    Vec: _vec,
    UntilEnd: lambda schema, options: st.lists(values_of(schema.item, options), max_size=options.max_size),
    Sized: _sized,
    Tagged: _tagged,
    Flagged: _flagged,
    Checked: _checked,
    Wrapper: lambda schema, options: values_of(schema.schema, options),
}
