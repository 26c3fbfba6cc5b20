"""The text format: modules (WAT) and scripts (WAST), read.

Spec: §6 (text)
"""

from wasm_construct.text.code import Encoding
from wasm_construct.text.modules import read_module, read_source
from wasm_construct.text.scripts import read_script

__all__ = ["Encoding", "read_module", "read_script", "read_source"]
