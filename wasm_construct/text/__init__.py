"""The text format: modules (WAT) and scripts (WAST), read; modules, written.

Spec: §6 (text)
"""

from wasm_construct.text.code import Encoding
from wasm_construct.text.modules import read_module, read_source
from wasm_construct.text.printer import print_func, print_module
from wasm_construct.text.scripts import read_script

__all__ = ["Encoding", "print_func", "print_module", "read_module", "read_script", "read_source"]
