"""Strategies for custom sections, those with a well-known content and others."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from wasm_construct.binary import leaves
from wasm_construct.binary.custom import CustomSchema
from wasm_construct.binary.custom.contents import CONTENTS, PREFIXES, content_schema
from wasm_construct.binary.leb128 import u32
from wasm_construct.strategies.from_schemas import Options, one_group, values_of, with_width
from wasm_construct.syntax.custom import CustomSec


def any_custom(schema: CustomSchema, options: Options) -> SearchStrategy[CustomSec]:
    """A custom section: half of them have a well-known content."""
    typed = [_typed(st.just(name), content, options) for name, content in CONTENTS.items()]
    typed += [
        _typed(values_of(leaves.name, options).map(prefix.__add__), content, options)
        for prefix, content in PREFIXES.items()
    ]
    untyped = st.builds(CustomSec, values_of(leaves.name, options), st.binary(max_size=4 * options.max_size))
    return one_group([untyped, one_group(typed)])


def _typed(names: SearchStrategy[str], content: Any, options: Options) -> SearchStrategy[CustomSec]:
    def means_this(name: str) -> bool:
        return content_schema(name) is content

    padded_names = with_width(names.filter(means_this), u32.longest, options)
    return st.builds(CustomSec, padded_names, content=values_of(content, options))
