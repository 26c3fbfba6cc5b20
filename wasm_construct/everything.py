"""The names of `wasm_construct`, everything in one place for importing."""

from __future__ import annotations

from wasm_construct.errors import BuildError, InvalidError, MalformedError, TextError, WasmError
from wasm_construct.features import ALL, WASM1, WASM2, WASM3, Feature
from wasm_construct.module import Module, wasm2wat, wat2wasm

__all__ = [
    "ALL",
    "WASM1",
    "WASM2",
    "WASM3",
    "BuildError",
    "Feature",
    "InvalidError",
    "MalformedError",
    "Module",
    "TextError",
    "WasmError",
    "wasm2wat",
    "wat2wasm",
]
