"""Bytes raise nothing but MalformedError, values nothing but BuildError, whatever they are."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.compare import look
from tests.property.damage import damaged_module
from tests.property.schemas import write_by_schema, write_compiled
from tests.property.trees import lookalike, places
from wasm_construct import ALL, WASM1, WASM2, WASM3, BuildError, Feature, MalformedError, Module
from wasm_construct.binary.modules import section
from wasm_construct.binary.writer import write_module
from wasm_construct.strategies import instructions, modules, values
from wasm_construct.syntax import (
    FUNCREF,
    I32,
    AbsHeapType,
    ArrayType,
    Describes,
    Descriptor,
    Exact,
    Expr,
    FieldType,
    Float32,
    FuncType,
    Limits,
    MemArg,
    ModuleName,
    PackType,
    PaddedInt,
    RecType,
    RefType,
    SubType,
    TableType,
    TagType,
    instr,
)

_NUMBERS = [-1, 0x80, 0x100, 1 << 31, 1 << 32, 1 << 63, 1 << 64, 1 << 200, 1.0, float("nan"), True, PaddedInt(1, 9)]
_THINGS = [None, "", "x", "\ud800", b"", b"x", bytes(16), [], (), [None], (None,), {}, set(), object(), object, instr]
_UNCHECKED: Any = RefType  # the type checker would refuse what is wrong on purpose
_NODES = [
    I32,
    PackType.I8,
    AbsHeapType.FUNC,
    FUNCREF,
    _UNCHECKED(True, I32),
    Exact(-1),
    Exact(1),
    TagType(1),
    TableType(FUNCREF, Limits(1)),
    Float32(1),
    FuncType(),
    ArrayType(FieldType(I32)),
    Describes(0, Descriptor(0, Describes(0, FuncType()))),
    Descriptor(0, Descriptor(0, FuncType())),
    RecType((SubType(FuncType()),)),
    Limits(1, 0, shared=True, page_size_log2=64),
    MemArg(-1),
    ModuleName("x"),
    instr("nop"),
    instr("else"),
    instr("br", None),
    Expr(),
    Expr([instr("end"), instr("end")]),
    Expr([instr("else"), instr("end")]),
    Expr([instr("block", None), instr("end")]),
]
MISFITS = st.sampled_from([*_NUMBERS, *_THINGS, *_NODES]) | values(section) | instructions()
OFTEN = settings(max_examples=10 * settings().max_examples)
FEATURES = st.sampled_from([WASM1, WASM2, WASM3, ALL])


@st.composite
def misfit_sections(draw: st.DrawFn) -> list[Any]:
    """A section in which something has been replaced by what does not belong there."""
    sections = [draw(values(section, ALL, max_size=2))]
    parts = places(sections)
    part, put = parts[draw(st.integers(0, len(parts) - 1))]
    put(lookalike(part) if draw(st.booleans()) else draw(MISFITS))
    return sections


@OFTEN
@given(misfit_sections())
def test_building_raises_build_errors_only(sections: list[Any]) -> None:
    with suppress(BuildError):
        Module(sections).build()


@given(values(section), MISFITS)
def test_so_it_does_with_wrong_widths(item: Any, width: Any) -> None:
    item.size_width = width
    with suppress(BuildError):
        Module([item]).build()


@OFTEN
@given(misfit_sections())
def test_the_compiled_writer_writes_nothing_that_the_schema_does_not(sections: list[Any]) -> None:
    try:
        written = write_compiled(section, sections[0])
    except Exception:  # the schema is asked then
        return
    assert written == write_by_schema(section, sections[0])


@given(modules(ALL), FEATURES, st.data())
def test_reading_raises_malformed_errors_only(
    module: Module, features: frozenset[Feature], data: st.DataObject
) -> None:
    encoded = damaged_module(module.build(), lambda least, most: data.draw(st.integers(least, most)))
    with suppress(MalformedError):
        sections = Module.parse(encoded, features).sections
        assert write_module(sections) == encoded
    found, errors = Module.parse_lenient(encoded, features)
    assert errors or found.build() == encoded
    look(found.sections)
    found.build(check=False)  # what is left of it may contradict itself
