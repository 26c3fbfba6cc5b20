"""How the fixtures of the book "Writing a Wasm runtime in Rust" are checked."""

from __future__ import annotations

from collections.abc import Sequence

import wasmtime

from tests.binary.assemble import module
from tests.binary.roundtrip import assert_survives
from wasm_construct import WASM1, Module
from wasm_construct.syntax import Section


def assert_decodes(text: str, binary: str, sections: Sequence[Section]) -> None:
    """Assert that a text stands for these bytes, that they decode to these sections, and that they build the bytes.

    The book keeps to Wasm 1.0, so nothing else may be needed.
    """
    data = module(binary)
    assembled = Module.parse(wasmtime.wat2wasm(text))
    assembled.drop_customs("name")  # where wasmtime keeps the names of the text
    assert assembled.build() == data
    assert assert_survives(data, WASM1) == list(sections)
    assert Module(list(sections)).build() == data
