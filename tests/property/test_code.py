"""The fast reader of code, where it has to take its other ways: irregular instructions, deep nesting, data indices."""

from __future__ import annotations

import pytest
from construct import Construct
from hypothesis import given
from hypothesis import strategies as st

from tests.property.damage import damaged
from tests.property.schemas import read_by_schema, read_compiled, write_by_schema
from wasm_construct import ALL, Feature, MalformedError
from wasm_construct.binary.fast.lexer import Instrs, Lexer, code_reader, lexer
from wasm_construct.binary.fast.read_compiler import REFUSALS
from wasm_construct.binary.fast.walker import SMALL, Walker, walker
from wasm_construct.binary.instructions import IMMEDIATES, expr
from wasm_construct.binary.modules import code
from wasm_construct.strategies import expressions, instructions, values
from wasm_construct.strategies.instructions import nested
from wasm_construct.syntax import Code, Expr, Instr, instr

_LABELS = st.integers(0, 300).map(lambda count: tuple(range(count))) | values(IMMEDIATES["labels"])
_IRREGULAR = st.one_of(
    st.builds(instr, st.just("br_table"), _LABELS, st.integers(0, 300)),
    st.builds(instr, st.just("select"), values(IMMEDIATES["valtypes"], ALL)),
    st.builds(instr, st.just("try_table"), values(IMMEDIATES["blocktype"], ALL), values(IMMEDIATES["catches"], ALL)),
)


@st.composite
def irregular_bodies(draw: st.DrawFn) -> Expr:
    """Expressions with more irregular instructions than the lexer has patience with."""
    few = draw(st.lists(_IRREGULAR | instructions(ALL), min_size=1, max_size=12))
    return nested(few * draw(st.integers(1, 12)))


@pytest.mark.parametrize("schema", [code, expr], ids=["code", "expr"])
@given(body=irregular_bodies(), data=st.data())
def test_irregular_bodies(schema: Construct, body: Expr, data: st.DataObject) -> None:
    value = Code([], body) if schema is code else body
    built = write_by_schema(schema, value)
    assert read_compiled(schema, built) == read_by_schema(schema, built) == (value, len(built))
    encoded = damaged(built, lambda least, most: data.draw(st.integers(least, most)), 2)
    try:
        expected = read_by_schema(schema, encoded)
    except MalformedError:
        with pytest.raises(MalformedError):
            read_compiled(schema, encoded)
    else:
        assert read_compiled(schema, encoded) == expected


@given(expressions(ALL) | irregular_bodies())
def test_data_indices_are_found_without_decoding(body: Expr) -> None:
    raw = write_by_schema(expr, body)
    decoder = Instrs(ALL)
    assert decoder.names_data(raw) == any("dataidx" in item.row.immediates for item in body)


@given(expressions(ALL) | irregular_bodies())
def test_the_tokens_are_the_instructions(body: Expr) -> None:
    raw = write_by_schema(expr, body)
    decoded = Instrs(ALL).decode(raw)
    assert decoded == body.instrs
    assert b"".join(item.raw or b"" for item in decoded) == raw


@pytest.mark.parametrize("opener", [("block", None), ("if", None), ("try_table", None, ()), ("try", None)])
def test_blocks_nest_as_deep_as_they_like(opener: tuple[object, ...]) -> None:
    depth = 5000
    body = nested([instr(*opener)] * depth)  # type: ignore[arg-type]
    assert len(body) == 2 * depth + 1
    raw = write_by_schema(expr, body)
    assert read_compiled(expr, raw) == read_by_schema(expr, raw) == (body, len(raw))
    assert read_compiled(code, write_by_schema(code, Code([], body)))[0] == Code([], body)
    for wrong in (raw[:-1], raw.replace(b"\x0b\x0b", b"\x0b", 1)):
        with pytest.raises(MalformedError):
            read_by_schema(expr, wrong)
        with pytest.raises(MalformedError):
            read_compiled(expr, wrong)


def test_nesting_keeps_what_fits() -> None:
    made = nested([instr("else"), instr("if", None), instr("else"), instr("else"), instr("end"), instr("end")])
    assert [item.name for item in made] == ["if", "else", "end", "end"]
    assert isinstance(made.instrs[0], Instr)


@given(body=expressions(ALL) | irregular_bodies(), data=st.data())
def test_the_walker_reads_as_the_lexer(body: Expr, data: st.DataObject) -> None:
    raw = write_by_schema(expr, body)
    slow, fast = walker(ALL), lexer(ALL)
    slow.check(raw)
    fast.check(raw)
    assert slow.tokens(raw) == fast.tokens(raw)
    assert slow.names_data(raw) == fast.names_data(raw)
    assert slow.extent(raw + b"\x0b", 0, len(raw) + 1) == fast.extent(raw + b"\x0b", 0, len(raw) + 1) == len(raw)
    encoded = damaged(raw, lambda least, most: data.draw(st.integers(least, most)), 2)
    assert _refused(slow, encoded) == _refused(fast, encoded)


def _refused(reader: Walker | Lexer, raw: bytes) -> bool:
    try:
        reader.check(raw)
    except REFUSALS:
        return True
    return False


def test_a_process_that_reads_more_makes_the_regular_expressions() -> None:
    known = ALL - {Feature.WIDE_ARITHMETIC, Feature.TAIL_CALL}  # a set that nothing else uses
    body = Expr.of(*["nop"] * 100)
    raw = write_by_schema(expr, body)
    instrs = Instrs(known)
    for _ in range(SMALL // len(raw)):
        instrs.body(raw)
        assert isinstance(code_reader(known, 0), Walker)
    instrs.body(raw)
    assert isinstance(code_reader(known, 0), Lexer)
    assert Instrs(known).decode(raw) == body.instrs
