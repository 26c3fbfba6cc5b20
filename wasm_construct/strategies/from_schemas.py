"""Strategies made from schemas: as the compilers do, they walk the tree of constructs, one rule for each class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from wasm_construct.binary import leaves
from wasm_construct.binary.combinators import (
    Checked,
    Flagged,
    Record,
    Restated,
    Sized,
    Tagged,
    Tuple,
    UntilEnd,
    Vec,
)
from wasm_construct.binary.custom import CustomSchema
from wasm_construct.binary.custom.contents import CONTENTS, PREFIXES, content_schema
from wasm_construct.binary.instructions import ExprSchema, InstrSchema, MemArgSchema
from wasm_construct.binary.leaves import Blob, Byte, Fixed, Float, Magic, Name, OneOf, Rest, TypeCode
from wasm_construct.binary.leb128 import Leb, u32, u64
from wasm_construct.binary.modules import ModuleSchema
from wasm_construct.binary.types import blocktype
from wasm_construct.features import WASM3, Feature, feature_set
from wasm_construct.syntax.custom import CustomSec
from wasm_construct.syntax.instructions import MemArg
from wasm_construct.syntax.padded import PaddedInt, padded, width_of

_Values = SearchStrategy[Any]
_Computed: type = type(blocktype.cases[0x40])  # construct's own class, which only the binary package imports


@dataclass(frozen=True)
class How:
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
    return values_of(schema, How(feature_set(features), padded, max_size))


@cache
def values_of(schema: Any, how: How) -> _Values:
    """The values of a schema, as asked for."""
    for cls in type(schema).__mro__:
        if cls in _RULES:
            return _RULES[cls](schema, how)
    raise TypeError(f"no strategy is known for the values of a {type(schema).__name__}")


def one_group(groups: Sequence[_Values]) -> _Values:
    """One of these strategies, each as often as the others; `one_of` would count the alternatives within them."""
    return groups[0] if len(groups) == 1 else st.integers(0, len(groups) - 1).flatmap(groups.__getitem__)


@cache
def widths(longest: int, how: How) -> SearchStrategy[int]:
    """The width of a LEB128: 0, for as few bytes as it needs, but now and then up to the longest."""
    return st.sampled_from((0,) * 8 * longest + tuple(range(2, longest + 1))) if how.padded else st.just(0)


def _with_width(strategy: _Values, longest: int, how: How) -> _Values:
    if not how.padded:
        return strategy
    return st.builds(lambda value, width: padded(value, width) if width else value, strategy, widths(longest, how))


def _with_attribute(name: str, strategy: _Values, how: How) -> _Values:
    if not how.padded:
        return strategy

    def put(value: Any, width: int) -> Any:
        setattr(value, name, width)
        return value

    return st.builds(put, strategy, widths(u32.longest, how))


# ---- leaves


def _leb(schema: Leb, how: How) -> _Values:
    powers = {sign << bit for sign in (1, -1) for bit in range(schema.bits)}
    edges = sorted({number - less for number in powers for less in (0, 1)}, key=abs)
    small = st.integers(max(schema.least, -8), 8)
    near = st.sampled_from([number for number in edges if schema.least <= number <= schema.most])
    return _with_width(small | near | st.integers(schema.least, schema.most), schema.longest, how)


def _fixed(schema: Fixed, how: How) -> _Values:
    return st.binary(min_size=schema.size, max_size=schema.size)


def _float(schema: Float, how: How) -> _Values:
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


def _name(schema: Name, how: How) -> _Values:
    return _with_width(st.text(_CHARACTERS, max_size=how.max_size), u32.longest, how)


def _blob(schema: Blob, how: How) -> _Values:
    return _with_width(st.binary(max_size=how.max_size), u32.longest, how)


# ---- combinations


def _record(schema: Record, how: How) -> _Values:
    return st.builds(schema.cls, **{name: values_of(field, how) for name, field in schema.fields if name})


def _vec(schema: Vec, how: How) -> _Values:
    items = st.lists(values_of(schema.item, how), max_size=how.max_size)
    return _with_width(items if schema.kind is list else items.map(schema.kind), u32.longest, how)


def _sized(schema: Sized, how: How) -> _Values:
    return _with_attribute("size_width", values_of(schema.content, how), how)


def _tagged(schema: Tagged, how: How) -> _Values:
    groups: dict[Any, list[Any]] = {}
    for code, case in schema.cases.items():
        if how.features.issuperset(schema.gates.get(code, ())):
            groups.setdefault(_group(case), []).append(case)
    # constants first: they are the simplest
    parts = [_constants(groups.pop(_Computed))] if _Computed in groups else []
    parts += [st.sampled_from(cases).flatmap(lambda case: values_of(case, how)) for cases in groups.values()]
    if schema.default is not None:
        parts.append(values_of(schema.default, how))
    strategy = one_group(parts)
    return _with_attribute("tag_width", strategy, how) if isinstance(schema.tag, Leb) else strategy


def _constants(cases: list[Any]) -> _Values:
    return st.sampled_from([case.func for case in cases])


def _group(case: Any) -> Any:
    """What cases have in common that yield the same class."""
    while isinstance(case, Sized):
        case = case.content
    return case.cls if isinstance(case, Record) else _Computed if isinstance(case, _Computed) else case


def _flagged(schema: Flagged, how: How) -> _Values:
    def put(known: tuple[int, Any], other: int) -> Any:
        bits, value = known
        flags = bits | other & ~schema.mask
        value.flags = PaddedInt(flags, width_of(other)) if width_of(other) else flags
        return value

    known = st.sampled_from(sorted(schema.cases)).flatmap(
        lambda bits: st.tuples(st.just(bits), values_of(schema.cases[bits], how))
    )
    return st.builds(put, known, values_of(u32, how))


def _checked(schema: Checked, how: How) -> _Values:
    if isinstance(schema.schema, Leb):  # a condition on a number leaves none or a few
        few = [number for number in range(0x80) if schema.holds(number)]
        return _with_width(st.sampled_from(few), schema.schema.longest, how)
    return values_of(schema.schema, how).filter(schema.holds)


def _memarg(schema: MemArgSchema, how: How) -> _Values:
    align = _with_width(st.integers(0, 0x3F), u32.longest, how)
    memory = st.just(0) | values_of(u32, how)
    explicit = st.booleans() if how.padded else st.just(False)
    return st.builds(MemArg, align, values_of(u64, how), memory, explicit)


def _custom(schema: CustomSchema, how: How) -> _Values:
    typed = [_typed(st.just(name), content, how) for name, content in CONTENTS.items()]
    typed += [
        _typed(values_of(leaves.name, how).map(prefix.__add__), content, how) for prefix, content in PREFIXES.items()
    ]
    untyped = st.builds(CustomSec, values_of(leaves.name, how), st.binary(max_size=4 * how.max_size))
    return one_group([untyped, one_group(typed)])


def _typed(names: SearchStrategy[str], content: Any, how: How) -> _Values:
    def means_this(name: str) -> bool:
        return content_schema(name) is content

    padded_names = _with_width(names.filter(means_this), u32.longest, how)
    return st.builds(CustomSec, padded_names, content=values_of(content, how))


# ---- what is made of instructions; the imports are here, since instructions have values in turn


def _instruction(schema: InstrSchema, how: How) -> _Values:
    from wasm_construct.strategies.instructions import any_instruction

    return any_instruction(how)


def _expr(schema: ExprSchema, how: How) -> _Values:
    from wasm_construct.strategies.instructions import any_expression

    return any_expression(how)


def _module(schema: ModuleSchema, how: How) -> _Values:
    from wasm_construct.strategies.modules import any_sections

    return any_sections(how)


_RULES: dict[type, Callable[[Any, How], _Values]] = {
    Leb: _leb,
    TypeCode: lambda schema, how: st.integers(0, 0x7F),
    Byte: lambda schema, how: st.integers(0, 0xFF),
    Fixed: _fixed,
    Float: _float,
    Magic: lambda schema, how: st.none(),
    OneOf: lambda schema, how: st.sampled_from(list(schema.values.values())),
    _Computed: lambda schema, how: st.just(schema.func),
    Name: _name,
    Blob: _blob,
    Rest: lambda schema, how: st.binary(max_size=how.max_size),
    Record: _record,
    Tuple: lambda schema, how: st.tuples(*(values_of(item, how) for item in schema.items)),
    Vec: _vec,
    UntilEnd: lambda schema, how: st.lists(values_of(schema.item, how), max_size=how.max_size),
    Sized: _sized,
    Tagged: _tagged,
    Flagged: _flagged,
    Checked: _checked,
    Restated: lambda schema, how: values_of(schema.schema, how),
    MemArgSchema: _memarg,
    CustomSchema: _custom,
    InstrSchema: _instruction,
    ExprSchema: _expr,
    ModuleSchema: _module,
}
