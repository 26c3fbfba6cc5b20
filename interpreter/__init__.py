"""The runtime: the instances of a module (memories, tables, globals, functions), and the execution of its code.

The names are those of WasmEdge's SDK. Its methods `name`, `mod_name`, `instance` and `executor` are attributes here;
all other methods are methods here as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wasm_construct.lazy import names_from

if TYPE_CHECKING:
    from interpreter.api.names import *  # noqa: F403
    from interpreter.api.names import __all__ as __all__
else:  # a type checker would take any name for one that exists
    __getattr__, __dir__ = names_from("interpreter.api.names", globals())
