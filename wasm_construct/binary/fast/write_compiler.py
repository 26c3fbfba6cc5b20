"""Writers made from schemas, for speed.

`compile_writer` is to building what `compile_reader` is to parsing. When a value does not fit, the compiled function
raises whatever comes; the schema is asked then, and says what is wrong and where.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

from construct import Construct

from wasm_construct.binary.combinators import Checked, Record, Remarked, Restated, Sized, Tuple, UntilEnd, Vec, Wrapper
from wasm_construct.binary.fast.decisions import add_decision, decide
from wasm_construct.binary.fast.lexer import code_reader
from wasm_construct.binary.fast.source import Body, Source, rule_for
from wasm_construct.binary.instructions import ARGS, ExprSchema, instruction
from wasm_construct.binary.leaves import Blob, Byte, Constant, Fixed, Float, Magic, Name, OneOf, Rest
from wasm_construct.binary.leb128 import Fault, Leb, encode_u, u32
from wasm_construct.binary.unions import Flagged, Tagged
from wasm_construct.features import ALL
from wasm_construct.syntax.instructions import Expr, Instr
from wasm_construct.syntax.padded import PaddedInt, width_of

_ONE_BYTE = [bytes((value,)) for value in range(0x80)]


def _two_bytes(values: range) -> list[bytes]:
    """The encodings of numbers in two bytes; the last one has to have its sign bit clear if it is to be signed."""
    return [bytes((value & 0x7F | 0x80, value >> 7)) for value in values]


@cache
def small() -> list[bytes]:
    """The encodings of the numbers of up to two bytes as unsigned ones."""
    return _ONE_BYTE + _two_bytes(range(0x80, 1 << 14))


@cache
def small_signed() -> list[bytes]:
    """The encodings of the natural numbers of up to two bytes as signed ones."""
    return _ONE_BYTE[:0x40] + _two_bytes(range(0x40, 1 << 13))


class Writer(Protocol):
    """A compiled writer: (value, append) writes the value by calling `append` with bytes."""

    source: str

    def __call__(self, value: Any, append: Callable[[bytes], None], /) -> None:
        """Write the value; raises an exception of any class when it cannot be written."""


# Each rule adds the lines that write the value named `x` by calling `out`.


def _length(value: Any, size: int) -> bytes:
    return u32.encode(PaddedInt(size, width_of(value)))


def _write_leb(schema: Leb, x: str, body: Body) -> None:
    encode = body.source.bind(schema.encode, "encode")
    table, size = ("SMALL_SIGNED", 1 << 13) if schema.signed else ("SMALL", 1 << 14)
    body.line(f"out({table}[{x}] if type({x}) is int and 0 <= {x} < {size} else {encode}({x}))")


def _write_byte(schema: Byte, x: str, body: Body) -> None:
    body.line(f"if not isinstance({x}, int): raise Fault")
    body.line(f"out(BYTES[{x}] if {x} >= 0 else None)")


def _write_fixed(schema: Fixed, x: str, body: Body) -> None:
    body.line(f"out({body.source.bind(schema.encode, 'encode')}({x}))")


def _write_magic(schema: Magic, x: str, body: Body) -> None:
    body.line(f"out({schema.value!r})")


def _write_one_of(schema: OneOf, x: str, body: Body) -> None:
    table = {value: bytes((code,)) for value, code in schema.codes.items()}
    body.line(f"out({body.source.bind(table, 'codes')}[{x}])")


def _write_constant(schema: Constant, x: str, body: Body) -> None:
    pass


def _write_blob(schema: Blob, x: str, body: Body) -> None:
    data, size = body.source.new("d"), body.source.new("n")
    kind = "str" if isinstance(schema, Name) else "bytes"
    body.line(f"{data} = {body.source.bind(schema.encode, 'encode')}({x}); {size} = len({data})")
    body.line(f"out(SMALL[{size}] if type({x}) is {kind} and {size} < 16384 else length({x}, {size})); out({data})")


def _write_rest(schema: Rest, x: str, body: Body) -> None:
    body.line(f"if not isinstance({x}, bytes): raise Fault")
    body.line(f"out({x})")


def _write_vec(schema: Vec, x: str, body: Body) -> None:
    item = body.source.new("i")
    kind = schema.kind.__name__
    body.line(f"out(SMALL[len({x})] if type({x}) is {kind} and len({x}) < 16384 else {kind}_length({x}))")
    if rule_for(_WRITE, schema.item) is _write_leb and not schema.item.signed:
        encode = body.source.bind(schema.item.encode, "encode")
        small = f"type({item}) is int and 0 <= {item} < 16384"
        body.line(f"out(join([SMALL[{item}] if {small} else {encode}({item}) for {item} in {x}]))")
        return
    _write(schema.item, item, body.within(f"for {item} in {x}:"))


def _write_tuple(schema: Tuple, x: str, body: Body) -> None:
    names = [body.source.new("t") for _ in schema.items]
    body.line(f"if not isinstance({x}, tuple): raise Fault")
    body.line(f"[{', '.join(names)}] = {x}")
    for name, item in zip(names, schema.items, strict=True):
        _write(item, name, body)


def _list_length(value: Any) -> bytes:
    if not isinstance(value, list):
        raise Fault
    return _length(value, len(value))


def _tuple_length(value: Any) -> bytes:
    if not isinstance(value, tuple):
        raise Fault
    return _length(value, len(value))


def _write_record(schema: Record, x: str, body: Body) -> None:
    if schema.foreign:
        _write_otherwise(schema, x, body)
        return
    body.line(f"if type({x}) is not {body.source.bind(schema.cls, schema.cls.__name__)}: raise Fault")
    for name, given in schema.given.items():
        body.line(f"if {x}.{name} != {body.source.bind(given, 'given')}: raise Fault")
    for name, field in schema.fields:
        if isinstance(field, Constant):
            continue
        value = "None"
        if name:
            value = body.source.new("f")
            body.line(f"{value} = {x}.{name}")
        _write(field, value, body)


def _write_tagged(schema: Tagged, x: str, body: Body) -> None:
    source, wide = body.source, isinstance(schema.tag, Leb)

    def write_tag(body: Body, x: str, code: str) -> None:
        body.line(f"out(SMALL[{code}] if not {x}.tag_width else tag({code}, {x}))" if wide else f"out(BYTES[{code}])")

    def write(body: Body, x: str, code: int | None) -> None:
        if code is not None:
            write_tag(body, x, str(code))
        case = schema.default if code is None else schema.cases[code]
        if not isinstance(case, Constant):
            body.line(f"{_case_name(source, case)}({x}, out)")

    def write_by(body: Body, x: str, codes: dict[Any, int], part: str) -> Body:
        found = source.new("found")
        if not wide and all(isinstance(schema.cases[code], Constant) for code in codes.values()):
            table = source.bind({value: bytes((code,)) for value, code in codes.items()}, "table")
            body.line(f"{found} = {table}.get({part})")
            body.line(f"if {found} is not None: out({found})")
        else:
            writers = source.table({code: _case_name(source, schema.cases[code]) for code in codes.values()})
            body.line(f"{found} = {source.bind(codes, 'table')}.get({part})")
            inner = body.within(f"if {found} is not None:")
            write_tag(inner, x, found)
            inner.line(f"{writers}[{found}]({x}, out)")
        return body.within("else:")

    key = id(schema)
    if key not in source.decisions:
        source.decisions[key] = decide(schema.choices)
    add_decision(source.decisions[key], x, body, write, write_by)


def _case_name(source: Source, case: Construct) -> str:
    """The name of the function that writes this case. One with a frame is compiled when it occurs."""
    return source.deferred(lambda: compile_writer(case)) if isinstance(case, Sized) else _writer_name(source, case)


def _write_flagged(schema: Flagged, x: str, body: Body) -> None:
    source, field = body.source, body.source.new("flags")
    encode = source.bind(lambda kept, code: schema.number.encode(PaddedInt(kept | code, width_of(kept))), "encode")

    def write(body: Body, x: str, code: int | None) -> None:
        kept = source.new("kept")
        body.line(f"{kept} = {x}.{schema.field}")
        body.line(f"if {kept} & {~schema.kept}: raise Fault")
        body.line(
            f"out(SMALL[{kept} | {code}] if type({kept}) is int and {kept} < 16384 else {encode}({kept}, {code}))"
        )
        body.line(f"{_writer_name(source, schema.cases[code or 0])}({x}, out)")

    if not schema.selecting & schema.kept:
        add_decision(decide(schema.choices), x, body, write, lambda *_: body)
        return
    body.line(f"{field} = {x}.{schema.field} & {schema.selecting}")
    for code in schema.cases:
        write(body.within(f"if {field} == {code}:"), x, code)


def _tag(code: int, value: Any) -> bytes:
    return u32.encode(PaddedInt(code, value.tag_width))


def _write_until_end(schema: UntilEnd, x: str, body: Body) -> None:
    item = body.source.new("i")
    _write(schema.item, item, body.within(f"for {item} in {x}:"))


def _write_sized(schema: Sized, x: str, body: Body) -> None:
    parts, size, outer = body.source.new("parts"), body.source.new("n"), body.source.new("out")
    body.line(f"{parts} = []; {outer} = out; out = {parts}.append")
    _write(schema.content, x, body)
    body.line(f"{parts} = join({parts}); {size} = len({parts}); out = {outer}")
    body.line(f"out(SMALL[{size}] if not {x}.size_width and {size} < 16384 else sized({x}, {size})); out({parts})")


def _sized(value: Any, size: int) -> bytes:
    return u32.encode(PaddedInt(size, value.size_width))


def _write_checked(schema: Checked, x: str, body: Body) -> None:
    body.line(f"if not {body.source.bind(schema.holds, 'holds')}({x}): raise Fault")
    _write(schema.schema, x, body)


def _write_wrapped(schema: Wrapper, x: str, body: Body) -> None:
    _write(schema.schema, x, body)


def _write_expr(schema: ExprSchema, x: str, body: Body) -> None:
    raw = body.source.new("r")
    body.line(f"{raw} = {x}.untouched")
    body.line(f"out({raw} if {raw} is not None else encode_expr({x}))")


def _write_otherwise(schema: Construct, x: str, body: Body) -> None:
    body.line(f"build_by_schema({body.source.bind(schema, 'schema')}, {x}, out)")


def _build_by_schema(schema: Construct, value: Any, out: Callable[[bytes], None]) -> None:
    """Write by a schema that has no rule of its own."""
    stream = io.BytesIO()
    schema._build(value, stream, None, "")
    out(stream.getvalue())


_WRITE: dict[type, Callable[[Any, str, Body], None]] = {
    Leb: _write_leb,
    Byte: _write_byte,
    Fixed: _write_fixed,
    Float: _write_fixed,
    Magic: _write_magic,
    OneOf: _write_one_of,
    Constant: _write_constant,
    Blob: _write_blob,
    Name: _write_blob,
    Rest: _write_rest,
    Vec: _write_vec,
    Tuple: _write_tuple,
    Record: _write_record,
    Tagged: _write_tagged,
    Flagged: _write_flagged,
    UntilEnd: _write_until_end,
    Sized: _write_sized,
    Checked: _write_checked,
    Remarked: _write_wrapped,
    Restated: _write_wrapped,
    ExprSchema: _write_expr,
}


def _write(schema: Construct, x: str, body: Body) -> None:
    (rule_for(_WRITE, schema) or _write_otherwise)(schema, x, body)


def _writer_name(source: Source, schema: Construct) -> str:
    """The name of the function that writes this schema."""
    key = id(schema)
    if key not in source.made:
        name = source.made[key] = source.new("write_")
        body = Body(source)
        _write(schema, "x", body)
        source.functions.append("\n".join([f"def {name}(x, out):", *(body.lines or ["    pass"])]))
    return source.made[key]


def compile_writer(schema: Construct) -> Writer:
    """A function that writes what the schema writes."""
    source = Source(
        frozenset(),
        {
            "Fault": Fault,
            "SMALL": small(),
            "SMALL_SIGNED": small_signed(),
            "BYTES": [bytes((code,)) for code in range(0x100)],
            "join": b"".join,
            "length": _length,
            "list_length": _list_length,
            "tuple_length": _tuple_length,
            "tag": _tag,
            "sized": _sized,
            "build_by_schema": _build_by_schema,
            "encode_expr": encode_expr,
        },
    )
    writer: Writer = source.finish(_writer_name(source, schema))
    return writer


# ---- code


class _Encoders(dict[tuple[str, ...], Writer]):
    """The compiled writers of immediates by their kinds, each made when it is first used."""

    def __missing__(self, kinds: tuple[str, ...]) -> Writer:
        writer = self[kinds] = compile_writer(ARGS[kinds])
        return writer


_ENCODERS = _Encoders()


@cache
def _opcode(opcode: tuple[int, ...]) -> bytes:
    return bytes(opcode[:1]) + b"".join(map(encode_u, opcode[1:]))


def encode_instr(instr: Instr) -> bytes:
    """The bytes of an instruction that was made by hand; raises BuildError."""
    row = instr.row
    if not row.immediates:
        return _opcode(row.opcode) if instr.args == () else instruction.encode(instr)
    parts = [_opcode(row.opcode)]
    try:
        _ENCODERS[row.immediates](instr.args, parts.append)
        return b"".join(parts)
    except Exception:  # whatever it was, the schema puts it into words
        return instruction.encode(instr)


def encode_expr(expr: Expr) -> bytes:
    """The bytes of an expression that was decoded or made by hand; raises Fault when blocks do not nest."""
    instrs = expr.instrs
    try:
        raw = b"".join([instr.raw for instr in instrs])  # type: ignore[misc]
    except TypeError:  # some were made by hand
        raw = b"".join([encode_instr(instr) if instr.raw is None else instr.raw for instr in instrs])
    if raw != expr.read_from:
        code_reader(ALL, len(raw)).check(raw)
    return raw
