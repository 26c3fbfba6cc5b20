"""Strategies for instructions and expressions, made from the opcode rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from wasm_construct.binary.instructions import ARGS, instruction
from wasm_construct.binary.leb128 import encode_u, u32
from wasm_construct.features import WASM3, feature_set
from wasm_construct.opcodes import ROWS, Row
from wasm_construct.strategies.from_schemas import Options, one_group, values_of, widths
from wasm_construct.syntax.instructions import Expr, Instr, instr
from wasm_construct.syntax.nesting import CLOSERS, DELIMITERS, DIVIDERS, OPENERS, Nesting

CONSTANT = frozenset(
    "i32.const i64.const f32.const f64.const v128.const ref.null ref.func ref.i31 global.get"
    " i32.add i32.sub i32.mul i64.add i64.sub i64.mul struct.new struct.new_default array.new array.new_default"
    " array.new_fixed any.convert_extern extern.convert_any".split()
)
"""The instructions of constant expressions. Spec: §3.4.13 (valid-constant)"""


def instructions(features: Iterable[str] = WASM3, *, padded: bool = True, max_size: int = 4) -> SearchStrategy[Instr]:
    """Any instruction of these features, such as `<i32.load offset=8 align=4>`, `<end>` or `<br_table 0 1>`.

    `padded`: some LEB128s, opcode numbers too, are longer than they have to be; `max_size` is the most labels, catch
    clauses or types in an instruction.
    """
    return any_instruction(Options(feature_set(features), padded, max_size))


def expressions(features: Iterable[str] = WASM3, *, padded: bool = True, max_size: int = 20) -> SearchStrategy[Expr]:
    """Expressions whose blocks nest, such as `Expr.of(("block", None), "nop", "end")`.

    `max_size` is the most instructions, without the `end`s that close what is still open.
    """
    return any_expression(Options(feature_set(features), padded), max_size)


def const_expressions(features: Iterable[str] = WASM3, *, padded: bool = True) -> SearchStrategy[Expr]:
    """Expressions of one to three constant instructions, such as `Expr.of(("i32.const", 0))`."""
    return any_const_expression(Options(feature_set(features), padded))


@cache
def any_instruction(options: Options) -> SearchStrategy[Instr]:
    """An instruction, as asked for."""
    return _one_of(_rows(options), options)


@cache
def any_expression(options: Options, max_size: int = 20) -> SearchStrategy[Expr]:
    """An expression, as asked for."""
    rows = _rows(options)
    plain = _one_of([row for row in rows if row.mnemonic not in DELIMITERS], options)
    openers, dividers, closers = (
        one_group([_of_form(row.immediates, [row], options) for row in rows if row.mnemonic in names])
        for names in (OPENERS, DIVIDERS, CLOSERS)
    )
    step = one_group([plain, plain, plain, plain, openers, openers, dividers, closers])
    return _nested(st.lists(step, max_size=max_size))


@cache
def any_const_expression(options: Options) -> SearchStrategy[Expr]:
    """A constant expression, as asked for."""
    step = _one_of([row for row in _rows(options) if row.mnemonic in CONSTANT], options)
    return st.lists(step, min_size=1, max_size=3).map(lambda instrs: Expr([*instrs, _END]))


_END = instr("end")


def nested(instrs: Iterable[Instr]) -> Expr:
    """The expression that these instructions make: without those that divide or close what is not open, and closed."""
    nesting = Nesting()

    def fits(name: str) -> bool:
        return not (name == "end" and nesting.depth == 1) and nesting.step(name) is None

    kept = [item for item in instrs if fits(item.name)]
    return Expr([*kept, *[_END] * nesting.depth])


@st.composite
def _nested(draw: DrawFn, instrs: SearchStrategy[list[Instr]]) -> Expr:
    return nested(draw(instrs))


def _rows(options: Options) -> list[Row]:
    return [row for row in ROWS if row.feature in options.features]


def _one_of(rows: list[Row], options: Options) -> SearchStrategy[Instr]:
    """An instruction with one of these rows: without immediates every other time, else of any form."""
    forms: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        forms.setdefault(row.immediates, []).append(row)
    parts = [_of_form(kinds, rows, options) for kinds, rows in forms.items() if kinds]
    return one_group(
        [*([_of_form((), forms[()], options)] if () in forms else []), *([one_group(parts)] if parts else [])]
    )


@st.composite
def _of_form(draw: DrawFn, kinds: tuple[str, ...], rows: list[Row], options: Options) -> Instr:
    made = Instr(draw(st.sampled_from(rows)), draw(values_of(ARGS[kinds], options)))
    first, *numbers = made.row.opcode
    width = draw(widths(u32.longest, options)) if numbers else 0
    if not width:
        return made
    immediates = instruction.encode(made)[1 + len(encode_u(numbers[0])) :]
    return Instr(made.row, made.args, bytes((first,)) + encode_u(numbers[0], width) + immediates)
