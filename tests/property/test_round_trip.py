"""What is built can be parsed, and is what it was; what is parsed can be built, and is what it was."""

from __future__ import annotations

from io import BytesIO

import pytest
from construct import Construct
from hypothesis import given
from hypothesis import strategies as st

from tests.property.compare import look
from tests.property.damage import damaged
from tests.property.schemas import (
    SCHEMAS,
    read_by_schema,
    read_compiled,
    write_by_schema,
    write_compiled,
)
from wasm_construct import ALL, WASM3, MalformedError, Module
from wasm_construct.binary.fast.source import Features
from wasm_construct.binary.reader import read_reference
from wasm_construct.binary.writer import write_reference
from wasm_construct.strategies import modules, values

FEATURES = pytest.mark.parametrize("features", [WASM3, ALL], ids=["WASM3", "ALL"])
EVERY_SCHEMA = pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)


@EVERY_SCHEMA
@given(data=st.data())
def test_what_is_built_can_be_parsed(schema: Construct, data: st.DataObject) -> None:
    value = data.draw(values(schema, ALL))
    built = write_by_schema(schema, value)
    assert write_compiled(schema, value) == built
    by_schema, compiled = read_by_schema(schema, built), read_compiled(schema, built)
    assert by_schema == (value, len(built))
    assert compiled == (value, len(built))
    look([by_schema, compiled])
    assert repr(by_schema) == repr(compiled)
    for again, _ in (by_schema, compiled):
        assert write_by_schema(schema, again) == built
        assert write_compiled(schema, again) == built


@EVERY_SCHEMA
@FEATURES
@given(data=st.data())
def test_what_is_damaged_is_refused_or_built_again(schema: Construct, features: Features, data: st.DataObject) -> None:
    built = write_by_schema(schema, data.draw(values(schema, ALL)))
    encoded = damaged(built, lambda least, most: data.draw(st.integers(least, most)), 2)
    try:
        value, end = read_by_schema(schema, encoded, features)
    except MalformedError:
        with pytest.raises(MalformedError):
            read_compiled(schema, encoded, features)
        return
    compiled = read_compiled(schema, encoded, features)
    assert compiled == (value, end)
    look([compiled, value])
    assert repr(compiled) == repr((value, end))
    for again in (value, compiled[0]):
        assert write_by_schema(schema, again) == encoded[:end]
        assert write_compiled(schema, again) == encoded[:end]


@EVERY_SCHEMA
@given(data=st.data())
def test_a_schema_works_by_itself(schema: Construct, data: st.DataObject) -> None:
    value = data.draw(values(schema))
    built = schema.build(value)
    assert schema.parse(built) == value
    assert schema.parse_stream(BytesIO(built)) == value


@FEATURES
@given(data=st.data())
def test_modules(features: Features, data: st.DataObject) -> None:
    module = data.draw(modules(features))
    built = module.build()
    assert write_reference(module.sections) == built
    parsed = Module.parse(built, features)
    assert parsed == module
    assert read_reference(built, features) == module.sections
    assert parsed.build() == built
