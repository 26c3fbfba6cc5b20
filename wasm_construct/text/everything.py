"""The names of `wasm_construct.text`, everything in one place for importing."""

from __future__ import annotations

from wasm_construct.text.modules import read_module, read_source
from wasm_construct.text.printer import print_func, print_module
from wasm_construct.text.scripts import read_script
from wasm_construct.text.state import Encoding

__all__ = ["Encoding", "print_func", "print_module", "read_module", "read_script", "read_source"]
