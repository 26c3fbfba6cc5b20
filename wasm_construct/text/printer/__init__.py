"""The text format, written.

Spec: §6 (text)
"""

from wasm_construct.text.printer.customs import Encoding
from wasm_construct.text.printer.modules import print_func, print_module

__all__ = ["Encoding", "print_func", "print_module"]
