"""Readers made from schemas, for speed.

A schema is a tree, and to read by it means to call a method for each node, over and over, with a stream, a context
and a path. `compile_reader` walks the tree once instead and writes down, as the source of one function, what these
calls do:

    Record(Limits, "min" / u64, "max" / Constant(None))        v1 = b[p]; p += 1
                                                               if v1 > 127: v1, p = decode_u(b, p - 1, 64)
                                                               v2 = Limits(v1, None)

Each rule below adds the lines for one class of schemas and gives the expression of the value. What holds between
them:

- The value begins at b[p], and after the lines of a rule p stands behind it. b is the whole file, so no bytes are
  copied.
- Nothing checks ahead whether there are enough bytes. To read b[p] beyond the file raises IndexError; a slice that
  came out short is refused by its length. As in the reference, reading goes on beyond the end of a section, `end`,
  and the schema that knows the right end (Sized) compares afterwards. Only what extends to the end looks at `end`.
- A function refuses exactly what the schema refuses, by one of REFUSALS, and does not say why. The caller asks the
  schema then (`binary/reader.py`). That makes the fast way free of messages, offsets and paths.
- A union becomes a dict from tags to functions, so that a schema that is used in many places is compiled once.
- Where `shared` allows it, a regular expression (`patterns`) finds the end of a value, and a dict what its bytes
  mean: most types of a module are the same few.

A schema without a rule is called as it is, and so is a Record with constructs of other libraries, which may need the
context. To look at the source: `print(compile_reader(schema, features).source)`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from construct import Construct

from wasm_construct.binary.combinators import (
    Checked,
    Record,
    Remarked,
    Restated,
    Sized,
    Tuple,
    UntilEnd,
    Vec,
    Wrapper,
)
from wasm_construct.binary.fast.patterns import NotRegularError, exact
from wasm_construct.binary.fast.source import Body, Features, Source, rule_for
from wasm_construct.binary.instructions import ExprSchema
from wasm_construct.binary.leaves import Blob, Byte, Constant, Fixed, Float, Magic, Name, OneOf, Rest
from wasm_construct.binary.leb128 import Fault, Leb, decode_s, decode_u, u32
from wasm_construct.binary.schema import default_of
from wasm_construct.binary.stream import Window
from wasm_construct.binary.unions import Flagged, Tagged, kept_bits
from wasm_construct.errors import MalformedError
from wasm_construct.syntax.padded import padded
from wasm_construct.syntax.types import TakesLists

REFUSALS = (Fault, IndexError, KeyError, UnicodeDecodeError)
"""What a compiled reader raises when it refuses its input."""


class Reader(Protocol):
    """A compiled reader: (data, position, end, instructions of the module) -> (value, position after it)."""

    source: str

    def __call__(self, data: bytes, pos: int, end: int, instrs: Any, /) -> tuple[Any, int]:
        """Read the value at `pos`; raises one of REFUSALS."""


# Each rule adds the lines that read a value at b[p], before `end`, and gives the expression of the value. `tail`: the
# value is the last one before `end`. The lines live in a function of b (data), p (position), e (end), cx
# (instructions).


def _read_leb(schema: Leb, body: Body, end: str, tail: bool) -> str:
    value = body.source.new("v")
    body.line(f"{value} = b[p]; p += 1")
    if not schema.signed:
        body.line(f"if {value} > 127: {value}, p = decode_u(b, p - 1, {schema.bits})")
        return value
    body.line(f"if {value} > 127: {value}, p = decode_s(b, p - 1, {schema.bits})")
    body.line(f"elif {value} > 63: {value} -= 128")
    if schema.natural:
        body.line(f"if {value} < 0: raise Fault")
    return value


def _read_byte(schema: Byte, body: Body, end: str, tail: bool) -> str:
    value = body.source.new("v")
    body.line(f"{value} = b[p]; p += 1")
    return value


def _read_fixed(schema: Fixed, body: Body, end: str, tail: bool) -> str:
    value = body.source.new("v")
    body.line(f"{value} = b[p:p + {schema.size}]; p += {schema.size}")
    body.line(f"if len({value}) != {schema.size}: raise Fault")
    if type(schema) is not Fixed:
        body.line(f"{value} = {body.source.bind(schema.decode, 'decode')}({value})")
    return value


def _read_magic(schema: Magic, body: Body, end: str, tail: bool) -> str:
    body.line(f"if b[p:p + {len(schema.value)}] != {schema.value!r}: raise Fault")
    body.line(f"p += {len(schema.value)}")
    return "None"


def _read_one_of(schema: OneOf, body: Body, end: str, tail: bool) -> str:
    value = body.source.new("v")
    body.line(f"{value} = {body.source.bind(schema.values, 'values')}[b[p]]; p += 1")
    return value


def _read_constant(schema: Constant, body: Body, end: str, tail: bool) -> str:
    return body.source.bind(schema.value, "constant")


def _read_blob(schema: Blob, body: Body, end: str, tail: bool) -> str:
    size, value = _read_leb(u32, body, end, False), body.source.new("v")
    body.line(f"q = p + {size}")
    body.line(f"if q > {end}: raise Fault")
    content = "str(b[p:q], 'utf-8')" if isinstance(schema, Name) else "b[p:q]"
    body.line(f"{value} = {content}; p = q")
    body.line(f"if type({size}) is not int: {value} = padded({value}, {size}.width)")
    return value


def _read_rest(schema: Rest, body: Body, end: str, tail: bool) -> str:
    value = body.source.new("v")
    body.line(f"{value} = b[p:{end}]; p = {end}")
    return value


def _read_vec(schema: Vec, body: Body, end: str, tail: bool) -> str:
    source = body.source
    count, value = _read_leb(u32, body, end, False), source.new("v")
    body.line(f"if {count} > {end} - p: raise Fault")
    loop = body
    if rule_for(_READ, schema.item) is _read_leb and not schema.item.signed:
        # numbers below 128 are their own encoding
        body.line(f"{value} = b[p:p + {count}]")
        body.line(f"if {value}.isascii(): {value} = list({value}); p += {count}")
        loop = body.within("else:")
    loop.line(f"{value} = []; append{value} = {value}.append")
    each = loop.within(f"for _ in range({count}):")
    each.line(f"append{value}({_read(schema.item, each, end)})")
    if schema.kind is not list:
        body.line(f"{value} = {schema.kind.__name__}({value})")
    body.line(f"if type({count}) is not int: {value} = padded({value}, {count}.width)")
    return value


def _read_record(schema: Record, body: Body, end: str, tail: bool) -> str:
    if schema.foreign:
        return _read_otherwise(schema, body, end, tail)
    pattern = _pattern(schema, body.source)
    if pattern is not None:
        value = body.source.new("v")
        _read_shared(
            pattern, f"lambda t, cx: {_fields_reader(body.source, schema)}(t, 0, len(t), cx)", value, body, end
        )
        return value
    return _read_fields(schema, body, end, tail)


def _fields_reader(source: Source, schema: Record) -> str:
    """The name of the function that reads a record, whether it is shared or not."""
    name, body = source.new("read_"), Body(source)
    value = _read_fields(schema, body, "e", False)
    source.functions.append("\n".join([f"def {name}(b, p, e, cx):", *body.lines, f"    return {value}, p"]))
    return name


def _read_fields(schema: Record, body: Body, end: str, tail: bool) -> str:
    return _make(schema.cls, _read_values(schema, body, end, tail), body)


def _read_values(schema: Record, body: Body, end: str, tail: bool) -> dict[str, str]:
    """Add the lines that read the fields of a record; the expressions of their values, by name."""
    values = {}
    for number, (name, field) in enumerate(schema.fields):
        value = _read(field, body, end, tail and number == len(schema.fields) - 1)
        if name:
            values[name] = value
    return values


def _make(cls: Any, values: dict[str, str], body: Body) -> str:
    """Add the lines that make an instance of a class from the values of its fields."""
    source, made = body.source, body.source.new("v")
    if _is_frozen(cls):
        # the __init__ of a frozen class is slow; what it does is fill the slots
        body.line(f"{made} = new({source.bind(cls, cls.__name__)})")
        for field in dataclasses.fields(cls):
            setter = source.bind(getattr(cls, field.name).__set__, f"set_{field.name}")
            value = values[field.name] if field.name in values else source.bind(default_of(field), "default")
            body.line(f"{setter}({made}, {value})")
    else:
        body.line(f"{made} = {source.bind(cls, cls.__name__)}({_arguments(cls, values)})")
    return made


def _is_frozen(cls: Any) -> bool:
    """Whether a class is a frozen dataclass with slots that does nothing more when it is made from what was read."""
    parameters = getattr(cls, "__dataclass_params__", None)
    more = getattr(cls, "__post_init__", TakesLists.__post_init__) is not TakesLists.__post_init__
    return parameters is not None and parameters.frozen and hasattr(cls, "__slots__") and not more


def _arguments(cls: type, values: dict[str, str]) -> str:
    """The arguments of a call that makes a record; by position as far as possible, which is faster."""
    values = dict(values)
    fields = [field.name for field in dataclasses.fields(cls) if field.init] if dataclasses.is_dataclass(cls) else []
    parts = []
    for name in fields:
        if name not in values:
            break
        parts.append(values.pop(name))
    return ", ".join([*parts, *(f"{name}={value}" for name, value in values.items())])


def _read_tuple(schema: Tuple, body: Body, end: str, tail: bool) -> str:
    items = [_read(item, body, end) for item in schema.items]
    value = body.source.new("v")
    body.line(f"{value} = ({''.join(item + ', ' for item in items)})")
    return value


def _read_tagged(schema: Tagged, body: Body, end: str, tail: bool) -> str:
    source, value = body.source, body.source.new("v")
    cases = {
        code: case for code, case in schema.cases.items() if source.features.issuperset(schema.gates.get(code, ()))
    }
    if isinstance(schema.tag, Leb):
        tag = _read_leb(schema.tag, body, end, False)
        table = source.table({code: _case_name(source, case, tail) for code, case in cases.items()})
        body.line(f"{value}, p = {table}[{tag}](b, p, {end}, cx)")
        body.line(f"if type({tag}) is not int: {value}.tag_width = {tag}.width")
        return value
    constants = {code: case.value for code, case in cases.items() if isinstance(case, Constant)}
    others = {code: _case_name(source, case, tail) for code, case in cases.items() if not isinstance(case, Constant)}
    inner = body
    if constants:
        table = source.bind(constants, "constants")
        if not others and schema.default is None:
            body.line(f"{value} = {table}[b[p]]; p += 1")
            return value
        body.line(f"if b[p] in {table}: {value} = {table}[b[p]]; p += 1")
        inner = body.within("else:")
    table = source.table(others)
    pattern = _pattern(schema, source) if schema.default is None else None
    if pattern is not None:
        _read_shared(pattern, f"lambda t, cx: {table}[t[0]](t, 1, len(t), cx)", value, inner, end)
        return value
    if schema.default is None:
        inner.line(f"{value}, p = {table}[b[p]](b, p + 1, {end}, cx)")
        return value
    inner.line(f"{value} = {table}.get(b[p])")
    inner.line(f"if {value} is None: {value}, p = {_reader_name(source, schema.default, tail)}(b, p, {end}, cx)")
    inner.line(f"else: {value}, p = {value}(b, p + 1, {end}, cx)")
    return value


def _case_name(source: Source, case: Construct, tail: bool) -> str:
    """The name of the function that reads this case. One with a frame, as a section has, is compiled when it occurs."""
    if isinstance(case, Sized):
        return source.deferred(lambda: compile_reader(case, source.features))
    return _reader_name(source, case, tail)


def _pattern(schema: Record | Tagged, source: Source) -> bytes | None:
    """What finds the end of a value that is shared; None when it is not, or when no pattern can."""
    if schema.shared:
        with suppress(NotRegularError):
            return exact(schema, source.features)
    return None


def _read_shared(pattern: bytes, read: str, value: str, body: Body, end: str) -> None:
    """Add the lines that read the bytes of a value once and then look them up; `read` is a function of the bytes."""
    source = body.source
    match = source.bind(re.compile(pattern, re.DOTALL).match, "match")
    reader = source.new("once")
    source.functions.append(f"{reader} = {read}")
    body.line(f"{value} = {match}(b, p, {end})")
    body.line(f"if {value} is None: raise Fault")
    body.line(f"p = {value}.end(); {value} = shared(cx, {reader}, {value}[0])")


def _shared(instrs: Any, read: Callable[[bytes, Any], tuple[Any, int]], encoded: bytes) -> Any:
    """The value that these bytes encode: one object for all their occurrences in a module."""
    if instrs is None:
        return read(encoded, None)[0]
    memo = instrs.shared[read]
    value = memo.get(encoded)
    if value is None:
        value = memo[encoded] = read(encoded, instrs)[0]
    return value


def _read_until_end(schema: UntilEnd, body: Body, end: str, tail: bool) -> str:
    value = body.source.new("v")
    body.line(f"{value} = []")
    each = body.within(f"while p < {end}:")
    each.line(f"{value}.append({_read(schema.item, each, end)})")
    return value


def _read_sized(schema: Sized, body: Body, end: str, tail: bool) -> str:
    size, inner_end = _read_leb(u32, body, end, False), body.source.new("e")
    body.line(f"{inner_end} = p + {size}")
    body.line(f"if {inner_end} > {end}: raise Fault")
    value = _read(schema.content, body, inner_end, True)
    body.line(f"if p != {inner_end}: raise Fault")
    body.line(f"if type({size}) is not int: {value}.size_width = {size}.width")
    return value


def _read_checked(schema: Checked, body: Body, end: str, tail: bool) -> str:
    value = _read(schema.schema, body, end)
    body.line(f"if not {body.source.bind(schema.holds, 'holds')}({value}): raise Fault")
    return value


def _read_wrapped(schema: Wrapper, body: Body, end: str, tail: bool) -> str:
    return _read(schema.schema, body, end, tail)


def _read_expr(schema: ExprSchema, body: Body, end: str, tail: bool) -> str:
    value = body.source.new("v")
    if tail:
        body.line(f"{value} = cx.body(b[p:{end}]); p = {end}")
    else:
        body.line(f"{value}, p = cx.expr(b, p, {end})")
    return value


def _read_flagged(schema: Flagged, body: Body, end: str, tail: bool) -> str:
    flags, value = _read_leb(schema.number, body, end, False), body.source.new("v")
    if schema.most < schema.number.most:
        body.line(f"if {flags} & {~schema.most}: raise Fault")
    word = "if"
    for code, case in schema.cases.items():
        inner = body.within(f"{word} {flags} & {schema.selecting} == {code}:")
        values = _read_values(case, inner, end, tail)
        values[schema.field] = flags if code & schema.kept == code else f"kept_bits({flags}, {schema.kept})"
        inner.line(f"{value} = {_make(case.cls, values, inner)}")
        word = "elif"
    body.line("else: raise Fault")
    return value


def _read_otherwise(schema: Construct, body: Body, end: str, tail: bool) -> str:
    value = body.source.new("v")
    body.line(f"{value}, p = parse_by_schema({body.source.bind(schema, 'schema')}, b, p, {end}, cx)")
    return value


def _parse_by_schema(schema: Construct, data: bytes, pos: int, end: int, instrs: Any) -> tuple[Any, int]:
    """What a schema without a rule of its own reads."""
    window = Window(data[pos:end], pos)
    context, path = (None, "") if instrs is None else ({"features": instrs.features}, instrs.path)
    try:
        value = schema._parse(window, context, path)
    except MalformedError:
        raise Fault from None
    return value, window.tell()


_READ: dict[type, Callable[[Any, Body, str, bool], str]] = {
    Leb: _read_leb,
    Byte: _read_byte,
    Fixed: _read_fixed,
    Float: _read_fixed,
    Magic: _read_magic,
    OneOf: _read_one_of,
    Constant: _read_constant,
    Blob: _read_blob,
    Name: _read_blob,
    Rest: _read_rest,
    Vec: _read_vec,
    Record: _read_record,
    Tuple: _read_tuple,
    Tagged: _read_tagged,
    UntilEnd: _read_until_end,
    Sized: _read_sized,
    Checked: _read_checked,
    Remarked: _read_wrapped,
    Restated: _read_wrapped,
    ExprSchema: _read_expr,
    Flagged: _read_flagged,
}


def _read(schema: Construct, body: Body, end: str, tail: bool = False) -> str:
    """Add the lines that read a value; `tail`: it is the last one before `end`."""
    return (rule_for(_READ, schema) or _read_otherwise)(schema, body, end, tail)


def _reader_name(source: Source, schema: Construct, tail: bool) -> str:
    """The name of the function that reads this schema."""
    key = id(schema) * 2 + tail
    if key not in source.made:
        name = source.made[key] = source.new("read_")
        body = Body(source)
        value = _read(schema, body, "e", tail)
        source.functions.append("\n".join([f"def {name}(b, p, e, cx):", *body.lines, f"    return {value}, p"]))
    return source.made[key]


def compile_reader(schema: Construct, features: Features) -> Reader:
    """A function that reads what the schema reads with these features."""
    namespace = {
        "Fault": Fault,
        "kept_bits": kept_bits,
        "parse_by_schema": _parse_by_schema,
        "decode_s": decode_s,
        "decode_u": decode_u,
        "new": object.__new__,
        "padded": padded,
        "shared": _shared,
    }
    source = Source(features, namespace)
    reader: Reader = source.finish(_reader_name(source, schema, False))
    return reader
