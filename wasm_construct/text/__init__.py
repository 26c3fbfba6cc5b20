"""The text format: modules (WAT) and scripts (WAST), read.

Spec: §6 (text)
"""

from wasm_construct.text.code import Encoding
from wasm_construct.text.modules import read_module, read_source

__all__ = ["Encoding", "read_module", "read_source"]
